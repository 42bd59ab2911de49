import PledgeLedger

/// The equal shares of a pool purchase by purchase, and of each project by whom it is endorsed and what it lacks.
struct EqualSharesRounds {
    private let shares: EqualShares
    private let explanation: RoundExplanation
    /// Supporters of a project printed by name; programs get all.
    private static let mostNamed = 9

    private var round: RoundAnswer { explanation.round }
    private var projects: [EqualSharesRound.Project] { round.reading.projects.filter { explanation.isWanted($0.project) } }

    init(_ shares: EqualShares, _ explanation: RoundExplanation) { (self.shares, self.explanation) = (shares, explanation) }

    // MARK: for people

    func blocks() throws -> [Block] {
        var blocks: [Block] = [.words(
            "Each of \(Count.words(shares.voters, "voter", "voters")) begins with \(round.words(shares.firstEndowment)). In each round the "
                + "project is bought that costs its supporters the least for what they get; who has less than the price gives all.")]
        blocks += try purchases(shares.firstPurchases, "With the first share:")
        if shares.endowment > shares.firstEndowment {
            blocks += try purchases(
                shares.purchases, "Money was left, so shares grow as long as all that is bought fits the pool, to "
                    + "\(round.words(shares.endowment)) each:")
        }
        blocks += try shares.byVotes.filter(explanation.isWanted).map { .words("With what is left, by votes: \(try round.title($0))") }
        let each = try projects.map { Block.words(try line($0)) }
        return blocks + [.words("")] + each + [.words(""), .words(round.rest(shares))]
    }

    private func purchases(_ all: [EqualShares.Purchase], _ heading: String) throws -> [Block] {
        var table = Table([.number("round"), .text("bought"), .text("costs"), .number("supporters"), .number("pay in full"), .text("each")])
        for (place, purchase) in all.enumerated() where explanation.isWanted(purchase.project) {
            let rest = purchase.share.denominator == 1 ? "" : "a little over "
            table.add([
                "\(place + 1)", try round.title(purchase.project), round.words(purchase.cost), "\(purchase.supporters)",
                "\(purchase.fullPayers)", rest + round.words(purchase.share.floor),
            ])
        }
        let none = explanation.only == nil ? "  no project's supporters can pay for it" : "  its supporters can't pay for it"
        return [.words(""), .words(heading), table.rows.isEmpty ? .words(none) : .table(table)]
    }

    /// `"Bench" (3f9a2c…) is bought in round 1, and is endorsed by farmer (pledge1…), entry 81be04…`.
    private func line(_ project: EqualSharesRound.Project) throws -> String {
        let people = try approvals(project.project)
        let named = try people.prefix(Self.mostNamed).map { word in
            "\(try round.details.people.name(word.author))\(word.entry.map { ", entry \($0.short)" } ?? "")"
                + (word.isGone ? ", no longer since, which changes nothing" : "")
        }
        let more = people.count > named.count ? "; and \(people.count - named.count) more" : ""
        let endorsed = people.isEmpty ? "nobody endorses it" : "it is endorsed by \(named.joined(separator: "; "))\(more)"
        return "  \(try round.title(project.project)) \(outcome(project)); \(endorsed)"
    }

    /// What became of a project, and what it lacks.
    private func outcome(_ project: EqualSharesRound.Project) -> String {
        if let at = shares.purchases.firstIndex(where: { $0.project == project.project }) { return "is bought in round \(at + 1)" }
        if shares.byVotes.contains(project.project) { return "is funded by votes, with what is left" }
        guard let rest = shares.unfunded.first(where: { $0.project == project.project }) else {
            let over = project.cost > round.reading.pool ? project.cost - round.reading.pool : 0
            return "is not funded: it costs \(round.words(over)) more than the pool holds"
        }
        guard rest.supporters > 0 else { return "is not funded: it costs \(round.words(project.cost))" }
        return "is not funded: its supporters have \(round.words(rest.left.floor)) left of the \(round.words(project.cost)) that it costs, and "
            + "the \(round.words(round.unspent(shares))) that nothing else took don't pay for it"
    }

    /// Who endorses a project; their entries where all of it is asked for, and whether they took that back too late.
    private func approvals(_ project: EntryID) throws -> [(author: PublicKey, entry: EntryID?, isGone: Bool)] {
        guard explanation.most == nil else { return round.reading.supporters(of: project).map { ($0, nil, false) } }
        return try round.details.store.view(of: round.details.collective, at: round.cutoff) { source in
            let standing = Set(try source.words(on: project.raw).filter { $0.stance.stance > 0 }.map(\.author))
            return try round.reading.approvals(of: project, in: source).map { ($0.author, $0.id, !standing.contains($0.author)) }
        }
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        [
            .init("first_share", .string("\(shares.firstEndowment)")), .init("share", .string("\(shares.endowment)")),
            .init("first_purchases", .array(shares.firstPurchases.map(json))), .init("purchases", .array(shares.purchases.map(json))),
            .init("by_votes", .array(shares.byVotes.map { .string($0.hex) })),
            .init("projects", .array(try projects.map { project in
                let rest = shares.unfunded.first { $0.project == project.project }
                return .known([
                    .init("project", .string(project.project.hex)), .init("cost", .number(project.cost)),
                    .init("funded", .bool(shares.funded.contains(project.project))),
                    .init("endorsements", .array(try approvals(project.project).map { word in
                        .known([
                            .init("author", .string(KeyText.author(word.author))), word.entry.map { .init("entry", .string($0.hex)) },
                            word.isGone ? .init("taken_back", true) : nil,
                        ])
                    })),
                    rest.map { .init("supporters_left", .string("\($0.left)")) },
                ])
            })),
        ]
    }

    private func json(_ purchase: EqualShares.Purchase) -> JSON {
        .object([
            .init("project", .string(purchase.project.hex)), .init("cost", .number(purchase.cost)),
            .init("supporters", .array(round.reading.supporters(of: purchase.project).map { .string(KeyText.author($0)) })),
            .init("full_payers", .number(purchase.fullPayers)), .init("each", .string("\(purchase.share)")),
        ])
    }
}
