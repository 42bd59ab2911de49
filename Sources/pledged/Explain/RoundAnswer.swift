import PledgeLedger

/// How a round's pool is split, as `show` and `explain` print it.
struct RoundAnswer {
    private let reading: RoundReading
    private let split: RoundReading.Split
    private let pool: [PoolAnswer]
    private let details: Details

    /// Nil where the id is no round that is listed.
    init?(_ id: EntryID, _ details: Details, _ cutoff: Cutoff) throws {
        let found = try details.store.view(of: details.collective, at: cutoff) { try RoundReading(id, in: $0) }
        guard let found else { return nil }
        reading = found
        split = found.split()
        pool = try details.store.poolPledges(to: id, in: details.collective, at: cutoff)?
            .map { PoolAnswer(pledge: $0, details: details) } ?? []
        self.details = details
    }

    /// The same; nil too where the entry is no round, without a look at the ledger.
    init?(_ id: EntryID, of listed: ListedEntry, _ details: Details, _ cutoff: Cutoff) throws {
        guard listed.entry.reading.kind == .round else { return nil }
        try self.init(id, details, cutoff)
    }

    private var unit: String { reading.round.content.poolUnit.name }
    private var rule: SplitRule { reading.rules.rule ?? .matching }

    private func words(_ amount: some BinaryInteger) -> String { AmountText.shown(amount, unit: unit) }
    private func title(_ project: EntryID) throws -> String { try details.title(of: project) }

    private var head: String {
        let source = reading.round.content.rules.rule == nil ? ", as the charter says or by default" : ""
        return "The pool holds \(words(reading.pool)), split by \(rule.words)\(source)."
    }

    // MARK: the split

    func lines() throws -> [String] { try blocks().lines }

    /// The split in words and a table.
    func blocks() throws -> [Block] {
        switch split {
        case .matching(let matching): try [.words(head)] + blocks(matching) + openness()
        case .equalShares(let shares): try [.words(head)] + blocks(shares) + openness()
        }
    }

    /// In an open collective one person can be many supporters.
    private func openness() throws -> [Block] {
        let charter = try details.store.collective(details.collective)?.charter
        return charter?.admission == .open ? [.words(ViewNote.open)] : []
    }

    private func blocks(_ matching: Matching) throws -> [Block] {
        guard !matching.payments.isEmpty else { return [.words("No project takes part yet.")] }
        var table = Table([.text("project"), .number("people"), .text("drawn"), .text("from the pool")])
        for payment in matching.payments.sorted(by: { ($1.amount, $0.project) < ($0.amount, $1.project) }) {
            table.add([
                try title(payment.project), "\(payment.supporters)", words(payment.raw / Matching.scale), words(payment.amount),
            ])
        }
        let end = matching.isScaled ? "More was drawn than the pool holds: everybody's part is cut alike."
            : "The rest, \(words(reading.pool - matching.paid)), stays in the pool."
        return [.table(table), .words(end)]
    }

    private func blocks(_ shares: EqualShares) throws -> [Block] {
        let bought = Set(shares.purchases.map(\.project)), funded = Set(shares.funded)
        guard !reading.projects.isEmpty else { return [.words("No project takes part yet.")] }
        var table = Table([.text("project"), .text("costs"), .text("funded")])
        let order = shares.funded + reading.projects.map(\.project).filter { !funded.contains($0) }
        for project in order {
            let cost = reading.projects.first { $0.project == project }?.cost ?? 0
            let how = bought.contains(project) ? "from shares" : funded.contains(project) ? "by votes, with what is left" : "no"
            table.add([try title(project), words(cost), how])
        }
        return [.table(table), .words(
            "\(words(shares.spent)) is spent; \(shares.winners) of \(Count.words(shares.voters, "voter", "voters")) "
                + "have something that they endorse.")]
    }

