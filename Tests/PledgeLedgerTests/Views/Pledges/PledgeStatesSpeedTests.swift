import PledgeLedger
import Testing

/// Many people and many conditions, bounded far above what an optimised build takes, so that only a
/// change of order fails; the figure is printed.
@Suite(.serialized) struct PledgeStatesSpeedTests {
    private func milliseconds(_ body: () throws -> Void) rethrows -> Double {
        let time = try ContinuousClock().measure(body)
        return Double(time.components.seconds) * 1_000 + Double(time.components.attoseconds) / 1e15
    }

    /// A project with a pledge each of 1,000 people, half of them settled by both sides.
    @Test func aThousandPledgesOfAThousandPeople() throws {
        let people = 1_000
        var scene = try PledgeScene(authors: people + 1, admission: .open)
        let project = try scene.project(minimum: UInt64(people) * 10)
        for author in 1...people {
            try scene.declare(1_000, by: author)
            let pledge = try scene.pledge(10, to: project, by: author, at: 2_000) { $0.minimumPeople = UInt32(people) }
            guard author % 2 == 0 else { continue }
            try scene.settle(.paid, 10, pledge, by: author)
            try scene.settle(.received, 10, pledge, by: 0)
        }
        let folder = try TemporaryFolder()
        let store = try scene.maker.store(in: folder)
        _ = try store.take(scene.maker.made.map { Offer($0) }, into: scene.maker.collective)
        let cutoff = Cutoff(time: PledgeScene.start + 1_500_000)
        var found: ProjectStates?, times: [Double] = []
        for _ in 0..<5 {
            times.append(try milliseconds {
                found = try store.pledgeStates(of: project, in: scene.maker.collective, at: cutoff)
            })
        }
        let ask = try #require(found?.asks.first)
        #expect(ask.amounts[.paid] == 5_000 && ask.amounts[.due] == 5_000 && ask.people == people)
        #expect(times.min() ?? .infinity < 2_000)
        print("1,000 pledges of 1,000 people from the store: \(times.map { Int($0.rounded()) }) ms")
        try witnessed(scene, project, store)
        try store.close()
    }

    /// The same with a hundred thousand covers by four witnesses.
    private func witnessed(_ scene: PledgeScene, _ project: EntryID, _ store: Store) throws {
        let made = scene.maker.made.map(\.entry)
        let covers = (0..<100_000).map { number in
            let entry = made[number % made.count]
            return Covers.Cover(
                witness: scene.key(number / made.count % 4), time: entry.time + UInt64(number), author: entry.author, seq: entry.seq)
        }
        var found: ProjectStates?, timing = Timing.claimed
        let gathered = milliseconds { timing = .witnessed(Covers(quorum: 3, covers)) }
        let cutoff = Cutoff(time: PledgeScene.start + 1_500_000, timing: timing, takesUncovered: false)
        let time = try milliseconds { found = try store.pledgeStates(of: project, in: scene.maker.collective, at: cutoff) }
        #expect(try #require(found?.asks.first).amounts[.paid] == 5_000)
        #expect(time < 2_000 && gathered < 5_000)
        print("the same by 100,000 covers: \(Int(gathered.rounded())) ms to gather them, then \(Int(time.rounded())) ms")
    }

