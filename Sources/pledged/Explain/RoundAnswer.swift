import PledgeLedger

/// How a round's pool is split, as `show` prints it.
struct RoundAnswer {
    let reading: RoundReading
    let split: RoundReading.Split
    let pool: [PoolAnswer]
    let details: Details
    let cutoff: Cutoff

    /// Nil where the id is no round that is listed.
    init?(_ id: EntryID, _ details: Details, _ cutoff: Cutoff) throws {
        let found = try details.store.view(of: details.collective, at: cutoff) { try RoundReading(id, in: $0) }
        guard let found else { return nil }
        reading = found
        split = found.split()
        pool = try details.store.poolPledges(to: id, in: details.collective, at: cutoff)?
            .map { PoolAnswer(pledge: $0, details: details) } ?? []
        (self.details, self.cutoff) = (details, cutoff)
    }

    /// The same; nil too where the entry is no round, without a look at the ledger.
    init?(_ id: EntryID, of listed: ListedEntry, _ details: Details, _ cutoff: Cutoff) throws {
        guard listed.entry.reading.kind == .round else { return nil }
        try self.init(id, details, cutoff)
    }

    private var unit: String { reading.round.content.poolUnit.name }
    var rule: SplitRule { reading.rules.rule ?? .matching }

    func words(_ amount: some BinaryInteger) -> String { AmountText.shown(amount, unit: unit) }
    func title(_ project: EntryID) throws -> String { try details.title(of: project) }

    var head: String {
        let source = reading.round.content.rules.rule == nil ? ", as the charter says or by default" : ""
        return "The pool holds \(words(reading.pool)), split by \(rule.words)\(source).\(moment)"
    }

    /// The round's lock, once it is past.
    var pastLock: UInt64? { reading.round.content.lock.flatMap { cutoff.time > $0 ? $0 : nil } }

    /// As of when what people say counts.
    private var moment: String {
        guard let lock = reading.round.content.lock else { return "" }
        guard pastLock != nil else { return " It locks on \(ISODate.text(lock)); what is there by then counts." }
        let told = cutoff.timing.isProvisional ? "by the times that people claim, so it is provisional" : "by what a quorum of witnesses had seen"
        return " It counts what was there at its lock, \(ISODate.text(lock)), \(told); after it only what is given back or declined takes from it."
    }

    // MARK: the split

    func lines() throws -> [String] { try blocks().lines }

    /// The split in words and a table.
    func blocks() throws -> [Block] {
        let blocks = switch split {
        case .matching(let matching): try blocks(matching)
        case .equalShares(let shares): try blocks(shares)
        }
        return try [.words(head)] + blocks + warnings().map { .words("Mind: \($0)") } + openness()
    }

    /// What the split takes on trust.
    func warnings() throws -> [String] { try RoundWarnings(self).lines() }

    /// In an open collective one person can be many supporters.
    func openness() throws -> [Block] {
        let charter = try details.store.collective(details.collective)?.charter
        return charter?.admission == .open ? [.words(ViewNote.open)] : []
    }

    private func blocks(_ matching: Matching) throws -> [Block] {
        guard !matching.payments.isEmpty else { return [.words("No project takes part yet.")] }
        var table = Table([.text("project"), .number("people"), .text("drawn"), .text("from the pool")])
        for payment in matching.payments.sorted(by: { ($1.amount, $0.project) < ($0.amount, $1.project) }) {
            table.add([
                try shown(payment.project), "\(payment.supporters)", words(payment.raw / Matching.scale), words(payment.amount),
            ], about: payment.project.hex)
        }
        let end = reading.pool == 0 ? "The pool is empty, so nothing is paid from it yet."
            : matching.isScaled ? "More was drawn than the pool holds: everybody's part is cut alike."
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
            table.add([try shown(project), words(cost), how], about: project.hex)
        }
        return [.table(table), .words(
            "\(rest(shares)) \(Count.words(shares.voters, "member endorses", "members endorse")) projects of this round; for "
                + "\(shares.winners) of them at least one of theirs is funded.")]
    }

    /// What is left of the pool.
    func unspent(_ shares: EqualShares) -> UInt128 { reading.pool - min(shares.spent, reading.pool) }

    /// What of the pool goes to projects, what stays, and why.
    func rest(_ shares: EqualShares) -> String {
        guard reading.pool > 0 else { return "The pool is empty, so nothing is funded from it yet." }
        let left = unspent(shares), funded = Set(shares.funded)
        guard left > 0 else { return "All of the pool, \(words(reading.pool)), goes to the projects that are funded." }
        let lead = shares.spent == 0 ? "Nothing is funded: all of the pool, \(words(reading.pool)), stays in it"
            : "\(words(shares.spent)) of the pool's \(words(reading.pool)) goes to the projects that are funded. The other \(words(left)) "
                + "stays in the pool"
        let waiting = reading.projects.contains { !funded.contains($0.project) && !reading.supporters(of: $0.project).isEmpty }
        let why = shares.voters == 0 ? "no member endorses a project of this round"
            : waiting ? "each other project that somebody endorses costs more than that" : "every project that somebody endorses is funded"
        return "\(lead), since \(why)."
    }

    /// A project's title, with a remark where its author took it back: it takes part all the same.
    private func shown(_ project: EntryID) throws -> String {
        let isTakenBack = try details.listed(project)?.retractedBy != nil
        return try title(project) + (isTakenBack ? ", taken back by its author" : "")
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        let head: [JSON.Field] = [
            .init("pool", .number(reading.pool)), .init("split_by", .string(rule.words)), .init("locked", .bool(pastLock != nil)),
            .init("pool_pledges", .array(try pool.map {
                try .object([
                    .init("pledge", .string($0.pledge.pledge.id.hex)), .init("author", .string(KeyText.author($0.pledge.pledge.author))),
                    .init("amount", .number($0.pledge.pledge.content.quantity.amount)), .init("counted", .number($0.pledge.inPool)),
                ] + $0.json())
            })),
            .init("warnings", .array(try warnings().map { .string($0) })),
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
}
