import PledgeLedger
import Testing

@Suite struct PledgeStatesTests {
    /// What is backed and what meets an ask is what the plainest form says.
    @Test(arguments: 0..<24 as Range<UInt64>) func backedAndMetAreThePlainOnes(seed: UInt64) throws {
        let ledger = try PledgeScene.random(seed: seed, entries: 110).ledger
        for cutoff in [Cutoff.end] + (1...3).map({ Cutoff(time: PledgeScene.start + UInt64($0) * 1_500_000) }) {
            let states = PledgeStates.of(ledger, at: cutoff).values.flatMap(\.pledges)
            let plain = PlainStates(ledger: ledger, cutoff: cutoff)
            #expect(Set(states.filter(\.isMet).map(\.id)) == plain.met(), "seed \(seed), \(cutoff.time)")
            let backed = plain.backed()
            for state in states { #expect(state.isBacked == backed.contains(state.id), "seed \(seed), \(state.id)") }
        }
    }

    /// −1, 0 and +1 ms about the lock and about the time to settle.
    @Test func stagesFollowTheDeadlines() throws {
        var scene = try PledgeScene()
        let project = try scene.project(minimum: 100)
        for author in 1...3 { try scene.declare(100, by: author) }
        let one = try scene.pledge(60, to: project, by: 1, at: 500_000)
        #expect(try scene.state(of: one, at: 600_000).stage == .open)
        #expect(try scene.state(of: one, at: 600_000).lacks == [.amount(40)])
        let other = try scene.pledge(40, to: project, by: 2, at: 1_000_000)
        let late = try scene.pledge(40, to: project, by: 3, at: 1_000_001)
        for (time, stage, lateStage) in [
            (999_999, .firm, .open), (1_000_000, .firm, .open), (1_000_001, .due, .open), (2_000_000, .due, .open),
            (2_000_001, .defaulted, .lapsed),
        ] as [(UInt64, PledgeStage, PledgeStage)] {
            for id in [one, other] { #expect(try scene.state(of: id, at: time).stage == stage, "\(time)") }
            #expect(try scene.state(of: late, at: time).stage == lateStage, "\(time)")
            let ask = try #require(try scene.states(of: project, at: time).asks.first)
            #expect(ask.pledged == 140 && ask.backed == 140 && ask.people == 3 && ask.isMet && ask.missing == 0)
            #expect(ask.amounts[stage] == 100 && ask.amounts[lateStage] == 40)
        }
        let lock = PledgeScene.start + 1_000_000
        #expect(try scene.state(of: late, at: 1_000_001).lacks == [.late(lock: lock)])
        #expect(try scene.state(of: one, at: 1_000_000).lacks == [.lock(lock)])
        let waits = [PledgeLack.wordOfDonor(scene.key(1), 60), .wordOfReceiver([scene.key(0)], 60)]
        #expect(try scene.state(of: one, at: 1_000_001).lacks == waits)
        #expect(try scene.states(of: project, at: 2_000_001).proof(ask: 1) == [one, other].sorted {
            let keys = [one: scene.key(1), other: scene.key(2)]
            return keys[$0] ?? scene.key(0) < keys[$1] ?? scene.key(0)
        })
    }

