import PledgeLedger
import Testing

/// The states that the store answers from its rows are those of the pure form, whatever order the
/// entries came in and whatever is still missing.
@Suite struct StorePledgeStatesTests {
    /// Gives the store these entries in random orders, by every way that they come, until a whole round
    /// changes nothing.
    private func feed(_ made: [VerifiedEntry], _ generator: inout SeededGenerator, _ store: Store, _ id: CollectiveID) throws {
        let byID = Dictionary(uniqueKeysWithValues: made.map { ($0.entry.id, $0) })
        let twins = Dictionary(grouping: made) { $0.entry.bytes[33..<105] }.values.filter { $0.count > 1 }
        var before: ([EntryID], Digest)?, now: ([EntryID], Digest)?
        repeat {
            before = now
            var offers = made.map { Offer($0) }.shuffled(using: &generator)[...]
            while !offers.isEmpty {
                let some = offers.prefix(Int.random(in: 1...20, using: &generator))
                offers = offers.dropFirst(some.count)
                _ = try store.take(Array(some), into: id)
            }
            for pair in twins { _ = try store.take(ForkProof(pair[0], pair[1])) }
            for missing in try store.missingDefinitions(in: id, limit: 1_000) {
                if let entry = byID[missing] { _ = try store.takeDefinition(entry, text: nil, into: id) }
            }
            now = (try store.missingDefinitions(in: id, limit: 1_000), try store.frontier(of: id).tree.root())
        } while before.map { one in now.map { one == $0 } ?? false } != true
    }

    private static let times: [UInt64] = [.max] + (0...3).map { PledgeScene.start + UInt64($0) * 2_400_000 }

    /// By claimed times, and by covers with and without what nobody covered.
    private static func cutoffs(_ scene: PledgeScene) -> [Cutoff] {
        let covers = timing(scene), none = Timing.witnessed(Covers(quorum: 1, []))
        return times.map { Cutoff(time: $0) }
            + times.flatMap { time in [true, false].map { Cutoff(time: time, timing: covers, takesUncovered: $0) } }
            + [true, false].map { Cutoff(time: times[2], timing: none, takesUncovered: $0) }
    }

    private static func timing(_ scene: PledgeScene) -> Timing {
        var generator = SeededGenerator(seed: 3)
        let covers = scene.maker.made.filter { $0.entry.seq % 3 == 1 }.flatMap { entry in
            (0..<3).filter { _ in Bool.random(using: &generator) }.map { witness in
                Covers.Cover(
                    witness: scene.key(witness), time: entry.entry.time + UInt64.random(in: 0...400_000, using: &generator),
                    author: entry.entry.author, seq: entry.entry.seq)
            }
        }
        return .witnessed(Covers(quorum: 2, covers))
    }

