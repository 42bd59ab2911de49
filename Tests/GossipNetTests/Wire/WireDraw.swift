import GossipNet
import PledgeLedger

/// Draws frames from a seed, within all limits.
struct WireDraw: RandomNumberGenerator {
    private var random: CoreRandom

    init(seed: UInt64) { random = CoreRandom(seed: seed) }

    mutating func next() -> UInt64 { random.next() }
    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
    mutating func value<T: ThirtyTwoBytes>() -> T { T(bytes: bytes(32)) ?? .zero }
    mutating func values<T: ThirtyTwoBytes>(_ counts: ClosedRange<Int>) -> [T] {
        (0..<Int.random(in: counts, using: &self)).map { _ in value() }
    }
    mutating func small() -> UInt32 { UInt32(1 + below(1_000)) }
    mutating func collective() -> UInt32 { UInt32(below(Limits.collectives)) }
    mutating func path() -> TreePath { TreePath(value() as Digest, count: below(65)) }
    mutating func paths(_ counts: ClosedRange<Int>) -> [TreePath] {
        (0..<Int.random(in: counts, using: &self)).map { _ in path() }
    }

    mutating func note() -> Frame.HeadNote {
        let stop = UInt64(below(5)) * 1_000
        return .init(
            author: value(), stop: stop, id: stop == 0 || below(4) == 0 ? .zero : value(),
            fork: below(3) == 0 ? stop + 1 : 0, depth: UInt8(below(65)))
    }

    mutating func node() -> Frame.Walk.Node {
        let path = path()
        let branches = path.count == 64 ? 0 : UInt16(truncatingIfNeeded: next())
        return .init(
            path: path, branches: branches, leaves: branches & UInt16(truncatingIfNeeded: next()),
            hashes: (0..<branches.nonzeroBitCount).map { _ in next() })
    }

    /// Bytes with the layout of an entry as far as the wire knows it.
    mutating func entry(_ author: PublicKey, seq: UInt64) -> [UInt8] {
        var entry = bytes(33) + author.bytes
        entry.append(bigEndian: seq)
        return entry + bytes(below(200))
    }

    mutating func segment() -> Frame.Segment {
        let author: PublicKey = value()
        var packer = SegmentPacker()
        for seq in 1...UInt64(1 + below(5)) {
            let text = below(2) == 0 ? nil : bytes(32 + below(100))
            _ = packer.append(entry: entry(author, seq: seq * 3), text: text)
        }
        return .init(collective: collective(), need: UInt32(below(4)), author: author, entries: packer.bytes)
    }

    /// A frame of the kind-th kind, 0…24.
    mutating func frame(_ kind: Int) -> Frame {
        switch kind {
        case 0: .hello(.init(incarnation: next(), time: next(), proofs: values(0...Limits.collectives)))
        case 1:
            .roots(.init(
                collective: collective(), root: below(2) == 0 ? .whole(value()) : .same(next()), entries: next(),
                extras: below(2) == 0 ? nil : value(),
                ask: below(2) == 0))
        case 2:
            .walk(.init(
                collective: collective(), number: UInt32(below(9)), salt: below(2) == 0 ? nil : next() | 1,
                acks: UInt32(below(3)), more: below(2) == 0, busy: below(2) == 0,
                nodes: (0..<below(6)).map { _ in node() }))
        case 3:
            .heads(.init(collective: collective(), walk: UInt32(below(9)), heads: (0...below(5)).map { _ in note() }))
        case 4: .missing(.init(collective: collective(), walk: small(), paths: paths(1...9)))
        case 5:
            .need(.init(
                collective: collective(), number: small(),
                ranges: (0..<below(5)).map { _ in
                    .init(author: value(), after: UInt64(below(99)), limit: UInt32(below(2)))
                },
                paths: paths(1...5)))
        case 6: .segment(segment())
        case 7: .done(.init(collective: collective(), need: small()))
        case 8: .proof(.init(collective: collective(), first: bytes(1 + below(300)), second: bytes(1 + below(300))))
        default: asking(kind)
        }
    }

    private mutating func asking(_ kind: Int) -> Frame {
        switch kind {
        case 9:
            .idsRequest(.init(
                collective: collective(), number: small(), author: value(),
                seqs: (0...below(Limits.searchSeqs)).map { UInt64($0) * 7 + 1 }))
        case 10: .ids(.init(collective: collective(), number: small(), ids: values(1...Limits.searchSeqs)))
        case 11: .fetch(.init(collective: collective(), ids: values(1...Limits.fetchIDs), texts: below(2) == 0))
        case 12:
            switch below(3) {
            case 0: .fetched(.init(collective: collective(), id: value(), texts: false, content: .entry(bytes(200))))
            case 1: .fetched(.init(collective: collective(), id: value(), texts: true, content: .text(bytes(50))))
            default: .fetched(.init(collective: collective(), id: value(), texts: below(2) == 0, content: .nothing))
            }
        case 13: .extras(.init(collective: collective(), ids: values(1...20)))
        case 14: .waiting(.init(collective: collective(), heads: (0...below(5)).map { _ in note() }))
        case 15: .ping(UInt32(truncatingIfNeeded: next()))
        case 16: .pong(UInt32(below(2)))
        case 18: .since(.init(collective: collective(), number: small(), change: next(), salt: next() | 1))
        case 19:
            .changes(.init(
                collective: collective(), number: small(), feeds: (0...below(9)).map { _ in .init(place: next(), hash: next()) },
                more: below(2) == 0))
        case 20: .changes(.init(collective: collective(), number: small(), isUnknown: below(2) == 0))
        case 21: .cancel(.init(collective: collective(), need: small()))
        case 22:
            .need(.init(
                collective: collective(), number: small(), paths: paths(0...2),
                tails: (0...below(9)).map { _ in .init(place: next(), after: UInt64(below(1 << 32))) },
                rank: below(2) == 0 ? nil : UInt8(below(256))))
        case 23: .done(.init(collective: collective(), need: small(), next: UInt8(below(256))))
        case 24:
            .roots(.init(collective: collective(), root: .same(next()), entries: 0, change: next()))
        default: .bye(Farewell.allCases.randomElement(using: &self) ?? .other)
        }
    }
}