    func json() -> [JSON.Field] {
        let head: [JSON.Field] = [
            .init("pool", .number(reading.pool)), .init("split_by", .string(rule.words)),
            .init("pool_pledges", .array(pool.map {
                .object([
                    .init("pledge", .string($0.pledge.pledge.id.hex)), .init("author", .string(KeyText.author($0.pledge.pledge.author))),
                    .init("amount", .number($0.pledge.pledge.content.quantity.amount)),
                ] + $0.json())
            })),
        ]
        switch split {
        case .matching(let matching): return head + Self.json(matching)
        case .equalShares(let shares): return head + json(shares)
        }
    }

    private static func json(_ matching: Matching) -> [JSON.Field] {
        let payments = matching.payments.map {
            JSON.object([
                .init("project", .string($0.project.hex)), .init("amount", .number($0.amount)),
                .init("raw_millionths", .number($0.raw)), .init("people", .number($0.supporters)),
            ])
        }
        return [.init("split", .array(payments)), .init("cut", .bool(matching.isScaled))]
    }

    private func json(_ shares: EqualShares) -> [JSON.Field] {
        let bought = Set(shares.purchases.map(\.project))
        return [.init("split", .array(shares.funded.map { project in
            .object([
                .init("project", .string(project.hex)),
                .init("amount", .number(reading.projects.first { $0.project == project }?.cost ?? 0)),
                .init("by", bought.contains(project) ? "shares" : "votes"),
            ])
        })), .init("voters", .number(shares.voters)), .init("winners", .number(shares.winners)), .init("spent", .number(shares.spent))]
    }

    // MARK: every term of it

    /// The split with every term of it: of matching all pairs, of one project alone or of all; of equal shares each purchase.
    func explanationJSON(of project: EntryID?) throws -> [JSON.Field] {
        switch split {
        case .matching(let matching):
            let payments = matching.payments.filter { payment in project.map { $0 == payment.project } ?? true }
            return json() + [.init("cap", .number(reading.rules.cap)), .init("terms", .array(payments.flatMap { payment in
                matching.terms(of: payment.project).map { Self.json($0, of: payment.project) }
            }))]
        case .equalShares(let shares):
            return json() + [
                .init("first_share", .string("\(shares.firstEndowment)")), .init("share", .string("\(shares.endowment)")),
                .init("first_purchases", .array(shares.firstPurchases.map(json))), .init("purchases", .array(shares.purchases.map(json))),
                .init("by_votes", .array(shares.byVotes.map { .string($0.hex) })),
            ]
        }
    }

    private static func json(_ term: Matching.Term, of project: EntryID) -> JSON {
        .object([
            .init("project", .string(project.hex)), .init("people", .array(term.people.map { .string(KeyText.author($0)) })),
            .init("roots", .array(term.roots.map { .number($0) })), .init("lambda", .number(term.doubt)),
            .init("common", .number(term.common)), .init("raw_millionths", .number(term.raw)),
        ])
    }

    private func json(_ purchase: EqualShares.Purchase) -> JSON {
        .object([
            .init("project", .string(purchase.project.hex)), .init("cost", .number(purchase.cost)),
            .init("supporters", .array(reading.supporters(of: purchase.project).map { .string(KeyText.author($0)) })),
            .init("full_payers", .number(purchase.fullPayers)), .init("each", .string("\(purchase.share)")),
        ])
    }

    func explanation(of project: EntryID?) throws -> [String] {
        try ([.words(head)] + openness() + poolBlocks() + [.words("")] + terms(of: project)).lines
    }

    /// What makes the pool, and what it and the split take on trust.
    private func poolBlocks() throws -> [Block] {
        let author = try details.people.name(reading.round.author)
        return try pool.map { .words("  \(try $0.line())") } + [
            .words(rule == .matching ? Self.trust : Self.trustInPool),
            .words("Who pledged to it says --paid, and \(author), the round's author, --received (`pledged settle`)."),
        ]
    }

    /// Supporters of a purchase printed by name; programs get all.
    private static let mostNamed = 9
    private static let trustInPool = "What stands in time is in the pool, whether or not it is backed."
    private static let trust = "What stands in time counts, in the pool and as a gift, whether or not it is backed, and whether or "
        + "not its project is met: see `pledged explain PROJECT` for each."

