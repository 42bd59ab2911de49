import PledgeLedger
import Testing

/// Entries past forks that are wanted, and when they have to be looked for anew.
@Suite struct WantedBranchesTests {
    /// Whenever the changes say that no other entries are wanted, none are: whatever came, and however.
    @Test func whatIsWantedChangesOnlyWhereItMay() throws {
        var (changed, spared) = (0, 0)
        for seed in 0..<24 {
            var maker = try LedgerSceneTests.maker(seed, witnesses: [1, 4, 7][seed % 3])
            let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
            let made = Dictionary(uniqueKeysWithValues: maker.made.map { ($0.entry.id, $0) })
            var wanted = try store.missingBranches(in: id, limit: .max), seen = try store.heads(of: id).change
            for offers in (0..<3).flatMap({ _ in maker.shuffledOffers().chunked(7) }) {
                switch Int.random(in: 0..<3, using: &maker.generator) {
                case 0:
                    let entry = wanted.randomElement(using: &maker.generator).flatMap { made[$0] }
                    #expect(try entry.map { try store.takeWanted($0, into: id) } ?? true, "it is wanted")
                case 1: _ = try offers.first.map { try store.takeWanted($0.entry, into: id) }
                default: _ = try store.take(offers, into: id)
                }
                let (feeds, newest) = try store.changes(in: id, after: seen)
                let now = try store.missingBranches(in: id, limit: .max)
                if !maker.charter.mayWantOthers(after: newest - seen, of: feeds) {
                    #expect(now == wanted, "seed \(seed)")
                    spared += newest > seen ? 1 : 0
                } else if now != wanted {
                    changed += 1
                }
                (wanted, seen) = (now, newest)
            }
            try store.close()
        }
        #expect(changed > 20 && spared > 20, "\(changed) changed, \(spared) spared")
    }
}
