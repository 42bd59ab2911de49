import PledgeLedger
import Testing

/// What a promise is said to lack brings it further, and less people do not.
@Suite struct PledgeLacksTests {
    /// People who pledge in no random scene, and come only to be what is lacking.
    private static let guests = 8..<14

    /// Promises of seven people to a project, some with conditions on people, some on a project that nobody pledges to.
    private static func scene(seed: UInt64) throws -> (scene: PledgeScene, project: EntryID, pledges: [EntryID]) {
        var scene = try PledgeScene(seed: seed, authors: 14, admission: .open)
        func draw(_ range: ClosedRange<UInt64>) -> UInt64 { UInt64.random(in: range, using: &scene.maker.generator) }
        for author in 0..<14 { try scene.declare(1_000_000, by: author) }
        let minimum = draw(0...2) * 100
        let project = try scene.project(minimum: minimum), other = try scene.project(minimum: 10)
        var pledges: [EntryID] = []
        for author in 1..<8 {
            let people = UInt32(draw(0...7)), isJoint = draw(0...4) == 0, amount = draw(1...60)
            pledges.append(try scene.pledge(amount, to: project, by: author) {
                $0.minimumPeople = people < 3 ? 0 : people
                $0.joint = isJoint ? [other] : []
            })
        }
        return (scene, project, pledges)
    }

    @Test(arguments: 0..<60 as Range<UInt64>) func whatIsLackingIsEnough(seed: UInt64) throws {
        let (scene, project, pledges) = try Self.scene(seed: seed + 800)
        for pledge in pledges {
            let state = try scene.state(of: pledge, at: 900_000)
            guard state.stage == .open else { continue }
            var people = 0, amount: UInt64 = 0, isAmountForAll = true, isJoint = false
            for lack in state.lacks {
                switch lack {
                case .people(let count): people = count
                case .othersConditions(let more): amount = UInt64(more)
                case .amount: isAmountForAll = false
                case .joint: isJoint = true
                default: Issue.record("seed \(seed): \(lack)")
                }
                #expect(lack != .othersConditions(0) && lack != .people(0), "seed \(seed)")
            }
            #expect(!state.lacks.isEmpty, "seed \(seed)")
            guard !isJoint else { continue }
            var enough = scene, few = scene
            for guest in 0..<max(people, amount > 0 ? 1 : 0) {
                _ = try enough.pledge(guest == 0 ? max(1, amount) : 1, to: project, by: Self.guests.lowerBound + guest)
            }
            for guest in 0..<max(0, people - 1) { _ = try few.pledge(100_000, to: project, by: Self.guests.lowerBound + guest) }
            if isAmountForAll { #expect(try enough.state(of: pledge, at: 900_000).isMet, "seed \(seed): \(state.lacks)") }
            if people > 0 { #expect(try !few.state(of: pledge, at: 900_000).isMet, "seed \(seed): \(state.lacks)") }
        }
    }

    /// Whose own pledge falls will not be there: they are not among the people that others wait for.
    @Test func whoseOwnPledgeFallsIsNotCounted() throws {
        var scene = try PledgeScene(authors: 5, founders: 5)
        for author in 1..<5 { try scene.declare(1_000, by: author) }
        let project = try scene.project(), other = try scene.project(minimum: 500)
        _ = try scene.pledge(10, to: project, by: 1) { $0.joint = [other] }
        let waiting = try scene.pledge(10, to: project, by: 2) { $0.minimumPeople = 4 }
        _ = try scene.pledge(10, to: project, by: 3)
        #expect(try scene.state(of: waiting, at: 900_000).lacks == [.people(2)])
        _ = try scene.pledge(10, to: project, by: 4)
        #expect(try scene.state(of: waiting, at: 900_000).lacks == [.people(1)])
    }

    /// A promise that waits for people and for others' money says both.
    @Test func peopleAndAmountAreBothSaid() throws {
        var scene = try PledgeScene(authors: 5)
        for author in 1..<4 { try scene.declare(1_000, by: author) }
        let project = try scene.project(minimum: 100), other = try scene.project(minimum: 500)
        _ = try scene.pledge(70, to: project, by: 1) { $0.joint = [other] }
        let waiting = try scene.pledge(40, to: project, by: 2) { $0.minimumPeople = 3 }
        #expect(try scene.state(of: waiting, at: 900_000).lacks == [.people(2), .othersConditions(60)])
    }
}