    /// One author's many pledges to a pool take about as long as theirs to a project: all go through the chain once.
    @Test func manyPledgesOfOneAuthorToAPool() throws {
        var scene = try PledgeScene(authors: 2, founders: 2)
        let project = try scene.project(), round = try scene.sign(.round(Round(poolUnit: scene.euro)), by: 0)
        try scene.declare(1_600, by: 1)
        for _ in 0..<1_500 { _ = try scene.pledge(1, to: project, by: 1, at: 2_000) }
        var last: EntryID?
        for _ in 0..<1_500 { last = try scene.sign(.pledge(Pledge(to: round, ask: 0, quantity: Quantity(1, scene.euro))), by: 1) }
        let folder = try TemporaryFolder(), store = try scene.maker.store(in: folder), id = scene.maker.collective
        _ = try store.take(scene.maker.made.map { Offer($0) }, into: id)
        var found: [PoolPledge]?, listed: [ListedPledge] = [], base = Double.infinity, pool = base, list = base
        for _ in 0..<3 {
            base = min(base, try milliseconds { _ = try store.pledgeStates(of: project, in: id, at: .end) })
            pool = min(pool, try milliseconds { found = try store.poolPledges(to: round, in: id, at: .end) })
            list = min(list, try milliseconds { listed = try store.listPledges(in: id, .init(project: round), at: .end, limit: 1_500) })
        }
        #expect(found?.count { $0.missing == 0 } == 100 && found?.last?.pledge.id == last && found?.last?.missing == 1_400)
        #expect(listed.count == 1_500 && listed.count { $0.state?.isBacked == true } == 100)
        #expect(pool < 10 * base && list < 10 * base)
        print("1,500 pledges of one author: \(Int(base)) ms to a project, \(Int(pool)) ms to a pool, \(Int(list)) ms as a list")
        try store.close()
    }

    /// What an author takes back too late to count is looked up by what it takes back: their feed is not read once for each.
    @Test func manyRetractionsThatCountForNothing() throws {
        var scene = try PledgeScene(authors: 2, founders: 2), terms = Round(poolUnit: scene.euro)
        terms.lock = PledgeScene.start + 900_000
        let project = try scene.project(), round = try scene.sign(.round(terms), by: 0)
        try scene.declare(1_000_000, by: 1)
        for _ in 0..<800 { _ = try scene.pledge(1, to: project, by: 1, at: 2_000) }
        let pledges = try (0..<800).map { _ in
            try scene.sign(.pledge(Pledge(to: round, ask: 0, quantity: Quantity(1, scene.euro))), by: 1, at: 2_000)
        }
        for pledge in pledges { try scene.sign(.retract(Retract(target: pledge)), by: 1, at: 1_800_000) }
        let folder = try TemporaryFolder(), store = try scene.maker.store(in: folder), id = scene.maker.collective
        _ = try store.take(scene.maker.made.map { Offer($0) }, into: id)
        var found: [PoolPledge] = [], base = Double.infinity, pool = base
        for _ in 0..<3 {
            base = min(base, try milliseconds { _ = try store.pledgeStates(of: project, in: id, at: .end) })
            pool = min(pool, try milliseconds { found = try store.poolPledges(to: round, in: id, at: .end) ?? [] })
        }
        #expect(found.count == 800 && found.allSatisfy { $0.idleness == nil && !$0.state.stands })
        #expect(pool < 10 * base)
        print("800 pledges of one author: \(Int(base)) ms to a project, \(Int(pool)) ms to a pool, taken back after its lock")
        try store.close()
    }

    /// A chain of 60 projects, each joint with the next, whose last is one pledge short: all of 3,000
    /// pledges fall, one project after the other; and one author's 3,000 promises weigh on each other.
    @Test func longChainsOfConditions() throws {
        var scene = try PledgeScene(authors: 1, founders: 1)
        let projects = try (0..<60).map { _ in try scene.project(minimum: 50) }
        try scene.declare(1_000_000, by: 0)
        for (at, project) in projects.enumerated() {
            for _ in 0..<(at == 59 ? 49 : 50) {
                _ = try scene.pledge(1, to: project, by: 0, at: 5_000) { $0.joint = at < 59 ? [projects[at + 1]] : [] }
            }
        }
        func states() -> [EntryID: ProjectStates] {
            PledgeStates.of(scene.ledger, at: Cutoff(time: PledgeScene.start + 900_000))
        }
        var found: [EntryID: ProjectStates] = [:]
        let ledger = scene.ledger
        let time = milliseconds { found = PledgeStates.of(ledger, at: Cutoff(time: PledgeScene.start + 900_000)) }
        #expect(found.values.allSatisfy { !$0.isMet } && found[projects[0]]?.pledges.first?.lacks == [.joint(projects[1])])
        _ = try scene.pledge(1, to: projects[59], by: 0, at: 5_000)
        #expect(states().values.allSatisfy { $0.isMet })
        #expect(time < 5_000)
        print("3,000 pledges in 60 joint projects, pure: \(Int(time.rounded())) ms")
    }
}
