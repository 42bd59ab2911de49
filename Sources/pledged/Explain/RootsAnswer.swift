import PledgeLedger

/// What lies deepest, as `roots` prints it.
struct RootsAnswer {
    /// What the method can't know, in one line.
    static let weakness =
        "Popularity is no proof; duplicates split the weight; where a cause is missing, its effect looks like a root."

    let roots: RootCauses
    private let details: Details
    private let limit: Int

    init(_ roots: RootCauses, _ details: Details, limit: Int) {
        (self.roots, self.details, self.limit) = (roots, details, limit)
    }

    /// Root weight or mass in thousandths of all that there is.
    static func thousandths(_ mass: UInt64) -> Int {
        Int(clamping: ProgressBar.share(UInt128(mass), of: UInt128(RootCauses.mass), parts: 1_000) ?? 0)
    }

    static func percent(_ mass: UInt64) -> String { CauseSVG.percent(thousandths(mass)) }

    /// Voices in tenths of a member's.
    static func tenths(_ voices: UInt64) -> Int { Int(clamping: (UInt128(voices) * 10 + 1 << 15) >> 16) }

    static func voices(_ voices: UInt64) -> String { CauseSVG.tenths(tenths(voices)) }

    /// The vicious circle that a problem is part of, from 1.
    func circle(of problem: EntryID) -> Int? { roots.circles.firstIndex { $0.contains(problem) }.map { $0 + 1 } }

    // MARK: for programs

    func objects() throws -> [JSON] {
        try roots.ranking.prefix(limit).enumerated().map { place, standing in
            let sources = roots.sources(of: standing.problem).map { edge in
                JSON.object([
                    .init("effect", .string(edge.effect.hex)), .init("carried", .number(edge.carried)),
                    .init("for", .number(edge.inFavour)), .init("against", .number(edge.against)),
                ])
            }
            return .known([
                .init("kind", "root"), .init("rank", .number(place + 1)), .init("problem", .string(standing.problem.hex)),
                .init("title", .string(try title(standing.problem))), .init("weight", .number(standing.weight)),
                .init("residue", .number(standing.residue)), .init("start", .number(standing.start)),
                .init("mass", .number(RootCauses.mass)), circle(of: standing.problem).map { .init("circle", .number($0)) },
                .init("from", .array(sources)),
            ])
        }
    }

    private func title(_ problem: EntryID) throws -> String {
        try details.store.entry(problem, in: details.collective)?.text?.title ?? ""
    }

    // MARK: for people

    func lines(width: Int?) throws -> [String] {
        guard !roots.ranking.isEmpty else {
            return [
                "Nothing has come to rest yet: somebody has to say what affects them (`pledged endorse PROBLEM --as affected`), "
                    + "and what brings it about (`pledged cause CAUSE EFFECT`).",
            ]
        }
        var table = Table([.number("rank"), .number("weight"), .text("problem"), .text("id"), .text("mostly from"), .text("remark")])
        for (place, standing) in roots.ranking.prefix(limit).enumerated() {
            let from = try roots.sources(of: standing.problem).prefix(2).map { try shortTitle($0.effect) }
            table.add([
                "\(place + 1)", Self.percent(standing.weight), try shortTitle(standing.problem), standing.problem.short,
                from.joined(separator: "; "), remark(standing.problem),
            ])
        }
        return table.lines(width: width)
            + ["", "\(Self.percent(roots.residue)) stayed with the symptoms; \(Count.words(roots.rounds, "round", "rounds"))."]
            + (try circleLines()) + [Self.weakness]
    }

    func shortTitle(_ problem: EntryID, width: Int = 44) throws -> String {
        let title = try title(problem)
        return title.isEmpty ? problem.short : SafeText.shown(title, width: width)
    }

    /// Circles, and how much of the voices on what brought it here deny that.
    private func remark(_ problem: EntryID) -> String {
        let edges = roots.edges.filter { $0.cause == problem }
        let (inFavour, against) = edges.reduce((UInt64(0), UInt64(0))) { ($0.0 + $1.inFavour, $0.1 + $1.against) }
        let circle = circle(of: problem).map { "in circle \($0)" }
        let dissent = against == 0 ? nil : "\(Self.voices(against)) of \(Self.voices(inFavour + against)) voices deny it"
        return [circle, dissent].compactMap { $0 }.joined(separator: ", ")
    }

    private func circleLines() throws -> [String] {
        try roots.circles.prefix(9).enumerated().map { place, circle in
            let titles = try circle.prefix(6).map { try shortTitle($0) }
            let more = circle.count > 6 ? " and \(circle.count - 6) more" : ""
            return "Vicious circle \(place + 1), problems that bring each other about: \(titles.joined(separator: "; "))\(more)."
        }
    }
}

extension CauseDiagram {
    /// More than this nobody can read in one picture.
    static let most = (nodes: 60, edges: 240)

    /// The heaviest problems that anybody claimed something about or suffers from, and the claims between
    /// them with the most voices.
    /// - Parameter link: where a page says more of a problem; nil for a picture by itself.
    init(_ answer: RootsAnswer, link: ((EntryID) -> String)? = nil) throws {
        let roots = answer.roots, joined = Set(roots.edges.flatMap { [$0.cause, $0.effect] })
        let worthy = roots.problems.filter { joined.contains($0.problem) || $0.start > 0 }
        let heaviest = worthy.sorted {
            ($1.weight, $1.start, $0.problem) < ($0.weight, $0.start, $1.problem)
        }.prefix(Self.most.nodes).sorted { $0.problem < $1.problem }
        var places: [EntryID: Int] = [:]
        for (place, standing) in heaviest.enumerated() { places[standing.problem] = place }
        let edges = roots.edges.filter { places[$0.cause] != nil && places[$0.effect] != nil }
        let loudest = edges.indices.sorted {
            (edges[$1].inFavour + edges[$1].against, $0) < (edges[$0].inFavour + edges[$0].against, $1)
        }.prefix(Self.most.edges).sorted()
        self.init(
            nodes: try heaviest.map {
                Node(
                    title: try answer.shortTitle($0.problem, width: 120), weight: RootsAnswer.thousandths($0.weight),
                    suffered: RootsAnswer.thousandths($0.start), circle: answer.circle(of: $0.problem) ?? 0,
                    link: link?($0.problem))
            },
            edges: loudest.compactMap { index in
                let edge = edges[index]
                guard let cause = places[edge.cause], let effect = places[edge.effect] else { return nil }
                return Edge(
                    cause: cause, effect: effect, inFavour: RootsAnswer.tenths(edge.inFavour), against: RootsAnswer.tenths(edge.against))
            })
        hidden = (worthy.count - heaviest.count, roots.edges.count - loudest.count)
    }
}
