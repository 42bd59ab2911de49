import PledgeLedger

/// Where one problem's root weight came from.
struct ProblemExplanation {
    private let roots: RootCauses
    private let answer: RootsAnswer
    private let standing: RootCauses.Standing

    private let place: ProblemStanding

    /// Nil where the problem is not listed.
    init?(_ place: ProblemStanding, _ roots: RootCauses, _ details: Details) {
        guard let standing = place.standing else { return nil }
        (self.place, self.roots, self.standing) = (place, roots, standing)
        answer = RootsAnswer(roots, details, limit: 1)
    }

    func lines() throws -> [String] {
        let rank = place.rank.map { "rank \($0) of \(place.ranked)" }
        let percent: (UInt64) -> String = answer.percent
        var lines = [
            "\(try answer.shortTitle(standing.problem)): \(rank ?? "no rank"), root weight \(place.weight)",
            "Of all that people suffer, \(percent(standing.start)) was put here; \(percent(standing.residue)) of it stayed at once, as a "
                + "symptom.",
        ]
        let sources = roots.sources(of: standing.problem)
        lines += sources.isEmpty ? ["Nothing came from elsewhere."] : ["", "What came here, from the effects that it brings about:"]
        lines += try flow(sources, other: \.effect)
        let causes = roots.edges(to: standing.problem).filter { $0.carried > 0 }
            .sorted { ($1.carried, $0.cause) < ($0.carried, $1.cause) }
        lines += causes.isEmpty ? ["", "Nobody's claim carries anything on from here: all that came stayed."]
            : ["", "What went on, to its own causes:"]
        lines += try flow(causes, other: \.cause)
        let idle = roots.edges(naming: standing.problem).filter { $0.voices == 0 }
        if !idle.isEmpty {
            lines.append("\(idle.count == 1 ? "1 claim about it is" : "\(idle.count) claims about it are") denied by half or more, and "
                + (idle.count == 1 ? "carries nothing." : "carry nothing."))
        }
        if let circle = answer.circle(of: standing.problem) {
            lines.append("It is part of vicious circle \(circle), so the same weight may have come by more than once.")
        }
        return lines + [
            "", "In each round 7/8 · voices ÷ (voices + 1) of what a problem holds moves on; the rest stays for good.", RootsAnswer.weakness,
        ]
    }

    private func flow(_ edges: [RootCauses.Edge], other: KeyPath<RootCauses.Edge, EntryID>) throws -> [String] {
        guard !edges.isEmpty else { return [] }
        var table = Table([.number("carried"), .text("problem"), .number("for"), .number("against")])
        for edge in edges {
            table.add([
                answer.percent(carriedBy: edge), try answer.shortTitle(edge[keyPath: other]), RootsAnswer.voices(edge.inFavour),
                RootsAnswer.voices(edge.against),
            ])
        }
        return table.lines()
    }

    func json() -> [JSON.Field] { place.json() + edges() }

    /// The claims that name it, each with what it carried.
    func edges() -> [JSON.Field] {
        let edges = roots.edges(naming: standing.problem).map { edge in
            JSON.object([
                .init("cause", .string(edge.cause.hex)), .init("effect", .string(edge.effect.hex)), .init("for", .number(edge.inFavour)),
                .init("against", .number(edge.against)), .init("carried", .number(edge.carried)),
            ])
        }
        return [.init("problem", .string(standing.problem.hex)), .init("edges", .array(edges))]
    }
}
