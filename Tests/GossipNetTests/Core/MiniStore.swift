import GossipNet
import PledgeLedger

/// A store in memory that keeps the feed rules of one collective, for the core's tests. Its entries
/// are well formed but signed by nobody: a signature that starts with ``badSignature`` counts as bad.
struct MiniStore {
    static let badSignature: UInt8 = 0xEE

    struct Feed {
        var chain: [Entry] = []
        var fork: UInt64 = 0
        var proof: [[UInt8]] = []
        var rank: UInt8 = 0

        var state: FeedState {
            FeedState(stop: UInt64(chain.count), stopID: chain.last?.id ?? .zero, fork: fork)
        }
    }

    let collective: CollectiveID
    /// Never walked where order can reach the core.
    var feeds: [PublicKey: Feed] = [:]
    /// Authors who are not kept: their feeds stand in the waiting room.
    var strangers: Set<PublicKey> = []
    /// Authors of whom nothing is taken before something of another's is held, as of one who is not vouched for yet.
    var sponsors: [PublicKey: PublicKey] = [:]
    /// Whatever is fetched by id.
    var things: [EntryID: [UInt8]] = [:]
    var texts: [EntryID: [UInt8]] = [:]
    /// Refuses all entries, to see what the core makes of it.
    var refusesAll = false

    init(_ collective: CollectiveID) { self.collective = collective }

    func head(_ author: PublicKey) -> Head? {
        feeds[author].map {
            Head(
                author: author, stop: UInt64($0.chain.count), id: $0.chain.last?.id ?? .zero, fork: $0.fork,
                rank: $0.rank)
        }
    }

    var heads: [Head] {
        feeds.keys.sorted().filter { !strangers.contains($0) }.compactMap { head($0) }
    }

    var waiting: [Head] { feeds.keys.sorted().filter { strangers.contains($0) }.compactMap { head($0) } }

    /// Entries of all kept feeds, up to their stops.
    private(set) var entries: UInt64 = 0
    /// All changes of the store, oldest first: their numbers are their places, from 1.
    private(set) var history: [(author: PublicKey, stop: UInt64)] = []
    var number: UInt64 { UInt64(history.count) }

    var root: Digest { FrontierTree(collective: collective, heads: heads).root() }

    var state: CollectiveState {
        CollectiveState(id: collective, heads: heads, entries: entries, waiting: waiting, change: number)
    }

    // MARK: Changing

    /// An entry's bytes, with facts that tell one face of an author from another.
    func entry(_ author: PublicKey, seq: UInt64, prev: EntryID, face: UInt8 = 0) -> Entry? {
        var bytes: [UInt8] = [1] + collective.bytes + author.bytes
        bytes.append(bigEndian: seq)
        bytes += prev.bytes
        bytes.append(bigEndian: UInt64(1))
        bytes += [UInt8](repeating: 0, count: 32) + [0, 1, face] + [UInt8](repeating: 7, count: 64)
        return try? Entry(bytes)
    }

    /// Signs another entry of an author's feed.
    mutating func append(_ author: PublicKey, face: UInt8 = 0) -> HeadChange? {
        var feed = feeds[author] ?? Feed()
        guard feed.fork == 0, let next = entry(
            author, seq: UInt64(feed.chain.count) + 1, prev: feed.chain.last?.id ?? .zero, face: face)
        else { return nil }
        feed.chain.append(next)
        feeds[author] = feed
        return change(author, before: next.seq - 1)
    }

    private mutating func change(_ author: PublicKey, before: UInt64, isForkNew: Bool = false) -> HeadChange? {
        if !strangers.contains(author) { entries = entries + UInt64(feeds[author]?.chain.count ?? 0) - before }
        history.append((author, UInt64(feeds[author]?.chain.count ?? 0)))
        return head(author).map {
            HeadChange(
                author: author, before: before, place: strangers.contains(author) ? .waiting($0) : .frontier($0),
                isForkNew: isForkNew)
        }
    }

