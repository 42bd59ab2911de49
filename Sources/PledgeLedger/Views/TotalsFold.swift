import GRDB

/// The totals view's incremental form: a row a pledge, a row an ask, a row a project.
final class TotalsFold: EntryFold {
    /// How a pledge's row stands.
    enum State: Int64 { case idle, counting, retracted }

    private struct AskKey: Hashable {
        let project: Int64
        let ask: Int64
    }

    private struct Delta {
        var amount: Int128 = 0
        var pledges: Int64 = 0
    }

    private struct Backing {
        var people: Int64 = 0
        var latest: UInt64 = 0
    }

    private struct Backer: Hashable {
        let project: Int64
        let feed: Int64
    }

    private var totals: [AskKey: Delta] = [:]
    /// Who is known to have a pledge that counts, since nothing was taken off in this transaction.
    private var backers: Set<Backer> = []
    private var backings: [Int64: Backing] = [:]

    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard case .pledge(let pledge) = placed.entry.reading.facts,
            let record = try context.definitions.record(pledge.to)
        else { return }
        let counts = record.counts(pledge)
        let time = placed.entry.entry.time
        try Prepared(context.database, """
            INSERT INTO pledge (project, feed, seq, ask, amount, time, state) VALUES (?, ?, ?, ?, ?, ?, ?)
            """).bind(1, record.number).bind(2, placed.feed).bind(3, placed.seq).bind(4, Int64(pledge.ask))
            .bind(5, pledge.quantity.amount).bind(6, Int64(clamping: time)).bind(7, (counts ? State.counting : .idle).rawValue).run()
        see(time, record.number)
        if counts { try add(pledge, record.number, placed, context) }
    }

    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard let row = try row(of: placed, context) else { return }
        if row.state == .counting { try subtract(row.pledge, row.project, placed, context) }
        try Prepared(context.database, "DELETE FROM pledge WHERE project = ? AND feed = ? AND seq = ?")
            .bind(1, row.project).bind(2, placed.feed).bind(3, placed.seq).run()
    }

    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {
        guard let row = try row(of: target, context) else { return }
        see(retract.entry.entry.time, row.project)
        if row.state == .counting { try subtract(row.pledge, row.project, target, context) }
        try set(.retracted, target, row.project, context)
    }

    func restore(_ target: PlacedEntry, in context: FoldContext) throws {
        guard let row = try row(of: target, context), let record = try context.definitions.record(row.pledge.to)
        else { return }
        let counts = record.counts(row.pledge)
        try set(counts ? .counting : .idle, target, row.project, context)
        if counts { try add(row.pledge, row.project, target, context) }
    }

    /// A project has come for which pledges may have waited.
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {
        var waiting: [(feed: Int64, seq: UInt64)] = []
        try Prepared(context.database, "SELECT feed, seq FROM pledge WHERE project = ? AND state = 0")
            .bind(1, definition).each { row in
                waiting.append((row.int(0), row.uint(1)))
                return true
            }
        for (feed, seq) in waiting {
            guard let held = try context.entries.entry(feed: feed, seq: seq) else { continue }
            try restore(PlacedEntry(feed: feed, entry: held), in: context)
        }
    }

    func flush(in context: FoldContext) throws {
        for (key, delta) in totals where delta.amount != 0 || delta.pledges != 0 {
            let old = try Prepared(context.database, "SELECT high, low, pledges FROM total WHERE project = ? AND ask = ?")
                .bind(1, key.project).bind(2, key.ask).first { (UInt128(high: $0.uint(0), low: $0.uint(1)), $0.int(2)) }
            let sum = UInt128(truncatingIfNeeded: Int128(truncatingIfNeeded: old?.0 ?? 0) &+ delta.amount)
            try Prepared(context.database, """
                INSERT OR REPLACE INTO total (project, ask, high, low, pledges) VALUES (?, ?, ?, ?, ?)
                """).bind(1, key.project).bind(2, key.ask).bind(3, sum.high).bind(4, sum.low)
                .bind(5, (old?.1 ?? 0) &+ delta.pledges).run()
        }
        for (project, backing) in backings {
            try Prepared(context.database, """
                INSERT INTO backing (project, people, latest) VALUES (?1, ?2, ?3) ON CONFLICT (project)
                DO UPDATE SET people = people + ?2, latest = max(latest, ?3)
                """).bind(1, project).bind(2, backing.people).bind(3, Int64(clamping: backing.latest)).run()
        }
        totals.removeAll()
        backings.removeAll()
    }

    private func see(_ time: UInt64, _ project: Int64) {
        let latest = backings[project]?.latest ?? 0
        backings[project, default: Backing()].latest = max(latest, time)
    }

    private func add(_ pledge: Pledge, _ project: Int64, _ placed: PlacedEntry, _ context: FoldContext) throws {
        let key = AskKey(project: project, ask: Int64(pledge.ask))
        var delta = totals[key] ?? Delta()
        delta.amount += Int128(pledge.quantity.amount)
        delta.pledges += 1
        totals[key] = delta
        guard !backers.contains(Backer(project: project, feed: placed.feed)) else { return }
        if try !backsOtherwise(project, placed, context) { backings[project, default: Backing()].people += 1 }
        backers.insert(Backer(project: project, feed: placed.feed))
    }

    private func subtract(_ pledge: Pledge, _ project: Int64, _ placed: PlacedEntry, _ context: FoldContext) throws {
        let key = AskKey(project: project, ask: Int64(pledge.ask))
        backers.removeAll()
        totals[key, default: Delta()].amount -= Int128(pledge.quantity.amount)
        totals[key, default: Delta()].pledges -= 1
        if try !backsOtherwise(project, placed, context) { backings[project, default: Backing()].people -= 1 }
    }

    /// Whether the author has another pledge to the project that counts.
    private func backsOtherwise(_ project: Int64, _ placed: PlacedEntry, _ context: FoldContext) throws -> Bool {
        try Prepared(context.database, """
            SELECT 1 FROM pledge WHERE project = ? AND feed = ? AND seq <> ? AND state = 1 LIMIT 1
            """).bind(1, project).bind(2, placed.feed).bind(3, placed.seq).first { _ in true } ?? false
    }

    private func set(_ state: State, _ placed: PlacedEntry, _ project: Int64, _ context: FoldContext) throws {
        try Prepared(context.database, "UPDATE pledge SET state = ? WHERE project = ? AND feed = ? AND seq = ?")
            .bind(1, state.rawValue).bind(2, project).bind(3, placed.feed).bind(4, placed.seq).run()
    }

    private func row(
        of placed: PlacedEntry, _ context: FoldContext
    ) throws -> (pledge: Pledge, project: Int64, state: State)? {
        guard case .pledge(let pledge) = placed.entry.reading.facts,
            let record = try context.definitions.record(pledge.to)
        else { return nil }
        let state = try Prepared(context.database, "SELECT state FROM pledge WHERE project = ? AND feed = ? AND seq = ?")
            .bind(1, record.number).bind(2, placed.feed).bind(3, placed.seq).first { State(rawValue: $0.int(0)) }
        guard let state = state ?? nil else { return nil }
        return (pledge, record.number, state)
    }
}

extension Definitions.Record {
    /// Whether a pledge to this definition counts.
    func counts(_ pledge: Pledge) -> Bool {
        project?.ask(pledge.ask).map { pledge.fits($0) } ?? false
    }
}

extension UInt128 {
    /// A number kept as two columns.
    init(high: UInt64, low: UInt64) { self = UInt128(high) << 64 | UInt128(low) }
    var high: UInt64 { UInt64(truncatingIfNeeded: self >> 64) }
    var low: UInt64 { UInt64(truncatingIfNeeded: self) }
}
