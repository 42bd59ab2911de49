import PledgeLedger

/// What lies deepest, as `roots` prints it.
struct RootsAnswer {
    /// What the method can't know, in one line.
    static let weakness =
        "Popularity is no proof; duplicates split the weight; where a cause is missing, its effect looks like a root."

    let roots: RootCauses
    private let details: Details
    private let limit: Int
    private let shares: RootShares

    init(_ roots: RootCauses, _ details: Details, limit: Int) {
        (self.roots, self.details, self.limit) = (roots, details, limit)
        shares = RootShares(roots.problems)
    }

    /// A problem's root weight in thousandths, rounded so that all add up.
    func weight(of problem: EntryID) -> Int { shares.weight(of: problem) }

    /// The same for people: `23.1 %`.
    func percent(of problem: EntryID) -> String { CauseSVG.percent(weight(of: problem)) }

    /// Any mass in thousandths of all that there is.
    func thousandths(_ mass: UInt64) -> Int { shares.thousandths(mass) }

    /// The same for people; what is there is never called nothing.
    func percent(_ mass: UInt64) -> String { shares.percent(mass) }

    /// What a claim carried: where all of it rests at its cause, as that is said.
    func percent(carriedBy edge: RootCauses.Edge) -> String {
        roots.standing(of: edge.cause)?.weight == edge.carried ? percent(of: edge.cause) : percent(edge.carried)
    }

    /// Voices in tenths of a member's.
    static func tenths(_ voices: UInt64) -> Int { Int(clamping: (UInt128(voices) * 10 + 1 << 15) >> 16) }

    static func voices(_ voices: UInt64) -> String { CauseSVG.tenths(tenths(voices)) }

    /// The vicious circle that a problem is part of, from 1.
    func circle(of problem: EntryID) -> Int? { roots.circle(of: problem).map { $0 + 1 } }

    // MARK: for programs

    func objects() throws -> [JSON] {
        let ranking = shares.ranking.prefix(limit), edges = roots.edges(from: ranking.map(\.problem))
        return try ranking.enumerated().map { place, standing in
            let sources = RootCauses.fullest(edges[standing.problem] ?? []).map { edge in
                JSON.object([
                    .init("effect", .string(edge.effect.hex)), .init("carried", .number(edge.carried)),
                    .init("for", .number(edge.inFavour)), .init("against", .number(edge.against)),
                ])
            }
            let listed = try details.listed(standing.problem)
            return .known([
                .init("kind", "root"), .init("rank", .number(place + 1)), .init("problem", .string(standing.problem.hex)),
                .init("title", .string(listed?.text?.title ?? "")), .init("weight", .number(standing.weight)),
                .init("residue", .number(standing.residue)), .init("start", .number(standing.start)),
                .init("mass", .number(RootCauses.mass)), circle(of: standing.problem).map { .init("circle", .number($0)) },
                listed?.retractedBy.map { .init("retracted_by", .string($0.hex)) }, .init("from", .array(sources)),
            ])
        }
    }

    private func title(_ problem: EntryID) throws -> String {
        try details.store.entry(problem, in: details.collective)?.text?.title ?? ""
    }

    // MARK: for people

    func lines(width: Int?) throws -> [String] {
        let ranking = shares.ranking.prefix(limit), edges = roots.edges(from: ranking.map(\.problem))
        guard !ranking.isEmpty else {
            return [nothingYet] + (roots.edges.isEmpty ? [] : [""] + (try treeLines(width: width ?? Self.plainWidth)))
        }
        var table = Table([.number("rank"), .number("weight"), .text("problem"), .text("id"), .text("mostly from"), .text("remark")])
        for (place, standing) in ranking.enumerated() {
            let said = edges[standing.problem] ?? []
            let from = try RootCauses.fullest(said).prefix(2).map { try shortTitle($0.effect) }
            table.add([
                "\(place + 1)", percent(of: standing.problem), try shortTitle(standing.problem), standing.problem.short,
                from.joined(separator: "; "), try remark(standing.problem, said),
            ])
        }
        return table.lines(width: width)
            + [""] + (try treeLines(width: width ?? Self.plainWidth))
            + ["", "\(CauseSVG.percent(shares.residue)) stayed with the symptoms; \(Count.words(roots.rounds, "round", "rounds"))."]
            + (try circleLines()) + [Self.weakness]
    }

