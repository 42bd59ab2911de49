import PledgeLedger
import Testing

@Suite struct StoreCursorTests {
    private func key(_ number: UInt8) -> PublicKey { PublicKey(SHA256.hash([number]).raw) }

    /// The newest are kept, each in the place of an earlier one, whatever numbers a peer told.
    @Test func theNewestAreKept() throws {
        let maker = try LedgerMaker(seed: 1), folder = try TemporaryFolder()
        var store = try maker.store(in: folder)
        for number in 0..<7 as Range<UInt8> {
            try store.keep(
                Cursor(node: key(number), collective: maker.collective, incarnation: .max, change: .max - UInt64(number)),
                limit: 5)
        }
        let newer = Cursor(node: key(3), collective: maker.collective, incarnation: 8, change: 77)
        try store.keep(newer, limit: 5)
        try store.close()
        store = try Store(at: folder.file("ledger.sqlite"))
        let kept = try store.cursors()
        #expect(kept.map(\.node) == [2, 4, 5, 6, 3].map { key($0) })
        #expect(kept.last == newer)
        #expect(kept.first?.incarnation == .max && kept.first?.change == .max - 2)
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
