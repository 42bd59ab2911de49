import GossipNet
import GossipSim
import PledgeLedger
import Testing

/// The compact store says what the plain feed rules say of the same entries.
@Suite struct SimStoreTests {
    /// A pool with feeds that fork here and there, and all their numbers.
    private func ledger(_ seed: UInt64) throws -> (EntryPool, [UInt32]) {
        var draw = Draw(seed: seed), numbers: [UInt32] = []
        var pool = try EntryPool(founder: #require(SigningKey(seed: draw.bytes32())))
        for _ in 0..<3 {
            let key = try #require(SigningKey(seed: draw.bytes32()))
            var own: [UInt32] = [0]
            for time in 0..<UInt64(8) {
                let isFork = draw.below(12) == 0
                let tip = isFork ? own[draw.below(own.count)] : own[own.count - 1]
                let number = try pool.sign(key, after: tip, time: time, stance: isFork ? 2 : 1)
                own.append(number)
                numbers.append(number)
            }
        }
        return (pool, numbers)
    }

    private func packed(_ number: UInt32, _ pool: EntryPool) -> [UInt8] {
        var packer = SegmentPacker()
        _ = packer.append(entry: pool[number].entry.entry.bytes)
        return packer.bytes
    }

    @Test(arguments: 1...60) func agreesWithThePlainRules(seed: UInt64) throws {
        var (pool, numbers) = try ledger(seed)
        var draw = Draw(seed: seed, 1), store = SimStore(incarnation: 1)
        // Every order comes to the same in the end: what is loose or early comes again.
        for _ in 0..<numbers.count {
            var changes = SimStore.Changes()
            let order = draw.sample(numbers.count, of: numbers)
            for number in order { _ = store.take(packed(number, pool), &pool, &changes) }
        }
        let contents = LedgerContents(
            collective: pool.collective, charter: try Charter(of: pool.charter),
            entries: numbers.map { pool[$0].entry })
        let heads = store.state(pool).heads.sorted { $0.author < $1.author }
        #expect(heads == contents.feeds.map(\.head))
        #expect(store.entries == contents.feeds.reduce(0) { $0 + $1.state.stop })
    }

    @Test(arguments: 1...20) func equalStoresHaveEqualFingerprints(seed: UInt64) throws {
        var (pool, numbers) = try ledger(seed)
        var draw = Draw(seed: seed, 2), stores = [SimStore(incarnation: 1), SimStore(incarnation: 2)]
        for index in stores.indices {
            for _ in 0..<numbers.count {
                var changes = SimStore.Changes()
                let order = draw.sample(numbers.count, of: numbers)
                for number in order { _ = stores[index].take(packed(number, pool), &pool, &changes) }
            }
        }
        #expect(stores[0].fingerprint == stores[1].fingerprint)
        stores[0].set(0, .init(), pool)
        #expect(stores[0].fingerprint != stores[1].fingerprint)
    }

    @Test func refusesWhatIsNotSigned() throws {
        var (pool, numbers) = try ledger(1)
        var bytes = pool[numbers[0]].entry.entry.bytes, packer = SegmentPacker()
        bytes[bytes.count - 1] ^= 1
        _ = packer.append(entry: bytes)
        var store = SimStore(incarnation: 1), changes = SimStore.Changes()
        let checked = pool.verifications
        for _ in 0..<3 { #expect(store.take(packer.bytes, &pool, &changes).refused == .badSignature) }
        #expect(pool.verifications == checked + 1, "each distinct entry is checked once")
        #expect(changes.isEmpty && store.fingerprint == 0)
        #expect(store.takeProof(bytes, bytes, &pool, &changes).refused == .badSignature)
    }

    @Test(arguments: 1...20) func servesWhatItHolds(seed: UInt64) throws {
        var (pool, numbers) = try ledger(seed)
        var store = SimStore(incarnation: 1), other = SimStore(incarnation: 2), changes = SimStore.Changes()
        for number in numbers { _ = store.take(packed(number, pool), &pool, &changes) }
        for author in pool.authors {
            let range = FeedRange(author: author, after: 0, through: 1_000)
            for segment in store.segments(range, pool) { _ = other.take(segment, &pool, &changes) }
        }
        let stops = { (store: SimStore) in pool.authors.indices.map { pool.seq(store[$0].tip) } }
        #expect(stops(other) == stops(store))
    }
}
