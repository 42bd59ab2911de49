import PledgeLedger
import Testing

/// The views on small ledgers whose results are worked out by hand, pure and as the store keeps them.
@Suite struct ViewsTests {
    private struct Scene {
        var maker: LedgerMaker
        var tips: [LedgerMaker.Tip]
        let euro: Unit

        init(authors: Int = 4, founders: Int = 3) throws {
            maker = try LedgerMaker(seed: 12, authors: authors, founders: founders)
            tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }
            euro = try #require(Unit("iso4217:EUR"))
        }

        mutating func sign(_ facts: Facts, by author: Int) throws -> EntryID {
            try maker.sign(facts, on: &tips[author]).entry.id
        }

        mutating func pledge(_ amount: UInt64, to: EntryID, ask: UInt32 = 1, unit: Unit? = nil, by author: Int) throws -> EntryID {
            try sign(.pledge(Pledge(to: to, ask: ask, quantity: Quantity(amount, unit ?? euro))), by: author)
        }

        mutating func endorse(_ target: Bytes32, _ stance: Int8, by author: Int) throws -> EntryID {
            try sign(.endorse(Endorse(target: target, stance: stance, standing: .donor)), by: author)
        }

        var ledger: LedgerContents {
            LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        }

        /// Checks a fact of the pure ledger, and that the store's rows say the same.
        func inBoth<T: Equatable>(
            _ expected: T, pure: (LedgerContents) -> T, stored: (Store) throws -> T
        ) throws {
            #expect(pure(ledger) == expected)
            let folder = try TemporaryFolder()
            let store = try maker.store(in: folder)
            _ = try store.take(maker.made.map { Offer($0) }, into: maker.collective)
            #expect(try stored(store) == expected)
            try store.close()
        }
    }

    @Test func totalsCountWhatFits() throws {
        var scene = try Scene()
        let minutes = try #require(Unit("time:min"))
        let asks: [Project.Ask] = [
            .init(number: 1, unit: scene.euro, target: 100), .init(number: 2, unit: minutes, target: 60),
        ]
        let project = try scene.sign(.project(Project(asks: asks)), by: 0)
        let early = scene.maker.clock
        _ = try scene.pledge(30, to: project, by: 0)
        _ = try scene.pledge(12, to: project, by: 1)
        let taken = try scene.pledge(500, to: project, by: 1)
        _ = try scene.pledge(7, to: project, unit: minutes, by: 1)
        _ = try scene.pledge(9, to: project, ask: 2, unit: minutes, by: 2)
        _ = try scene.pledge(9, to: project, ask: 3, by: 2)
        _ = try scene.pledge(9, to: scene.maker.collective, by: 2)
        _ = try scene.pledge(1_000, to: project, by: 3)
        _ = try scene.sign(.retract(Retract(target: taken)), by: 0)
        _ = try scene.sign(.retract(Retract(target: taken)), by: 1)
        let expected = ProjectTotals(
            project: project,
            asks: [.init(ask: asks[0], pledged: 42, pledges: 2), .init(ask: asks[1], pledged: 9, pledges: 1)], people: 3)
        let id = scene.maker.collective
        try scene.inBoth([expected]) { Array(Totals.of($0, at: .end).values) } stored: { try $0.allTotals(in: id, at: .end) }
        let then = Cutoff(time: early + 3_000 - Cutoff.tolerance)
        let before = ProjectTotals(
            project: project,
            asks: [.init(ask: asks[0], pledged: 542, pledges: 3), .init(ask: asks[1], pledged: 0, pledges: 0)], people: 2)
        try scene.inBoth([before]) { Array(Totals.of($0, at: then).values) } stored: { try $0.allTotals(in: id, at: then) }
        for (offset, expected) in [(-1, 0), (0, 1), (1, 1)] as [(Int64, Int)] {
            let edge = Cutoff(time: UInt64(Int64(early - Cutoff.tolerance) + offset))
            try scene.inBoth(expected) { Totals.of($0, at: edge).count } stored: { try $0.allTotals(in: id, at: edge).count }
        }
    }

    /// More than 2^64 in all: 600 promises of 32 times 10^15 would not fit 64 bits.
    @Test func sumsPast64BitsAreExact() throws {
        var scene = try Scene(authors: 1, founders: 1)
        let most: UInt64 = 1_000_000_000_000_000
        let project = try scene.sign(.project(Project(asks: [.init(number: 1, unit: scene.euro, target: most)])), by: 0)
        let bytes = try FactsCodec.encode(.pledge(Pledge(to: project, ask: 1, quantity: Quantity(most, scene.euro))))
        let count = 18_500
        for _ in 0..<count { try scene.maker.sign(bytes, on: &scene.tips[0]) }
        let expected = UInt128(most) * UInt128(count)
        #expect(expected > UInt128(UInt64.max))
        let id = scene.maker.collective
        try scene.inBoth(expected) {
            Totals.of($0, at: .end)[project]?.asks.first?.pledged ?? 0
        } stored: {
            try $0.totals(of: project, in: id, at: .end)?.asks.first?.pledged ?? 0
        }
        _ = try scene.sign(.retract(Retract(target: scene.maker.made[1].entry.id)), by: 0)
        try scene.inBoth(expected - UInt128(most)) {
            Totals.of($0, at: .end)[project]?.asks.first?.pledged ?? 0
        } stored: {
            try $0.totals(of: project, in: id, at: .end)?.asks.first?.pledged ?? 0
        }
    }

    @Test func endorsementsAreEachMembersLatestWord() throws {
        var scene = try Scene()
        let project = try scene.sign(.project(Project(asks: [])), by: 0)
        _ = try scene.endorse(project.raw, 2, by: 0)
        _ = try scene.endorse(project.raw, 1, by: 1)
        _ = try scene.endorse(project.raw, -1, by: 1)
        let last = try scene.endorse(project.raw, 2, by: 2)
        _ = try scene.endorse(project.raw, 2, by: 3)
        _ = try scene.endorse(scene.maker.keys[1].publicKey.raw, 2, by: 1)
        let against = Tally.Stance(stance: -1, standing: .donor), inFavour = Tally.Stance(stance: 2, standing: .donor)
        let id = scene.maker.collective
        let expected = [project.raw: Tally(people: [against: 1, inFavour: 1])]
        try scene.inBoth(expected) { Endorsements.of($0, at: .end) } stored: {
            [project.raw: try $0.tally(on: project.raw, in: id, at: .end)]
        }
        #expect(expected[project.raw]?.inFavour == 1 && expected[project.raw]?.against == 1)
        _ = try scene.sign(.retract(Retract(target: last)), by: 2)
        try scene.inBoth([project.raw: Tally(people: [against: 1])]) { Endorsements.of($0, at: .end) } stored: {
            [project.raw: try $0.tally(on: project.raw, in: id, at: .end)]
        }
        let own = scene.maker.keys[1].publicKey.raw
        try scene.inBoth(Tally()) { Endorsements.of($0, at: .end)[own] ?? Tally() } stored: {
            try $0.tally(on: own, in: id, at: .end)
        }
    }

    /// Praise for one's own entry weighs nothing, also where the cutoff leaves that entry out.
    @Test func onesOwnEntryStaysOnesOwn() throws {
        var scene = try Scene()
        let now = scene.maker.clock
        scene.maker.clock += 3_600_000
        let project = try scene.sign(.project(Project(asks: [])), by: 0)
        scene.maker.clock = now
        _ = try scene.endorse(project.raw, 2, by: 0)
        _ = try scene.endorse(project.raw, 1, by: 1)
        let id = scene.maker.collective
        for cutoff in [Cutoff(time: now + 10_000), .end] {
            let expected = Tally(people: [Tally.Stance(stance: 1, standing: .donor): 1])
            try scene.inBoth(expected) { Endorsements.of($0, at: cutoff)[project.raw] ?? Tally() } stored: {
                try $0.tally(on: project.raw, in: id, at: cutoff)
            }
        }
    }

    @Test func membersAreKeptAndNow() throws {
        var scene = try Scene(authors: 5, founders: 1)
        let keys = scene.maker.keys.map(\.publicKey)
        _ = try scene.sign(.vouch(Vouch(subject: keys[1])), by: 0)
        _ = try scene.sign(.vouch(Vouch(subject: keys[2], until: 1_800_000_000_000)), by: 0)
        _ = try scene.sign(.vouch(Vouch(subject: keys[3])), by: 1)
        _ = try scene.sign(.vouch(Vouch(subject: keys[4], scope: .skill("wells"))), by: 0)
        _ = try scene.sign(.profile(Profile()), by: 4)
        _ = try scene.sign(.vouch(Vouch(subject: keys[1], level: 0)), by: 0)
        let id = scene.maker.collective
        func members(_ now: [Int]) -> [Member] {
            zip(keys, [0, 1, 1, 2] as [UInt8]).enumerated().map { at, one in
                Member(key: one.0, distance: one.1, isNow: now.contains(at))
            }.sorted { $0.key < $1.key }
        }
        for (time, now) in [
            (1_700_000_000_000 - Cutoff.tolerance + 3_000, [0, 1, 2, 3]), (1_799_999_999_999, [0, 2]),
            (1_800_000_000_000, [0]), (1_800_000_000_001, [0]),
        ] as [(UInt64, [Int])] {
            let cutoff = Cutoff(time: time)
            try scene.inBoth(members(now)) { Members.of($0, at: cutoff) } stored: { try $0.members(of: id, at: cutoff) }
        }
    }
}