    /// Takes in packed entries of one feed.
    mutating func take(_ author: PublicKey, _ packed: [UInt8]) -> (Outcome, [HeadChange]) {
        guard !refusesAll else { return (Outcome(refused: .notWanted), []) }
        var outcome = Outcome()
        var feed = feeds[author] ?? Feed()
        let before = UInt64(feed.chain.count)
        var isForkNew = false
        for bytes in unpack(packed) {
            guard let entry = try? Entry(bytes), entry.author == author else {
                outcome.refused = .malformed
                break
            }
            guard entry.bytes[entry.bytes.count - 64] != Self.badSignature else {
                outcome.refused = .badSignature
                break
            }
            guard entry.collective == collective else {
                outcome.refused = .wrongCollective
                break
            }
            switch feed.state.verdict(on: entry, quota: .init(), heldID: { feed.id(at: $0) }) {
            case .accepted:
                feed.chain.append(entry)
                outcome.accepted += 1
            case .duplicate: outcome.duplicates += 1
            case .gap(let after): outcome.gap = .init(author: author, seq: after)
            case .loose: outcome.loose = .init(author: author, seq: entry.seq)
            case .fork:
                feed.split(at: entry)
                outcome.accepted += 1
                isForkNew = true
            case .pastStop: outcome.refused = .pastStop
            case .refused: outcome.refused = .quota
            }
        }
        guard outcome.accepted > 0 else { return (outcome, []) }
        feeds[author] = feed
        return (outcome, change(author, before: before, isForkNew: isForkNew).map { [$0] } ?? [])
    }

    /// Takes in a fork proof.
    mutating func takeProof(_ first: [UInt8], _ second: [UInt8]) -> (Outcome, [HeadChange]) {
        guard let one = try? Entry(first), let other = try? Entry(second), one.author == other.author,
            one.seq == other.seq, one.prev == other.prev, one.id != other.id
        else { return (Outcome(refused: .malformed), []) }
        guard sponsors[one.author].map({ feeds[$0] != nil }) ?? true else { return (Outcome(), []) }
        var feed = feeds[one.author] ?? Feed()
        guard feed.fork == 0 || one.seq < feed.fork else { return (Outcome(duplicates: 1), []) }
        let before = UInt64(feed.chain.count)
        feed.fork = one.seq
        feed.proof = [first, second]
        feed.chain.removeLast(max(0, feed.chain.count - Int(one.seq) + 1))
        feeds[one.author] = feed
        return (Outcome(accepted: 1), change(one.author, before: before, isForkNew: true).map { [$0] } ?? [])
    }

    // MARK: Serving

    /// Heads of kept feeds that changed after a change, as a store tells them.
    func headsChanged(after number: UInt64) -> [Head]? {
        guard number <= self.number else { return nil }
        let authors = Set(history.dropFirst(Int(number)).map(\.author)).subtracting(strangers)
        return authors.sorted().compactMap { head($0) }
    }

    /// Segments for a range.
    func segments(_ range: FeedRange) -> [[UInt8]] {
        var packer = SegmentPacker()
        var done: [[UInt8]] = []
        for entry in feeds[range.author]?.chain ?? [] where entry.seq > range.after && entry.seq <= range.through {
            if packer.append(entry: entry.bytes) { continue }
            done.append(packer.bytes)
            packer.removeAll()
            _ = packer.append(entry: entry.bytes)
        }
        return packer.isEmpty ? done : done + [packer.bytes]
    }

    func unpack(_ packed: [UInt8]) -> [[UInt8]] {
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            var entries: [[UInt8]] = []
            while let item = try? reader.next() { entries.append(Array(item.entry)) }
            return entries
        }
    }
}

extension MiniStore.Feed {
    func id(at seq: UInt64) -> EntryID? {
        seq >= 1 && seq <= UInt64(chain.count) ? chain[Int(seq) - 1].id : nil
    }

    /// The author signed another entry where one is held.
    mutating func split(at entry: Entry) {
        let index = Int(entry.seq) - 1
        fork = entry.seq
        proof = [chain[index].bytes, entry.bytes]
        chain.removeLast(chain.count - index)
    }
}
