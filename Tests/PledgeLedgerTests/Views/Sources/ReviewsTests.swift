import PledgeLedger
import Testing

/// The least reviewed projects are those that their surroundings say.
@Suite struct ReviewsTests {
    @Test(arguments: 0..<20) func theLeastReviewedComeFirst(seed: Int) throws {
        var maker = try LedgerMaker.ofViews(seed, from: 4_100, entries: 160)
        let folder = try TemporaryFolder(), store = try maker.store(in: folder), id = maker.collective
        try StoreConvergenceTests.feed(&maker, to: store)
        for time in [UInt64.max, maker.clock - 70_000 - Cutoff.tolerance] {
            let cutoff = try store.cutoff(at: time, in: id)
            let newest = try store.listDefinitions(.project, in: id, at: cutoff, limit: 100)
            let expected = try newest.compactMap { project -> (reviews: Int, people: Int, id: EntryID)? in
                guard let listed = try store.listed(project, in: id), listed.retractedBy == nil else { return nil }
                let (around, reviews) = try store.view(of: id, at: cutoff) {
                    (try ProjectSurroundings(of: project, in: $0), try ProjectReviews(of: project, in: $0))
                }
                let known = try #require(around), counted = try #require(reviews)
                #expect(counted.count == known.reviews(ofProjectBy: listed.author) && counted.reports == known.reports.count)
                #expect(counted.evidence == known.evidence && counted.experts == known.experts.count)
                return (counted.count, try store.totals(of: project, in: id, at: cutoff)?.people ?? 0, project)
            }.sorted { ($0.reviews, $1.people, $0.id) < ($1.reviews, $0.people, $1.id) }
            #expect(try store.leastReviewed(in: id, at: cutoff, newest: 100, limit: 100) == expected.map(\.id), "seed \(seed)")
        }
        try store.close()
    }
}
