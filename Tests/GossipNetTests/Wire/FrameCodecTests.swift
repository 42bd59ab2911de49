import Foundation
import GossipNet
import PledgeLedger
import Testing

@Suite struct FrameCodecTests {
    @Test(arguments: 0..<25) func everyKindComesBack(kind: Int) throws {
        for seed in 1...60 {
            var draw = WireDraw(seed: UInt64(seed))
            let frame = draw.frame(kind)
            let bytes = FrameCodec.encode(frame)
            #expect(bytes.count <= Limits.frame)
            #expect(try FrameCodec.decode(bytes) == frame, "seed \(seed)")
        }
    }

    /// A frame cut short is refused: it begins with its kind and its length.
    @Test(arguments: 0..<25) func everyTruncationIsRefused(kind: Int) {
        for seed in 1...6 {
            var draw = WireDraw(seed: UInt64(seed))
            let bytes = FrameCodec.encode(draw.frame(kind))
            for count in 0..<bytes.count {
                #expect(throws: FrameFault.self, "seed \(seed), \(count) of \(bytes.count) bytes") {
                    try FrameCodec.decode(Array(bytes.prefix(count)))
                }
            }
        }
    }

    /// One byte changed: refused, or read as a frame that is within all limits, which is that it can
    /// be written and read again.
    @Test(arguments: 0..<25) func mutationsStayWithinLimits(kind: Int) throws {
        for seed in 1...3 {
            var draw = WireDraw(seed: UInt64(seed))
            let bytes = FrameCodec.encode(draw.frame(kind))
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= UInt8(1 + draw.below(255))
                guard let frame = try? FrameCodec.decode(changed) else { continue }
                let again = FrameCodec.encode(frame)
                #expect(again.count <= Limits.frame)
                #expect(try FrameCodec.decode(again) == frame, "seed \(seed), byte \(index)")
            }
        }
    }

    @Test func noiseIsRefusedOrRead() throws {
        for seed in 1...2_000 {
            var draw = WireDraw(seed: UInt64(seed))
            guard let frame = try? FrameCodec.decode(draw.bytes(draw.below(100))) else { continue }
            #expect(try FrameCodec.decode(FrameCodec.encode(frame)) == frame, "seed \(seed)")
        }
    }

    @Test func emptyAndUnknownFramesAreRefused() {
        #expect(throws: FrameFault.unknownKind) { try FrameCodec.decode([]) }
        #expect(throws: FrameFault.unknownKind) { try FrameCodec.decode([0xFA, 0x01, 0x00]) }
        #expect(throws: FrameFault.unreadable) { try FrameCodec.decode([0xFF]) }
        #expect(throws: FrameFault.tooLong(Limits.frame + 1)) {
            try FrameCodec.decode([UInt8](repeating: 0, count: Limits.frame + 1))
        }
        #expect(throws: FrameFault.version(0)) { try FrameCodec.decode([10, 0]) }
    }

    /// The fullest frames of each kind still fit.
    @Test func fullestFramesFit() {
        var draw = WireDraw(seed: 5)
        let path = TreePath(draw.value() as Digest, count: 64), author: PublicKey = draw.value()
        let deep = TreePath(draw.value() as Digest, count: 63)
        let id: EntryID = draw.value()
        let note = Frame.HeadNote(author: author, stop: Limits.seq - 1, id: id, fork: Limits.seq, depth: 64)
        let range = Frame.Need.Range(author: author, after: Limits.seq, limit: .max)
        let tail = Frame.Need.Tail(place: .max, after: Limits.seq)
        let hashes = [UInt64](repeating: 1, count: 15)
        let ranges = [Frame.Need.Range](repeating: range, count: Limits.ranges)
        let node = Frame.Walk.Node(path: deep, branches: 0x7FFF, leaves: 0x7FFF, hashes: hashes)
        let entries = [UInt8](repeating: 1, count: Limits.segment)
        let frames: [Frame] = [
            .walk(.init(
                collective: 63, number: .max, salt: .max, acks: .max, more: true, busy: true,
                nodes: [Frame.Walk.Node](repeating: node, count: Limits.nodes))),
            .heads(.init(collective: 63, walk: .max, heads: [Frame.HeadNote](repeating: note, count: Limits.heads))),
            .missing(.init(collective: 63, walk: .max, paths: [TreePath](repeating: path, count: Limits.paths))),
            .need(.init(collective: 63, number: .max, ranges: ranges)),
            .need(.init(
                collective: 63, number: .max, ranges: [Frame.Need.Range](repeating: range, count: Limits.ranges - 1),
                tails: [tail], rank: .max)),
            .need(.init(
                collective: 63, number: .max, ranges: [Frame.Need.Range](repeating: range, count: Limits.ranges / 2 - 1),
                paths: [TreePath](repeating: path, count: Limits.paths / 2), tails: [tail], rank: .max)),
            .changes(.init(
                collective: 63, number: .max,
                feeds: [Frame.ChangedFeed](repeating: .init(place: .max, hash: .max), count: Limits.changes), more: true)),
            .need(.init(
                collective: 63, number: .max, ranges: [Frame.Need.Range](repeating: range, count: Limits.ranges / 2),
                paths: [TreePath](repeating: path, count: Limits.paths / 2))),
            .segment(.init(collective: 63, need: .max, author: author, entries: entries)),
            .extras(.init(collective: 63, ids: [EntryID](repeating: id, count: Limits.extrasInFrame))),
            .proof(.init(
                collective: 63, first: [UInt8](repeating: 1, count: Limits.entry),
                second: [UInt8](repeating: 1, count: Limits.entry))),
        ]
        for frame in frames {
            let count = FrameCodec.encode(frame).count
            #expect(count <= Limits.frame, "\(count) bytes")
        }
    }

    /// Values that contradict each other or the limits.
    @Test func contradictionsAreRefused() {
        var draw = WireDraw(seed: 6)
        let author: PublicKey = draw.value(), id: EntryID = draw.value(), feed = Frame.ChangedFeed(place: 1, hash: 2)
        let bad: [Frame] = [
            .done(.init(collective: UInt32(Limits.collectives), need: 1)),
            .done(.init(collective: 0, need: 0)),
            .heads(.init(collective: 0, walk: 0, heads: [])),
            .heads(.init(collective: 0, walk: 0, heads: [.init(author: author, stop: 5, id: id, fork: 1 << 32)])),
            .heads(.init(collective: 0, walk: 0, heads: [.init(author: author, stop: 0, id: id)])),
            .heads(.init(collective: 0, walk: 0, heads: [.init(author: author, stop: 1 << 32, id: id)])),
            .walk(.init(collective: 0, number: 1, nodes: [.init(path: .top, branches: 1, leaves: 2, hashes: [1])])),
            .walk(.init(collective: 0, number: 1, nodes: [.init(path: .top, branches: 3, leaves: 0, hashes: [1])])),
            .idsRequest(.init(collective: 0, number: 1, author: author, seqs: [2, 2])),
            .idsRequest(.init(collective: 0, number: 1, author: author, seqs: [0])),
            .fetched(.init(collective: 0, id: id, texts: true, content: .entry([1]))),
            .fetched(.init(collective: 0, id: id, texts: true, content: .text([1]))),
            .need(.init(collective: 0, number: 1)),
            .segment(.init(collective: 0, need: 1, author: author, entries: [0])),
            .since(.init(collective: 0, number: 1, change: 1, salt: 0)),
            .since(.init(collective: 0, number: 0, change: 1, salt: 1)),
            .changes(.init(collective: 0, number: 0)),
            .changes(.init(collective: 0, number: 1, feeds: .init(repeating: feed, count: Limits.changes + 1))),
            .changes(.init(collective: 0, number: 1, more: true)),
            .changes(.init(collective: 0, number: 1, feeds: [feed], isUnknown: true)),
            .cancel(.init(collective: 0, need: 0)),
            .need(.init(
                collective: 0, number: 1, ranges: .init(repeating: .init(author: author, after: 0), count: Limits.ranges),
                tails: [.init(place: 1, after: 0)])),
        ]
        for frame in bad {
            // A head at stop 0 has no id on the wire unless it is written against the rules.
            #expect(throws: FrameFault.self, "\(frame)") { try FrameCodec.decode(FrameCodec.encode(frame)) }
        }
    }
    /// What a ``Frame`` can't even say: packed lists (of changes and tails) that end within an item.
    @Test(arguments: [([0xBA, 0x01], 0x1A, 16), ([0x32], 0x2A, 12)] as [([UInt8], UInt8, Int)])
    func packedListsAreWhole(kind: [UInt8], field: UInt8, size: Int) throws {
        for count in 1...2 * size {
            let body = [0x10, 1, field, UInt8(count)] + [UInt8](repeating: 1, count: count)
            let bytes = kind + [UInt8(body.count)] + body
            if count % size == 0 {
                _ = try FrameCodec.decode(bytes)
            } else {
                #expect(throws: FrameFault.self, "\(count) bytes") { try FrameCodec.decode(bytes) }
            }
        }
    }

    /// A distance of 256 is the largest rank and 1.
    @Test func distancesHaveABound() throws {
        for (name, start) in [("need", [0x32, 8, 0x10, 1, 0x22, 1, 0, 0x30]), ("done", [0x42, 5, 0x10, 1, 0x18])] as [(String, [UInt8])] {
            _ = try FrameCodec.decode(start + [0x80, 0x02])
            #expect(throws: FrameFault.self, "\(name)") { try FrameCodec.decode(start + [0x81, 0x02]) }
        }
    }

    /// The examples of the protocol's page, as they stand there.
    @Test func theExamplesOnThePageAreRight() throws {
        var page = URL(fileURLWithPath: #filePath)
        for _ in 0..<4 { page.deleteLastPathComponent() }
        let text = try String(contentsOf: page.appendingPathComponent("docs/gossip-protocol.md"), encoding: .utf8)
        let lines = text.split(separator: "\n").map(String.init)
        let examples: [(String, Frame)] = [
            ("since, number 1, change 300, salt 7:", .since(.init(collective: 0, number: 1, change: 300, salt: 7))),
            ("changes, number 1, unknown:", .changes(.init(collective: 0, number: 1, isUnknown: true))),
            ("cancel, need 1:", .cancel(.init(collective: 0, need: 1))),
            ("done, need 1:", .done(.init(collective: 0, need: 1))),
            ("walk 0, acks 1, no nodes:", .walk(.init(collective: 0, number: 0, acks: 1))),
        ]
        for (name, frame) in examples {
            let place = try #require(lines.firstIndex(of: name))
            let hex = FrameCodec.encode(frame).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
            #expect(lines[place + 1].trimmingCharacters(in: .whitespaces) == hex, "\(name)")
        }
    }
}