    /// Every term in words and tables, of one project alone or of all.
    func terms(of project: EntryID?) throws -> [Block] {
        switch split {
        case .matching(let matching): try terms(matching, project)
        case .equalShares(let shares): try rounds(shares)
        }
    }

    private func terms(_ matching: Matching, _ project: EntryID?) throws -> [Block] {
        let cap = reading.rules.cap == 0 ? "no bound, so K' ÷ (K' + λ·t) is 1" : "K = \(words(reading.rules.cap))"
        var blocks: [Block] = [.words(
            "Each pair of people draws 2·⌊s·s·K' ÷ (K' + λ·t)⌋ for a project, in millionths of the smallest part: s is the root of "
                + "what each gave, in thousandths; t is what the two have in common over all projects; λ is 4 where they vouch for "
                + "each other, else 1; \(cap).")]
        for payment in matching.payments where project.map({ $0 == payment.project }) ?? true {
            blocks += [.words(""), .words("\(try title(payment.project)): \(words(payment.amount)) for \(payment.raw) millionths")]
            var table = Table([.text("one"), .text("other"), .number("s"), .number("s"), .number("λ"), .number("t"), .number("term")])
            for term in matching.terms(of: payment.project) {
                let names = try term.people.map { try details.people.name($0) }
                table.add(names + term.roots.map { "\($0)" } + ["\(term.doubt)", "\(term.common)", "\(term.raw)"])
            }
            blocks.append(table.rows.isEmpty
                ? .words("  nobody shares a gift to it with another person, so it draws nothing") : .table(table))
        }
        return blocks + [.words(""), .words(matching.isScaled
            ? "The terms come to more than the pool: each project gets ⌊its terms · pool ÷ all terms⌋, and what is left goes to the "
                + "largest remainders." : "The pool suffices: each project gets its terms, rounded down.")]
    }

    private func rounds(_ shares: EqualShares) throws -> [Block] {
        var blocks: [Block] = [.words(
            "Each of \(Count.words(shares.voters, "voter", "voters")) begins with \(words(shares.firstEndowment)). In each round the "
                + "project is bought that costs its supporters the least for what they get; who has less than the price gives all.")]
        blocks += try purchases(shares.firstPurchases, "With the first share:")
        if shares.endowment > shares.firstEndowment {
            blocks += try purchases(
                shares.purchases, "Money was left, so shares grow as long as all that is bought fits the pool, to "
                    + "\(words(shares.endowment)) each:")
        }
        blocks += try shares.byVotes.map { .words("With what is left, by votes: \(try title($0))") }
        return blocks + [.words(""), .words("\(words(shares.spent)) of \(words(reading.pool)) is spent.")]
    }

    private func purchases(_ purchases: [EqualShares.Purchase], _ heading: String) throws -> [Block] {
        guard !purchases.isEmpty else {
            return [.words(""), .words(heading), .words("  no project's supporters can pay for it")]
        }
        var table = Table([.number("round"), .text("bought"), .text("costs"), .number("supporters"), .number("pay in full"), .text("each")])
        for (place, purchase) in purchases.enumerated() {
            let rest = purchase.share.denominator == 1 ? "" : "a little over "
            table.add([
                "\(place + 1)", try title(purchase.project), words(purchase.cost), "\(purchase.supporters)", "\(purchase.fullPayers)",
                rest + words(purchase.share.floor),
            ])
        }
        let named = try purchases.map { purchase -> Block in
            let people = reading.supporters(of: purchase.project)
            let names = try people.prefix(Self.mostNamed).map { try details.people.name($0) }.joined(separator: ", ")
            let more = people.count > Self.mostNamed ? " and \(people.count - Self.mostNamed) more" : ""
            return .words("  \(try title(purchase.project)) is endorsed by \(names)\(more)")
        }
        return [.words(""), .words(heading), .table(table)] + named
    }
}
