import PledgeLedger
import Testing

@Suite struct StoreCursorTests {
    private func key(_ number: UInt8) -> PublicKey { PublicKey(SHA256.hash([number]).raw) }

    /// What is kept is what was given last, in its order, whatever numbers a peer told.
    @Test func theLatestAreKept() throws {
        let maker = try LedgerMaker(seed: 1), folder = try TemporaryFolder()
        var store = try maker.store(in: folder)
        var cursors = [5, 2, 6, 4, 3].map { (number: UInt8) in
            Cursor(node: key(number), collective: maker.collective, incarnation: .max, change: .max - UInt64(number))
        }
        try store.keep(cursors)
        #expect(try store.cursors() == cursors)
        cursors.removeFirst()
        cursors.swapAt(0, 2)
        cursors[1].change = 0
        try store.keep(cursors)
        try store.close()
        store = try Store(at: folder.file("ledger.sqlite"))
        #expect(try store.cursors() == cursors)
        try store.keep([])
        #expect(try store.cursors().isEmpty)
        try store.close()
    }

    /// At every change: what changed after it is told, and what is told with what was there before is all.
    @Test func changesAreAllThatIsNew() throws {
        var maker = try LedgerMaker(seed: 2, authors: 6, admission: .open)
        var tips = (0..<6).map { LedgerMaker.Tip(author: $0) }
        let folder = try TemporaryFolder(), store = try maker.store(in: folder)
        var states: [(change: UInt64, heads: [Head])] = []
        for step in 0..<30 {
            states.append({ (change: $0.change, heads: $0.heads) }(try store.heads(of: maker.collective)))
            _ = try store.take([maker.sign([8], on: &tips[step * step % 6])])
        }
        let now = Set(try store.heads(of: maker.collective).heads)
        for state in states {
            let told = try #require(try store.headsChanged(in: maker.collective, after: state.change, limit: 99))
            #expect(Set(told) == now.subtracting(state.heads))
            #expect(told.count == Set(told).count)
        }
        let newest = try store.heads(of: maker.collective).change
        #expect(try store.headsChanged(in: maker.collective, after: newest, limit: 99) == [])
        #expect(try store.headsChanged(in: maker.collective, after: newest + 1, limit: 99) == nil)
        #expect(try store.headsChanged(in: maker.collective, after: 0, limit: 2) == nil)
        try store.close()
    }
}