    /// A project of which a record needs little is read whole where another pledge waits for all of it.
    @Test func aRecordReadsWhatItsPledgesWaitFor() throws {
        var scene = try PledgeScene()
        for author in 1...2 { try scene.declare(1_000, by: author) }
        let both = try scene.project(minimum: 10) { project, _ in
            project.asks.append(.init(number: 2, unit: project.asks[0].unit, minimum: 10, target: 100))
        }
        let other = try scene.project(minimum: 10)
        _ = try scene.pledge(10, to: both, by: 1)
        _ = try scene.pledge(10, to: other, by: 1) { $0.joint = [both] }
        _ = try scene.pledge(10, to: both, by: 2) { $0.ask = 2 }
        let folder = try TemporaryFolder(), store = try scene.maker.store(in: folder), id = scene.maker.collective
        _ = try store.take(scene.maker.made.map { Offer($0) }, into: id)
        let cutoff = Cutoff(time: PledgeScene.start + 2_000_001)
        let stored = try store.record(of: scene.key(1), in: id, at: cutoff)
        #expect(stored == PledgeStates.record(of: scene.key(1), scene.ledger, at: cutoff))
        #expect(stored.first?.pledges.due == 2)
        try store.close()
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func storedIsPure(seed: UInt64) throws {
        var scene = try PledgeScene.random(seed: seed)
        let id = scene.maker.collective, made = scene.maker.made
        let folder = try TemporaryFolder()
        for (name, share) in [("some", 60), ("all", 100)] {
            let held = Array(made.prefix(made.count * share / 100))
            let store = try scene.maker.store(in: folder, name: name)
            try feed(held, &scene.maker.generator, store, id)
            let ledger = LedgerContents(collective: id, charter: scene.maker.charter, entries: held)
            #expect(try store.frontier(of: id).tree.root() == ledger.frontier.root(), "seed \(seed)")
            for cutoff in Self.cutoffs(scene) {
                try expectEqual(store, ledger, cutoff, "seed \(seed), \(name), \(cutoff.time), \(cutoff.takesUncovered)")
            }
            try store.close()
        }
    }

    private func expectEqual(
        _ store: Store, _ ledger: LedgerContents, _ cutoff: Cutoff, _ note: Comment
    ) throws {
        let id = ledger.collective, pure = PledgeStates.of(ledger, at: cutoff)
        let totals = Totals.of(ledger, at: cutoff)
        #expect(Set(pure.keys) == Set(totals.keys), note)
        #expect(try store.allTotals(in: id, at: cutoff) == totals.values.sorted { $0.project < $1.project }, note)
        #expect(try store.members(of: id, at: cutoff) == Members.of(ledger, at: cutoff), note)
        for (project, states) in pure {
            #expect(try store.pledgeStates(of: project, in: id, at: cutoff) == states, note)
        }
        #expect(try store.pledgeStates(of: id, in: id, at: cutoff) == nil, note)
        try expectListed(store, id, pure, cutoff, note)
        for author in Set(ledger.feeds.map(\.author)) {
            let record = PledgeStates.record(of: author, ledger, at: cutoff)
            #expect(try store.record(of: author, in: id, at: cutoff) == record, note)
        }
    }

    /// Lists read less of a project than its states do, and say the same of each pledge.
    private func expectListed(
        _ store: Store, _ id: CollectiveID, _ pure: [EntryID: ProjectStates], _ cutoff: Cutoff, _ note: Comment
    ) throws {
        var states = Dictionary(uniqueKeysWithValues: pure.values.flatMap(\.pledges).map { ($0.id, $0) })
        for key in states.keys { states[key]?.lacks = [] }
        func list(_ choice: PledgeChoice, limit: Int = 10_000) throws -> [ListedPledge] {
            try store.listPledges(in: id, choice, at: cutoff, limit: limit)
        }
        let all = try list(PledgeChoice())
        #expect(all.allSatisfy { $0.state == states[$0.entry.id] }, note)
        #expect(Set(states.keys).isSubset(of: all.map(\.entry.id)), note)
        #expect(all.map(\.entry.id) == (try store.listPledges(in: id, at: cutoff, limit: 10_000).map(\.id)), note)
        #expect(try list(PledgeChoice(), limit: 3).map(\.entry.id) == all.prefix(3).map(\.entry.id), note)
        let choices: [Set<PledgeStage>] = [[.due, .lapsed, .paid], [.open, .retracted]] + PledgeStage.allCases.map { [$0] }
        for some in choices {
            let chosen = all.filter { $0.state.map { state in some.contains { $0 == state.stage || state.amounts[$0] > 0 } } ?? false }
            #expect(try list(PledgeChoice(stages: some)).map(\.entry.id) == chosen.map(\.entry.id), note)
        }
        var isStopped = false
        let few = try store.listPledges(in: id, PledgeChoice(stages: [.paid, .open]), at: cutoff, limit: 10_000, lookingAt: 5) { isStopped = true }
        #expect(isStopped == (all.count > 5) && few.count <= 5, note)
        for author in Set(all.map(\.entry.author)).prefix(2) {
            let own = try list(PledgeChoice(author: author))
            #expect(own.map(\.entry.id) == all.filter { $0.entry.author == author }.map(\.entry.id), note)
            #expect(own.allSatisfy { $0.state == states[$0.entry.id] }, note)
        }
    }

    /// Every promise is split over the stages with nothing over; `pledged` is what the totals view
    /// says; every number is the sum of its explanation; and each proof proves.
    @Test(arguments: 0..<12 as Range<UInt64>) func columnsAddUp(seed: UInt64) throws {
        let scene = try PledgeScene.random(seed: seed)
        let ledger = scene.ledger
        for cutoff in Self.cutoffs(scene) {
            let totals = Totals.of(ledger, at: cutoff), all = PledgeStates.of(ledger, at: cutoff)
            for (project, states) in all {
                let total = try #require(totals[project])
                #expect(states.asks.map(\.pledged) == total.asks.map(\.pledged), "seed \(seed)")
                #expect(states.people == total.people, "seed \(seed)")
                for pledge in states.pledges { #expect(pledge.amounts.total == pledge.pledge.quantity.amount) }
                for ask in states.asks { expectExplained(states, ask, "seed \(seed)") }
                for pledge in states.pledges where pledge.isMet { expectProven(pledge, states, all, "seed \(seed)") }
            }
        }
    }

    private func expectExplained(_ states: ProjectStates, _ ask: ProjectStates.AskStates, _ note: Comment) {
        let columns: [PledgeColumn] = [.pledged, .backed] + PledgeStage.allCases.map { .stage($0) }
        for column in columns {
            let terms = states.explain(column, ask: ask.ask.number)
            #expect(terms.reduce(0) { $0 + UInt128($1.amount) } == states.sum(column, ask: ask.ask.number), note)
        }
        let stuck = states.pledges.filter { $0.stage == .open && !$0.isMet && $0.lacks.isEmpty }
        #expect(stuck.isEmpty, "an open pledge says what it lacks")
    }

    /// Checked from the states alone, as somebody who trusts nobody would.
    private func expectProven(
        _ state: PledgeState, _ states: ProjectStates, _ all: [EntryID: ProjectStates], _ note: Comment
    ) {
        let proof = states.pledges.filter(\.isMet)
        #expect(state.isBacked && state.timeliness == .onTime, note)
        let sum = proof.filter { $0.pledge.ask == state.pledge.ask }.reduce(UInt128(0)) { $0 + UInt128($1.pledge.quantity.amount) }
        #expect(sum >= states.asks.first { $0.ask.number == state.pledge.ask }.map { UInt128($0.ask.minimum) } ?? .max, note)
        #expect(Set(proof.map(\.author)).count >= state.pledge.minimumPeople, note)
        for joint in state.pledge.joint { #expect(all[joint]?.isMet == true, note) }
    }

    /// The random ledgers hold what the properties above are about; otherwise those would prove little.
    @Test func scenesHoldEveryStage() throws {
        var stages: [PledgeStage: Int] = [:], met = 0, joint = 0, people = 0, loans = 0, late = 0, unbacked = 0
        var lacks: Set<String> = [], records = 0, repaid = 0, forks = 0, kept = 0
        for seed in 0..<24 as Range<UInt64> {
            let scene = try PledgeScene.random(seed: seed)
            let ledger = scene.ledger
            forks += ledger.feeds.filter(\.state.isForked).count
            for cutoff in Self.times.map({ Cutoff(time: $0) }) {
                for states in PledgeStates.of(ledger, at: cutoff).values {
                    for state in states.pledges {
                        stages[state.stage, default: 0] += 1
                        if state.isMet { met += 1 }
                        if state.isMet, !state.pledge.joint.isEmpty { joint += 1 }
                        if state.isMet, state.pledge.minimumPeople > 1 { people += 1 }
                        if let loan = state.loan, loan.lent > 0 { loans += 1 }
                        if state.timeliness == .late { late += 1 }
                        if !state.isBacked { unbacked += 1 }
                        for lack in state.lacks { lacks.insert(String("\(lack)".prefix { $0 != "(" })) }
                    }
                }
            }
            for key in scene.maker.keys.map(\.publicKey) {
                for record in PledgeStates.record(of: key, ledger, at: .end) {
                    records += record.pledges.due
                    kept += record.pledges.kept
                    repaid += record.loans.due
                }
            }
        }
        for stage in PledgeStage.allCases { #expect((stages[stage] ?? 0) > 3, "\(stage): \(stages)") }
        #expect(met > 200 && joint > 10 && people > 20 && loans > 20 && late > 50 && unbacked > 100 && forks > 4,
            "\(met) \(joint) \(people) \(loans) \(late) \(unbacked) \(forks)")
        #expect(lacks.count >= 10, "\(lacks.sorted())")
        #expect(records > 40 && kept > 10 && kept < records && repaid > 5, "\(records) \(kept) \(repaid)")
    }
}
