import PledgeLedger
import Testing

@Suite struct StoreMomentTests {
    /// Readings within one moment see none of what is written since the first of them; the next moment sees all.
    @Test func whatIsWrittenMeanwhileIsOfTheNextMoment() throws {
        var maker = try LedgerMaker(seed: 5), tip = LedgerMaker.Tip(author: 0)
        let folder = try TemporaryFolder(), id = maker.collective
        let store = try maker.store(in: folder), other = try Store(at: store.path)
        _ = try store.take([Offer(maker.sign([8], on: &tip))], into: id)
        let before = try store.checkpoint(of: id, now: 1).root
        let inside = try store.atOneMoment {
            _ = try store.collectives()
            _ = try other.take([Offer(maker.sign([8], on: &tip))], into: id)
            return try (root: store.checkpoint(of: id, now: 1).root, nested: store.atOneMoment { try store.frontier(of: id).tree.root() })
        }
        let after = try store.checkpoint(of: id, now: 1).root
        #expect(inside.root == before && inside.nested == before && after != before)
        #expect(try other.checkpoint(of: id, now: 1).root == after)
        try other.close()
        try store.close()
    }

    /// A fault within a moment leaves the store as usable as before.
    @Test func aFaultEndsTheMoment() throws {
        let maker = try LedgerMaker(seed: 6), folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        struct Fault: Error {}
        for _ in 0..<10 {
            #expect(throws: Fault.self) {
                try store.atOneMoment {
                    _ = try store.collectives()
                    throw Fault()
                }
            }
        }
        #expect(try store.atOneMoment { try store.collectives().count } == 1)
        try store.close()
    }
}
