import PledgeLedger
import Testing

@Suite struct WaitingRoomTests {
    private func store(_ maker: LedgerMaker, _ folder: TemporaryFolder, _ change: (inout StoreLimits) -> Void) throws -> Store {
        var limits = StoreLimits()
        change(&limits)
        let store = try Store(at: folder.file("a"), missing: .create, limits: limits)
        try store.join(maker.collective, charter: maker.charterEntry)
        return store
    }

    private func waiting(_ store: Store, _ maker: LedgerMaker) throws -> [Int] {
        try store.waiting(in: maker.collective).compactMap { head in maker.keys.firstIndex { $0.publicKey == head.author } }
    }

    @Test func strangersWaitWithinSixteenEntries() throws {
        var maker = try LedgerMaker(seed: 1)
        var tip = LedgerMaker.Tip(author: 3)
        for _ in 0..<18 { try maker.sign([8], on: &tip) }
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { _ in }
        let taken = try store.take(maker.made)
        #expect(taken.prefix(16).allSatisfy { $0 == .verdict(.accepted) })
        #expect(taken[16] == .waitingRoomFull && taken[17] == .verdict(.gap(after: 16)))
        #expect(try waiting(store, maker) == [3])
        let view = try #require(try store.feed(of: maker.keys[3].publicKey, in: maker.collective))
        #expect(view.head.stop == 16 && !view.isKept)
        #expect(try store.heads(of: maker.collective).heads.isEmpty)
        #expect(try store.counts(in: maker.collective).waiting == 1)
        try store.close()
    }

    @Test func strangersWaitWithinSixteenKiB() throws {
        var maker = try LedgerMaker(seed: 2)
        var tip = LedgerMaker.Tip(author: 3)
        for _ in 0..<6 { try maker.sign([UInt8](repeating: 9, count: 3_885), on: &tip) }
        #expect(maker.made[0].entry.bytes.count == 4_096)
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { _ in }
        let taken = try store.take(maker.made)
        #expect(taken.prefix(4).allSatisfy { $0 == .verdict(.accepted) } && taken[4] == .waitingRoomFull)
        try store.close()
    }

    /// The oldest goes first; the owner of the store and whoever is admitted are spared.
    @Test func theOldestGoesAndTheOwnerStays() throws {
        var maker = try LedgerMaker(seed: 3, authors: 9, founders: 1)
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { $0.waitingFeeds = 3 }
        try store.setOwner(maker.keys[1].publicKey)
        for author in 1...6 {
            var tip = LedgerMaker.Tip(author: author)
            #expect(try store.take([maker.sign([8], on: &tip)]) == [.verdict(.accepted)])
        }
        #expect(try waiting(store, maker) == [1, 5, 6])
        #expect(try store.number("SELECT count(*) FROM entry") == 3)
        var founder = LedgerMaker.Tip(author: 0), seventh = LedgerMaker.Tip(author: 7), eighth = LedgerMaker.Tip(author: 8)
        let vouch = try maker.sign(.vouch(Vouch(subject: maker.keys[5].publicKey)), on: &founder)
        let group = try [vouch, maker.sign([8], on: &seventh), maker.sign([8], on: &eighth)]
        #expect(try store.take(group).allSatisfy { $0 == .verdict(.accepted) })
        #expect(try waiting(store, maker) == [1, 7, 8])
        #expect(try store.feed(of: maker.keys[5].publicKey, in: maker.collective)?.isKept == true)
        #expect(try StoreAudit(store).audit(maker.collective).findings == [])
        try store.close()
    }

    @Test func onlyTheOwnerWaitingLeavesNoRoom() throws {
        var maker = try LedgerMaker(seed: 4)
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { $0.waitingFeeds = 1 }
        try store.setOwner(maker.keys[2].publicKey)
        var own = LedgerMaker.Tip(author: 2), other = LedgerMaker.Tip(author: 3)
        #expect(try store.take([maker.sign([8], on: &own)]) == [.verdict(.accepted)])
        #expect(try store.take([maker.sign([8], on: &other)]) == [.full])
        #expect(try waiting(store, maker) == [2])
        try store.close()
    }

    /// Evicted in the same group that took it, a feed leaves nothing behind.
    @Test func aGroupMayEvictItsOwn() throws {
        var maker = try LedgerMaker(seed: 5, authors: 40, founders: 1)
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { $0.waitingFeeds = 2 }
        for author in 1..<40 {
            var tip = LedgerMaker.Tip(author: author)
            try maker.sign([8], on: &tip, text: "words")
        }
        _ = try store.take(maker.shuffledOffers(), into: maker.collective)
        #expect(try waiting(store, maker).count == 2)
        for table in ["entry", "text"] { #expect(try store.number("SELECT count(*) FROM \(table)") == 2) }
        try store.close()
    }

    /// Whoever is vouched for later enters with what waited, and may go on past sixteen.
    @Test func aVouchOpensTheDoor() throws {
        var maker = try LedgerMaker(seed: 6)
        var founder = LedgerMaker.Tip(author: 0), newcomer = LedgerMaker.Tip(author: 3)
        for _ in 0..<17 { try maker.sign([8], on: &newcomer) }
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { _ in }
        try store.take(maker.made)
        try store.take([maker.sign(.vouch(Vouch(subject: maker.keys[3].publicKey)), on: &founder)])
        #expect(try waiting(store, maker) == [])
        #expect(try store.take([maker.made[16]]) == [.verdict(.accepted)])
        #expect(try store.heads(of: maker.collective).heads.map(\.stop).sorted() == [1, 17])
        try store.close()
    }

    @Test func quotasAndNodeBoundsRefuse() throws {
        var maker = try LedgerMaker(seed: 7, quota: .init(entries: 3))
        var tip = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 1)
        for _ in 0..<5 { try maker.sign([8], on: &tip) }
        let folder = try TemporaryFolder()
        let store = try store(maker, folder) { $0.feeds = 1 }
        #expect(try store.take(maker.made).suffix(2) == [.verdict(.refused), .verdict(.refused)])
        #expect(try store.collective(maker.collective)?.isPartial == false)
        #expect(try store.take([maker.sign([8], on: &other)]) == [.full])
        #expect(try store.collective(maker.collective)?.isPartial == true)
        try store.close()
        let roomier = try Store(at: folder.file("a"))
        #expect(try roomier.take([maker.made[5]]) == [.verdict(.accepted)])
        #expect(try roomier.collective(maker.collective)?.isPartial == false)
        let elsewhere = try LedgerMaker(seed: 99)
        #expect(throws: (any Error).self) { try roomier.take([Offer(maker.made[0])], into: elsewhere.collective) }
        try roomier.close()
    }
}
