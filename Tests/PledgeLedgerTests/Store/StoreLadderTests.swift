import PledgeLedger
import Testing

/// Who is kept, as vouches come and go in any order: what the whole ladder says of all of them.
@Suite struct StoreLadderTests {
    @Test(arguments: 0..<40) func anyOrderKeepsTheSame(seed: Int) throws {
        var maker = try LedgerMaker(
            seed: UInt64(seed) + 5_100, authors: 10, founders: 3, vouchesNeeded: seed % 4 == 0 ? 1 : 2,
            ladder: seed % 3 == 0 ? [4, 3] : [4, 4, 2])
        var tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }
        for _ in 0..<45 {
            // Founders and those who are named first speak more, so that somebody comes in.
            let author = min(Int.random(in: 0..<10, using: &maker.generator), Int.random(in: 0..<10, using: &maker.generator))
            let subject = maker.keys[Int.random(in: 0..<10, using: &maker.generator)].publicKey
            let level = UInt8(Int.random(in: 0..<8, using: &maker.generator) == 0 ? 0 : 1)
            try maker.sign(.vouch(Vouch(subject: subject, level: level)), on: &tips[author])
        }
        let pure = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let folder = try TemporaryFolder()
        for order in 0..<6 {
            let store = try maker.store(in: folder, name: "\(order)")
            try StoreConvergenceTests.feed(&maker, to: store)
            #expect(try store.frontier(of: maker.collective).tree.root() == pure.frontier.root(), "seed \(seed), order \(order)")
            #expect(try StoreAudit(store).check() == [], "seed \(seed), order \(order)")
            try store.close()
        }
    }
}