    /// What is missing for anything to come to rest.
    private var nothingYet: String {
        let isFelt = roots.problems.contains { $0.start > 0 }, isClaimed = roots.edges.contains { $0.voices > 0 }
        let felt = isFelt ? nil : "what affects them (`pledged endorse PROBLEM --as affected`)"
        let claimed = isClaimed && isFelt ? "what brings about the problems that affect people"
            : isClaimed ? nil : "what brings it about, so that more say so than deny it"
        let words = [felt, claimed.map { "\($0) (`pledged cause CAUSE EFFECT`)" }].compactMap { $0 }
        return "Nothing has come to rest yet: somebody has to say \(words.joined(separator: ", and "))."
    }

    /// As wide as the tree is drawn where no terminal says how wide it is.
    private static let plainWidth = 80
    private static let treeRows = 60

    /// The graph as a tree, with what each claim carried and how many voices are for and against it.
    private func treeLines(width: Int) throws -> [String] {
        let tree = CauseTree(roots, most: Self.treeRows)
        guard !tree.rows.isEmpty else { return [] }
        var table = Table([.text("effects, and below them their causes"), .number("carried"), .number("for"), .number("against"), .text("")])
        for row in tree.rows {
            let title = row.branches(isUnicode: Output.isUnicode) + (try shortTitle(row.problem))
            let numbers = row.edge.map { [percent(carriedBy: $0), Self.voices($0.inFavour), Self.voices($0.against)] } ?? ["", "", ""]
            table.add([title] + numbers + [try mark(row)])
        }
        return table.lines(width: width) + (tree.left > 0 ? ["\(Count.words(tree.left, "more claim", "more claims")); `--svg FILE` draws them."] : [])
    }

    /// How a problem itself stands, whatever is said of it: taken back by its author, or no member's. Empty where it simply
    /// counts.
    func mark(of problem: EntryID) throws -> String {
        try details.listed(problem).map { EntryAnswer(listed: $0, details: details).remark } ?? ""
    }

    private func mark(_ row: CauseTree.Row) throws -> String {
        let circle = circle(of: row.problem).map { "circle \($0)" }
        let denied = row.edge.map { $0.voices == 0 } ?? false
        let words = [try mark(of: row.problem), circle, row.isAgain ? "above" : nil, denied ? "denied" : nil]
        return words.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
    }

    func shortTitle(_ problem: EntryID, width: Int = 44) throws -> String {
        let title = try title(problem)
        return title.isEmpty ? problem.short : SafeText.shown(title, width: width)
    }

    /// Whether it was taken back, circles, and how much of the voices on what brought it here deny that.
    private func remark(_ problem: EntryID, _ edges: [RootCauses.Edge]) throws -> String {
        let (inFavour, against) = edges.reduce((UInt64(0), UInt64(0))) { ($0.0 + $1.inFavour, $0.1 + $1.against) }
        let circle = circle(of: problem).map { "in circle \($0)" }
        let dissent = against == 0 ? nil : "\(Self.voices(against)) of \(Self.voices(inFavour + against)) voices deny it"
        return [try mark(of: problem), circle, dissent].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", ")
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
                let title = try answer.shortTitle($0.problem, width: 120), mark = try answer.mark(of: $0.problem)
                return Node(
                    title: mark.isEmpty ? title : "(\(mark)) \(title)", weight: answer.weight(of: $0.problem),
                    suffered: answer.thousandths($0.start), circle: answer.circle(of: $0.problem) ?? 0,
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
