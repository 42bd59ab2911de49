import GossipNet
import PledgeLedger

/// Draws what the core's tests need from a seed.
struct CoreDraw: RandomNumberGenerator {
    private var random: CoreRandom

    init(seed: UInt64) { random = CoreRandom(seed: seed) }

    mutating func next() -> UInt64 { random.next() }

    mutating func digest() -> Digest {
        var hash = SHA256()
        hash.update(next())
        return hash.finish()
    }

    mutating func author() -> PublicKey { PublicKey(digest().raw) }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// Heads with nothing behind them.
    mutating func heads(_ count: Int) -> [Head] {
        (0..<count).map { _ in Head(author: author(), stop: 1 + UInt64(below(9)), id: EntryID(digest().raw), rank: 2) }
    }

    static let collective = CollectiveID(SHA256.hash([1, 2, 3]).raw)

    /// A store with feeds of 1…`depth` entries.
    mutating func store(feeds: Int, depth: Int = 3) -> MiniStore {
        var store = MiniStore(Self.collective)
        for _ in 0..<feeds {
            let author = author()
            for _ in 0...below(depth) { _ = store.append(author) }
            store.feeds[author]?.rank = UInt8(below(4))
        }
        return store
    }
}
