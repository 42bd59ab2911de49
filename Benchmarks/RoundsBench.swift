import Foundation
import PledgeLedger

/// How long a round's pool takes to split among 100 projects by 5,000 people: where each speaks for a few, and
/// where everybody speaks for all of them.
enum RoundsBench {
    private static let people = 5_000, projects = 100

    static func run() {
        for each in [10, 30, projects] {
            let gifts = draw(each) { person, project, amount in
                RoundGift(person: person, project: project, amount: amount)
            }
            let round = MatchingRound(pool: 10_000_000, bound: 1_000, projects: ids, gifts: gifts)
            let took = median((0..<3).map { _ in seconds { _ = Matching(round) } })
            Figure.print("matching, \(people) people, \(projects) projects, \(gifts.count) gifts", took, "s", .atMost(2))
        }
        for each in [10, 30, 60, projects] {
            let ballots = draw(each) { person, project, _ in (person, project) }
            let byVoter = Dictionary(grouping: ballots, by: \.0).map { Ballot(voter: $0.key, approves: $0.value.map(\.1)) }
            let costs = ids.enumerated().map { EqualSharesRound.Project(project: $1, cost: UInt128(1_000 + $0 * 997)) }
            // So large a step that the first raise is one too much: two passes.
            let round = EqualSharesRound(budget: 2_500_000, step: 1_000_000, projects: costs, ballots: byVoter)
            let took = median((0..<3).map { _ in seconds { _ = EqualShares(round) } })
            Figure.print("equal shares, \(people) people, \(projects) projects, \(ballots.count) approvals, a pass", took / 2, "s", .atMost(2))
        }
    }

    private static let ids = (0..<projects).map { EntryID(SHA256.hash(Array("project \($0)".utf8)).raw) }

    /// Each person's word on `each` of the projects, or on as many as there are.
    private static func draw<T>(_ each: Int, _ make: (PublicKey, EntryID, UInt64) -> T) -> [T] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next(_ below: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(below))
        }
        return (0..<people).flatMap { number in
            let key = PublicKey(SHA256.hash(Array("person \(number)".utf8)).raw)
            let chosen = each == projects ? Set(0..<projects) : Set((0..<each).map { _ in next(projects) })
            return chosen.sorted().map { make(key, ids[$0], UInt64(100 + next(100_000))) }
        }
    }
}
