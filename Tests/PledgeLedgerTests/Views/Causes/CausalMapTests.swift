import Foundation
import PledgeLedger
import Testing

/// A published map of a food system, 26 factors and 58 edges, claimed by ten members alike.
@Suite struct CausalMapTests {
    static let path = "data/causal/chl-pacific-food-cld-edges.csv"

    private let factors: [String]
    private let edges: [(cause: String, effect: String)]

    init() throws {
        let lines = try String(contentsOf: Shared.file(Self.path), encoding: .utf8).split(separator: "\n").dropFirst()
        edges = lines.map { line in
            let parts = line.split(separator: "\"").filter { $0 != "," }.map(String.init)
            return (parts[0], parts[1])
        }
        factors = Set(edges.flatMap { [$0.cause, $0.effect] }).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func id(_ factor: String) -> EntryID {
        EntryID(number: 1 + (factors.firstIndex(of: factor) ?? factors.count))
    }

    /// - Parameter vague: something that one more member says causes every other factor.
    private func words(vague: String? = nil) -> CauseWords {
        var claims: [CauseClaim] = []
        func add(_ author: Int, _ cause: String, _ effect: String) {
            claims.append(CauseClaim(
                id: EntryID(number: 1_000 + claims.count), author: PublicKey(number: author), cause: id(cause), effect: id(effect), strength: 1))
        }
        for member in 1...10 { for edge in edges { add(member, edge.cause, edge.effect) } }
        if let vague { for factor in factors where factor != vague { add(11, vague, factor) } }
        return CauseWords(
            problems: (factors + (vague.map { [$0] } ?? [])).map(id), claims: claims,
            affected: [AffectedWord(member: PublicKey(number: 1), problem: id("Health Outcomes"), stance: 1)])
    }

    private func roots(vague: String? = nil) -> RootCauses { RootCauses(words(vague: vague)) }

    @Test(.enabled(if: Shared.has(path) && OtherViews.isHere)) func anotherProgramComputesTheSame() throws {
        let maps = [words()] + factors.map { words(vague: $0) }
        let others = try OtherViews.answers(maps.map(RootCausesQuestion.init), as: RootCausesAnswer.self)
        #expect(others == maps.map { RootCausesAnswer(RootCauses($0)) })
        print("causal map: \(others.count) computed by two programs alike")
    }

    @Test(.enabled(if: Shared.has(path))) func theMapIsWhole() {
        #expect(factors.count == 26 && edges.count == 58)
        let honest = roots()
        #expect(honest.rounds == 88)
        #expect(honest.ranking.first?.problem == id("Dental Health"))
        #expect(honest.residue + honest.problems.reduce(0) { $0 + $1.weight } == RootCauses.mass)
        // Health and poverty cause each other; a climate that nothing on the map causes is in no circle with them.
        #expect(honest.circles.contains { $0.contains(id("Health Outcomes")) && $0.contains(id("Household Resources")) })
        #expect(!honest.circles.joined().contains(id("Funding")))
    }

    /// One member who says that X causes everything brings no X among the first seven that was not
    /// there; and the first stays first.
    @Test(.enabled(if: Shared.has(path))) func oneVagueVoiceBringsNothingToTheTop() {
        let before = roots().ranking.map(\.problem)
        var rises = 0, firsts = 0
        for vague in factors + ["Something new"] {
            let after = roots(vague: vague).ranking.map(\.problem)
            let place = after.firstIndex(of: id(vague)) ?? .max, was = before.firstIndex(of: id(vague)) ?? .max
            #expect(place >= 7 || was < 7, "\(vague) rose from \(was) to \(place)")
            #expect(after.first == before.first, "\(vague)")
            rises += place < 7 && was >= 7 ? 1 : 0
            firsts += after.first == before.first ? 0 : 1
        }
        print("causal map: \(roots().rounds) rounds; of \(factors.count + 1) vague claims \(rises) reach the first seven, \(firsts) change the first")
    }
}
