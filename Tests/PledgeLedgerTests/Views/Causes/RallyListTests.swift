import BigInt
import PledgeLedger
import Testing

@Suite struct RallyListTests {
    private struct Question: Codable {
        struct Project: Codable {
            struct Ask: Codable {
                var unit: String
                var target: UInt64
                var pledged: UInt64
            }

            var project: String
            var addresses: [String]
            var asks: [Ask]
        }

        var view = "rally_list"
        var weights: [String: UInt64]
        var projects: [Project]

        func rallying() throws -> [RallyProject] {
            try projects.map { project in
                try RallyProject(
                    project: short(project.project), addresses: project.addresses.map(short),
                    asks: project.asks.map { .init(unit: try #require(Unit($0.unit)), target: $0.target, pledged: UInt128($0.pledged)) })
            }
        }

        func list() throws -> RallyList {
            try RallyList(rallying(), problems: weights.map { .init(problem: try short($0.key), weight: $0.value) })
        }
    }

    private struct Answer: Codable, Equatable {
        struct Line: Codable, Equatable { var project, unit, score: String }
        var lines: [Line]

        init(_ list: RallyList) {
            lines = list.lines.map { Line(project: $0.project.brief, unit: $0.unit.name, score: $0.score.description) }
        }
    }

    private static func draw(_ generator: inout SeededGenerator) -> Question {
        let units = ["iso4217:EUR", "time:min", "item:seed"]
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        return Question(
            weights: Dictionary(uniqueKeysWithValues: (1...6).map { (EntryID(number: $0).brief, UInt64(some(0...1 << 20)) << 18) }),
            projects: (1...some(1...6)).map { number in
                .init(
                    project: EntryID(number: 100 + number).brief, addresses: (0..<some(0...4)).map { _ in EntryID(number: some(1...7)).brief },
                    asks: (0..<some(0...4)).map { _ in
                        .init(unit: units[some(0...2)], target: UInt64(some(1...1_000_000_000)), pledged: UInt64(some(0...1_500_000_000)))
                    })
            })
    }

    @Test func thePageShowsWhatTheCodeComputes() throws {
        let (question, answer) = try OtherViews.example("rally_list", Question.self, Answer.self)
        #expect(Answer(try question.list()) == answer)
    }

    @Test(.enabled(if: OtherViews.isHere)) func anotherProgramComputesTheSame() throws {
        var generator = SeededGenerator(seed: 3)
        let drawn = (0..<100).map { _ in Self.draw(&generator) }
        let others = try OtherViews.answers(drawn, as: Answer.self)
        try #require(others.count == drawn.count)
        for (question, other) in zip(drawn, others) { #expect(Answer(try question.list()) == other) }
        #expect(others.contains { $0.lines.count > 2 })
    }

    /// The largest amounts there can be neither trap nor round.
    @Test func exactAtTheEdges() throws {
        let euro = try #require(Unit("iso4217:EUR")), most: UInt64 = 1_000_000_000_000_000
        func project(_ number: Int, pledged: UInt128) -> RallyProject {
            RallyProject(
                project: EntryID(number: number), addresses: [EntryID(number: 1)], asks: [.init(unit: euro, target: most, pledged: pledged)])
        }
        let list = RallyList(
            [project(3, pledged: 1), project(2, pledged: 0), project(4, pledged: 0), project(5, pledged: .max)],
            problems: [.init(problem: EntryID(number: 1), weight: RootCauses.mass)])
        #expect(list.lines.map(\.project) == [2, 4, 3].map { EntryID(number: $0) })
        #expect(list.lines.last?.score == Ratio(BigUInt(RootCauses.mass) * BigUInt(most - 1), BigUInt(most)))
    }
}
