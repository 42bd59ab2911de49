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

    /// What everybody says in the same moment: each list of it has one order, whoever came first, and parts make the whole.
    @Test func everyListIsInOneOrderEverywhere() throws {
        let (maker, project) = try Self.momentOfAll(), id = maker.collective
        let byAuthor = Dictionary(grouping: maker.made, by: \.entry.author), authors = maker.keys.map(\.publicKey)
        let folders = [try TemporaryFolder(), try TemporaryFolder()], stores = try folders.map { try maker.store(in: $0) }
        for (store, order) in zip(stores, [authors, authors.reversed()]) {
            for author in order + order { _ = try store.take((byAuthor[author] ?? []).map { Offer($0) }, into: id) }
        }
        #expect(try stores[0].frontier(of: id).tree.root() == stores[1].frontier(of: id).tree.root())
        let lists = try stores.map { try Self.lists($0, id, project, authors) }
        for (one, other) in zip(lists[0], lists[1]) {
            #expect(one.ids == other.ids && one.ids.count > 1, "\(one.name)")
            #expect(Set(one.ids).count == one.ids.count, "\(one.name)")
        }
        for store in stores { try store.close() }
    }

    /// Eight authors, each of whom vouches, promises, endorses, claims, settles and reports at the same times as the others;
    /// two of them told two stories.
    private static func momentOfAll() throws -> (maker: LedgerMaker, project: EntryID) {
        var scene = try PledgeScene(seed: 77, authors: 8, founders: 4)
        let project = try scene.project(), round = try scene.sign(.round(Round(poolUnit: scene.euro)), by: 0)
        let problems = try (0..<2).map { _ in try scene.sign(.problem(Problem()), by: 0) }
        for author in 0..<4 {
            for subject in 4..<8 { try scene.sign(.vouch(Vouch(subject: scene.key(subject))), by: author, at: 5_000) }
        }
        for author in 0..<8 {
            let pledge = try scene.pledge(10, to: project, by: author, at: 6_000)
            try scene.sign(.pledge(Pledge(to: round, ask: 0, quantity: Quantity(5, scene.euro))), by: author, at: 6_000)
            try scene.sign(.endorse(Endorse(target: project.raw, stance: 1, standing: .donor)), by: author, at: 7_000)
            try scene.sign(.cause(Cause(cause: problems[0], effect: problems[1], strength: 1)), by: author, at: 7_000)
            try scene.sign(.settle(Settle(pledge: pledge, side: .paid, amount: 10)), by: author, at: 8_000)
            try scene.sign(.report(Report(project: project)), by: author, at: 9_000)
        }
        for author in 6..<8 {
            for text in ["one", "other"] {
                var tip = scene.tips[author]
                try scene.maker.sign(.problem(Problem()), on: &tip, text: text)
            }
        }
        return (scene.maker, project)
    }

    private typealias Named = (name: String, ids: [String])

    /// Every list of a store, whole and in parts.
    private static func lists(_ store: Store, _ id: CollectiveID, _ project: EntryID, _ authors: [PublicKey]) throws -> [Named] {
        func parts(_ part: (ListCursor?) throws -> ListPage) throws -> [String] {
            var found: [EntryID] = [], next: ListCursor?
            repeat {
                let page = try part(next)
                (found, next) = (found + page.ids, page.next)
            } while next != nil && found.count < 1_000
            return found.map(\.hex)
        }
        var members: [PublicKey] = [], forks: [PublicKey] = [], cursor: ListCursor?
        repeat {
            let page = try store.pageOfMembers(of: id, at: .end, after: cursor, limit: 3)
            (members, cursor) = (members + page.members.map(\.key), page.next)
        } while cursor != nil && members.count < 1_000
        repeat {
            let page = try store.pageOfForks(in: id, after: cursor, limit: 1)
            (forks, cursor) = (forks + page.proofs.map(\.author), page.next)
        } while cursor != nil && forks.count < 1_000
        var lists: [Named] = try [
            ("members", members.map(\.hex)), ("forks", forks.map(\.hex)), ("fork proofs", store.forkProofs(in: id).map(\.author.hex)),
            ("vouched for by", store.vouches(around: authors[5], in: id, at: .end).received.map(\.voucher.hex)),
            ("words", store.words(on: project.raw, in: id, at: .end, limit: 100).map(\.hex)),
            ("entries", store.listEntries(in: id, at: .end, isPast: false, limit: 1_000).map(\.id.hex)),
            ("entries in parts", parts { try store.pageOfEntries(in: id, after: $0, limit: 5) }),
            ("entries of one", parts { try store.pageOfEntries(in: id, by: authors[5], after: $0, limit: 2) }),
            ("pledges in parts", parts { try store.pageOfPledges(in: id, at: .end, after: $0, limit: 3) }),
            ("pledges to one in parts", parts { try store.pageOfPledges(in: id, to: project, at: .end, after: $0, limit: 3) }),
        ]
        for limit in [3, 1_000] {
            try lists.append(("pledges", store.listPledges(in: id, PledgeChoice(), at: .end, limit: limit).map(\.entry.id.hex)))
            try lists.append(("pledges to one", store.listPledges(in: id, PledgeChoice(project: project), at: .end, limit: limit).map(\.entry.id.hex)))
            try lists.append(("endorsements", store.newestEndorsements(in: id, at: .end, limit: limit).map(\.hex)))
            try lists.append(("endorsements of one", store.newestEndorsements(in: id, .init(target: project.raw), at: .end, limit: limit).map(\.hex)))
            for kind in [Kind.cause, .settle, .report] {
                try lists.append(("\(kind)", store.newestSaid(kind, in: id, at: .end, limit: limit).map(\.hex)))
                try lists.append(("\(kind) in parts", parts { try store.pageOfMentions(kind, in: id, at: .end, after: $0, limit: limit) }))
            }
        }
        return lists
    }
}
