import PledgeLedger
import Testing

@Suite struct StoreListsTests {
    /// A store with a random ledger, and every entry that is in a feed there.
    private func scene(_ seed: UInt64, _ body: (Store, LedgerMaker, [VerifiedEntry]) throws -> Void) throws {
        var maker = try LedgerMaker(seed: seed, authors: 8)
        try maker.scene(entries: 150, forks: 1)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        _ = try store.take(maker.shuffledOffers(), into: maker.collective)
        for _ in 0..<8 { _ = try store.take(maker.shuffledOffers(), into: maker.collective) }
        let held = try maker.made.filter { entry in
            let stop = try store.feed(of: entry.entry.author, in: maker.collective)?.head.stop ?? 0
            guard entry.entry.seq <= stop else { return false }
            return try store.ids(of: entry.entry.author, at: [entry.entry.seq], in: maker.collective) == [entry.entry.id]
        }
        try body(store, maker, held)
        try store.close()
    }

    private func newest(_ entries: [VerifiedEntry]) -> [EntryID] {
        entries.sorted { ($0.entry.time, $0.entry.seq) > ($1.entry.time, $1.entry.seq) }.map(\.entry.id)
    }

    @Test func entriesAreTheNewestByTime() throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            try scene(seed) { store, maker, held in
                let all = try store.listEntries(in: maker.collective, at: .end, isPast: false, limit: 10_000)
                #expect(all.map(\.id) == newest(held), "seed \(seed)")
                let middle = Cutoff(time: maker.clock - 75_000 - Cutoff.tolerance)
                let past = try store.listEntries(in: maker.collective, at: middle, isPast: true, limit: 20)
                let expected = newest(held.filter { middle.includes(claimed: $0.entry.time) }).prefix(20)
                #expect(past.map(\.id) == Array(expected), "seed \(seed)")
                let kept = try store.listEntries(in: maker.collective, keptOnly: true, at: .end, isPast: false, limit: 10)
                #expect(kept.map(\.id) == Array(all.filter { $0.standing == .counts }.map(\.id).prefix(10)), "seed \(seed)")
                for entry in all {
                    let isKept = try store.feed(of: entry.author, in: maker.collective)?.isKept ?? false
                    #expect(entry.standing == (isKept ? .counts : .waits), "seed \(seed), \(entry.id)")
                }
            }
        }
    }

    @Test func pledgesAndProjectsAreThoseOfTheViews() throws {
        for seed in 4...6 as ClosedRange<UInt64> {
            try scene(seed) { store, maker, held in
                let totals = try store.allTotals(in: maker.collective, at: .end)
                let projects = try store.listDefinitions(.project, in: maker.collective, at: .end, limit: 10_000)
                #expect(Set(projects) == Set(totals.map(\.project)), "seed \(seed)")
                let pledges = try store.listPledges(in: maker.collective, at: .end, limit: 10_000)
                let kept = try held.filter {
                    try $0.reading.kind == .pledge && store.feed(of: $0.entry.author, in: maker.collective)?.isKept == true
                }
                #expect(Set(pledges.map(\.id)) == Set(kept.map(\.entry.id)), "seed \(seed)")
                for total in totals {
                    let own = try store.listPledges(in: maker.collective, PledgeChoice(project: total.project), at: .end, limit: 10_000).map(\.entry)
                    let standing = own.filter { listed in
                        guard listed.retractedBy == nil, case .pledge(let pledge) = listed.entry.reading.facts else { return false }
                        return total.asks.contains { $0.ask.number == pledge.ask && $0.ask.unit == pledge.quantity.unit }
                    }
                    #expect(standing.count == total.asks.map(\.pledges).reduce(0, +), "seed \(seed)")
                    #expect(Set(standing.map(\.author)).count == total.people, "seed \(seed)")
                }
            }
        }
    }

    /// The newest of a kind are the first of all of them, however few are asked for.
    @Test(arguments: 0..<10) func theNewestSaidAreTheFirst(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed) + 70, authors: 6, ladder: [4, 2, 1])
        try maker.scene(entries: 120, forks: seed % 2)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try StoreConvergenceTests.feed(&maker, to: store)
        for kind in [Kind.cause, .settle, .report] {
            for cutoff in [Cutoff.end, Cutoff(time: 1_700_000_060_000 - Cutoff.tolerance)] {
                let all = try store.said(kind, in: maker.collective, at: cutoff) { $0 }.sorted { ($0.time, $0.id) > ($1.time, $1.id) }.map(\.id)
                for limit in [1, 3, 1_000] {
                    let newest = try store.newestSaid(kind, in: maker.collective, at: cutoff, limit: limit)
                    #expect(newest == Array(all.prefix(limit)), "seed \(seed), \(kind)")
                }
            }
        }
        try store.close()
    }

    @Test func theLatestProfileNamesItsAuthor() throws {
        var maker = try LedgerMaker(seed: 9)
        var tip = LedgerMaker.Tip(author: 0)
        try maker.sign(.profile(Profile()), on: &tip, text: "farmer\n\nBakes")
        try maker.sign(.retract(Retract(target: .zero)), on: &tip)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        _ = try store.take(maker.made.map { Offer($0, text: maker.texts[$0.entry.id]) }, into: maker.collective)
        let key = maker.keys[0].publicKey
        #expect(try store.alias(of: key, in: maker.collective) == "farmer")
        try maker.sign(.profile(Profile(role: .circle)), on: &tip, text: "farmer's bakery")
        // A profile that can't be read names nobody.
        try maker.sign([0x12, 0x02, 0x08, 0x63], on: &tip, text: "Mallory")
        _ = try store.take(maker.made.map { Offer($0, text: maker.texts[$0.entry.id]) }, into: maker.collective)
        #expect(try store.alias(of: key, in: maker.collective) == "farmer's bakery")
        #expect(try store.profile(of: key, in: maker.collective)?.profile.role == .circle)
        #expect(try store.alias(of: maker.keys[1].publicKey, in: maker.collective) == nil)
        try store.close()
    }

    /// An entry is told as it stood at a cutoff: taken back by then, as the views have it, or not yet.
    @Test(arguments: 0..<6) func whatWasTakenBackLaterStoodThen(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed) + 170, authors: 6, ladder: [4, 2, 1])
        try maker.scene(entries: 160, forks: 0)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try StoreConvergenceTests.feed(&maker, to: store)
        let ledger = try store.contents(of: maker.collective), ids = ledger.feeds.flatMap(\.chain).map(\.entry.id)
        var gone: [Int] = []
        for cutoff in [Cutoff(time: maker.clock - 120_000 - Cutoff.tolerance), .end] {
            let source = LedgerSource(ledger, at: cutoff)
            let told = try ids.filter { try store.listed($0, in: maker.collective, at: cutoff)?.retractedBy != nil }
            #expect(told == ids.filter(source.isTakenBack), "seed \(seed) at \(cutoff.time)")
            gone.append(told.count)
        }
        #expect(gone[0] < gone[1], "a cutoff that leaves no retraction out says little")
        try store.close()
    }

    /// Whatever came in which order, definitions are listed latest first, the same everywhere, and parts make the whole.
    @Test(arguments: 0..<6) func definitionsAreInOneOrderEverywhere(seed: Int) throws {
        var maker = try LedgerMaker.ofViews(seed, from: 4_700, entries: 160)
        let folders = [try TemporaryFolder(), try TemporaryFolder()], id = maker.collective
        let stores = try folders.map { try maker.store(in: $0) }
        for store in stores { try StoreConvergenceTests.feed(&maker, to: store) }
        let times = Dictionary(uniqueKeysWithValues: maker.made.map { ($0.entry.id, $0.entry.time) })
        for kind in [Kind.project, .problem, .round] {
            let lists = try stores.map { try $0.listDefinitions(kind, in: id, at: .end, limit: 1_000) }
            #expect(lists[0] == lists[1], "seed \(seed)")
            let expected = lists[0].sorted { (times[$1] ?? 0, $0) < (times[$0] ?? 0, $1) }
            #expect(lists[0] == expected, "seed \(seed)")
            var parts: [EntryID] = [], next: ListCursor?
            repeat {
                let page = try stores[0].pageOfDefinitions(kind, in: id, at: .end, after: next, limit: 3)
                (parts, next) = (parts + page.ids, page.next)
            } while next != nil
            #expect(parts == lists[0], "seed \(seed)")
        }
        for store in stores { try store.close() }
    }
}