    @Test func whatNobodyMetLapses() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let short = try scene.pledge(10, to: scene.project(minimum: 11), by: 1)
        let free = try scene.pledge(10, to: scene.project(minimum: 11, settleBy: nil), by: 1)
        let endless = try scene.pledge(10, to: scene.project(minimum: 11, lock: nil, settleBy: nil), by: 1)
        let open = try scene.pledge(10, to: scene.project(lock: nil, settleBy: nil), by: 1)
        for (time, stages) in [
            (1_000_000, [.open, .open, .open, .due]), (1_000_001, [.open, .lapsed, .open, .due]),
            (2_000_001, [.lapsed, .lapsed, .open, .due]),
        ] as [(UInt64, [PledgeStage])] {
            #expect(try [short, free, endless, open].map { try scene.state(of: $0, at: time).stage } == stages, "\(time)")
        }
    }

    /// Each waits for the other, and both are met together; without one of the pledges neither is.
    @Test func jointProjectsAreMetTogether() throws {
        var scene = try PledgeScene()
        for author in 1...3 { try scene.declare(1_000, by: author) }
        let one = try scene.project(minimum: 50), other = try scene.project(minimum: 50)
        let first = try scene.pledge(50, to: one, by: 1) { $0.joint = [other] }
        #expect(try scene.state(of: first, at: 9_000).lacks == [.joint(other)])
        let second = try scene.pledge(30, to: other, by: 2) { $0.joint = [one] }
        #expect(try scene.state(of: second, at: 9_000).stage == .open)
        let third = try scene.pledge(20, to: other, by: 3) {
            $0.joint = [one]
            $0.minimumPeople = 2
        }
        for id in [first, second, third] { #expect(try scene.state(of: id, at: 9_000).stage == .firm) }
        try scene.sign(.retract(Retract(target: third)), by: 3)
        #expect(try [first, second, third].map { try scene.state(of: $0, at: 9_000).stage } == [.open, .open, .retracted])
        #expect(try scene.state(of: first, at: 9_000).lacks == [.joint(other)])
        #expect(try scene.state(of: second, at: 9_000).lacks.contains(.amount(20)))
    }

    /// Who is dropped leaves others short of people: it ends only when nothing moves.
    @Test func peopleAreCountedAmongThoseWhoStay() throws {
        var scene = try PledgeScene(authors: 5, founders: 4)
        for author in 1...4 { try scene.declare(100, by: author) }
        let project = try scene.project(minimum: 10)
        let wants = try [(1, 2), (2, 3), (3, 4)].map { author, people in
            try scene.pledge(10, to: project, by: author) { $0.minimumPeople = UInt32(people) }
        }
        // A stranger is no person here: their entries are not even kept.
        _ = try scene.pledge(10, to: project, by: 4)
        #expect(try wants.map { try scene.state(of: $0, at: 50_000).lacks } == [[.people(1)], [.people(1)], [.people(1)]])
        _ = try scene.pledge(1, to: project, by: 0)
        #expect(try wants.map { try scene.state(of: $0, at: 50_000).isBacked } == [true, true, true])
        #expect(try scene.state(of: wants[2], at: 50_000).stage == .open)
        try scene.declare(5, by: 0)
        _ = try scene.pledge(1, to: project, by: 0)
        #expect(try wants.map { try scene.state(of: $0, at: 50_000).stage } == [.firm, .firm, .firm])
    }

    /// What is said to meet an ask does, and one less does not: with conditions in the way, and without.
    @Test(arguments: 0..<40 as Range<UInt64>) func whatWouldMeetAnAskMeetsIt(seed: UInt64) throws {
        var scene = try PledgeScene(seed: seed, authors: 6, founders: 6), generator = SeededGenerator(seed: seed)
        func some(_ range: ClosedRange<UInt64>) -> UInt64 { UInt64.random(in: range, using: &generator) }
        for author in 1...5 { try scene.declare(100_000, by: author) }
        let projects = try (0..<3).map { _ in try scene.project(minimum: some(1...150)) }
        for _ in 0..<8 {
            let joint = some(0...2) == 0 ? projects[Int(some(0...2))] : nil, people = some(0...2) == 0 ? UInt32(some(2...6)) : 0
            let to = projects[Int(some(0...2))]
            _ = try scene.pledge(some(1...60), to: to, by: Int(some(1...5))) {
                $0.joint = joint.map { $0 == to ? [] : [$0] } ?? []
                $0.minimumPeople = people
            }
        }
        for project in projects {
            let states = try scene.states(of: project, at: 900_000), ask = try #require(states.asks.first)
            #expect(ask.unproven >= ask.missing && (ask.unproven > 0) == !ask.isMet || ask.amounts.total == 0, "seed \(seed)")
            #expect(ask.heldBack <= ask.backed && (ask.heldBack > 0 || ask.unproven == ask.missing))
            // Somebody who is among the people who count already, so that only the money is new.
            let standing = states.pledges.filter { $0.pledge.joint.isEmpty && $0.pledge.minimumPeople == 0 }.map(\.author)
            guard ask.unproven > 0, let donor = (1...5).first(where: { standing.contains(scene.key($0)) }) else { continue }
            for (amount, meets) in [(UInt64(ask.unproven) - 1, false), (UInt64(ask.unproven), true)] where amount > 0 {
                var more = scene
                _ = try more.pledge(amount, to: project, by: donor)
                #expect(try more.states(of: project, at: 900_000).asks.first?.isMet == meets, "seed \(seed), \(amount)")
            }
        }
    }

    /// Who has a voice is asked at the lock; while it is ahead, at the cutoff. In the store, too.
    @Test func peopleHaveAVoiceAtTheLock() throws {
        var scene = try PledgeScene(authors: 3, founders: 2)
        try scene.sign(.vouch(Vouch(subject: scene.key(2), until: PledgeScene.start + 1_500_000)), by: 0)
        for author in 1...2 { try scene.declare(100, by: author) }
        let near = try scene.project(), far = try scene.project(lock: 1_800_000)
        var ids: [EntryID] = []
        for project in [near, far] {
            ids.append(try scene.pledge(10, to: project, by: 1) { $0.minimumPeople = 2 })
            _ = try scene.pledge(10, to: project, by: 2)
        }
        let folder = try TemporaryFolder()
        let store = try scene.maker.store(in: folder)
        _ = try store.take(scene.maker.made.map { Offer($0) }, into: scene.maker.collective)
        for (time, stages) in [
            (1_499_999, [.due, .firm]), (1_500_000, [.due, .open]), (1_900_000, [.due, .open]),
        ] as [(UInt64, [PledgeStage])] {
            #expect(try ids.map { try scene.state(of: $0, at: time).stage } == stages, "\(time)")
            for project in [near, far] {
                let stored = try store.pledgeStates(
                    of: project, in: scene.maker.collective, at: Cutoff(time: PledgeScene.start + time))
                #expect(try stored == scene.states(of: project, at: time), "\(time)")
            }
        }
        #expect(try scene.state(of: ids[1], at: 1_500_000).lacks == [.people(1)])
        try store.close()
    }

    @Test func onlyWhatCapacityHoldsIsBacked() throws {
        var scene = try PledgeScene()
        let project = try scene.project(), endless = try scene.project(lock: nil, settleBy: nil)
        var ids = [try scene.pledge(1, to: project, by: 1)]
        try scene.declare(100, by: 1)
        ids.append(try scene.pledge(99, to: endless, by: 1))
        ids.append(try scene.pledge(1, to: project, by: 1))
        // Taken back, one stops weighing at once; the other weighs until its project's lock.
        for id in ids[1...] { try scene.sign(.retract(Retract(target: id)), by: 1) }
        for (time, amount) in [(90_000, 99), (90_000, 98), (1_000_000, 1), (1_000_001, 1)] as [(UInt64, UInt64)] {
            ids.append(try scene.pledge(amount, to: endless, by: 1, at: time))
        }
        let missing: [UInt128] = [1, 0, 1, 1, 99, 100, 100]
        for (id, missing) in zip(ids, missing) {
            let state = try scene.state(of: id, at: 1_000_001)
            #expect(state.isBacked == (missing == 0))
            if state.stage == .open { #expect(state.lacks.first == .capacity(missing)) }
        }
    }

    /// Times and amounts at their ends, in any order of the clock: nothing traps, and edges hold.
    @Test func endsOfTimeAndAmounts() throws {
        let most = AmountBounds.allowed.upperBound, end = UInt64.max - PledgeScene.start
        var scene = try PledgeScene()
        try scene.declare(most, by: 1)
        let endless = try scene.project(minimum: 1_000_000, lock: end, settleBy: end)
        let near = try scene.project(lock: 4_000, settleBy: 4_000)
        let whole = try scene.pledge(most, to: endless, by: 1, at: end)
        let late = try scene.pledge(most, to: near, by: 1, at: 5_000)
        try scene.sign(.retract(Retract(target: whole)), by: 1, at: end)
        let again = try scene.pledge(most, to: endless, by: 1, at: end)
        for amount in [most, most, most] {
            try scene.sign(.settle(Settle(pledge: again, side: .paid, amount: amount)), by: 1, at: 4_000)
            try scene.sign(.settle(Settle(pledge: again, side: .received, amount: amount)), by: 0, at: 4_000)
            try scene.sign(.settle(Settle(pledge: again, side: .repaid, amount: amount)), by: 2, at: 4_000)
        }
        // The lock at the end of time is never past, so what was taken back still weighs.
        #expect(try scene.state(of: whole, at: end).stage == .retracted)
        #expect(try scene.state(of: again, at: end).isBacked == false)
        #expect(try scene.state(of: again, at: end).stage == .paid)
        #expect(try scene.state(of: late, at: end).timeliness == .late)
        #expect(try scene.state(of: late, at: 5_000).stage == .lapsed)
        let early = PledgeStates.of(scene.ledger, at: Cutoff(time: 0))
        #expect(early.isEmpty)
    }

    /// More than 2^64 in all stages together.
    @Test func sumsPast64BitsAreExact() throws {
        var scene = try PledgeScene(authors: 1, founders: 1)
        let project = try scene.project(minimum: 1), most = AmountBounds.allowed.upperBound, count = 18_500
        try scene.declare(most, by: 0)
        let bytes = try FactsCodec.encode(.pledge(Pledge(to: project, ask: 1, quantity: Quantity(most, scene.euro))))
        scene.maker.clock = PledgeScene.start - 20_000_000
        for _ in 0..<count { try scene.maker.sign(bytes, on: &scene.tips[0]) }
        let ask = try #require(try scene.states(of: project, at: 900_000).asks.first)
        #expect(ask.pledged == UInt128(most) * UInt128(count) && ask.pledged > UInt128(UInt64.max))
        #expect(ask.backed == UInt128(most) && ask.amounts[.firm] == UInt128(most))
        #expect(ask.amounts[.open] == UInt128(most) * UInt128(count - 1) && ask.people == 1)
    }

    /// A pledge to nothing, to another kind, to another collective, to an ask that isn't there or in
    /// another unit is in no column; and it weighs on its author's capacity.
    @Test func whatFitsNothingCountsNowhere() throws {
        var scene = try PledgeScene()
        try scene.declare(100, by: 1)
        let project = try scene.project(), minutes = try #require(Unit("time:min"))
        let problem = try scene.sign(.problem(Problem()), by: 0)
        for to in [EntryID(scene.key(2).raw), problem, scene.maker.collective] { _ = try scene.pledge(10, to: to, by: 1) }
        let idle = [
            try scene.pledge(10, to: project, by: 1) { $0.ask = 2 },
            try scene.pledge(10, to: project, by: 1) { $0.quantity.unit = minutes },
        ]
        let fits = try scene.pledge(60, to: project, by: 1), over = try scene.pledge(1, to: project, by: 1)
        let states = try scene.states(of: project, at: 90_000)
        #expect(states.idle == idle && states.pledges.map(\.id) == [fits, over])
        #expect(states.pledges.map(\.isBacked) == [true, false])
        #expect(PledgeStates.of(scene.ledger, at: .end).keys.map { $0 } == [project])
        try scene.settle(.paid, 10, project, by: 1)
        try scene.settle(.paid, 10, idle[0], by: 1)
        #expect(try scene.states(of: project, at: 90_000) == states)
    }
}
