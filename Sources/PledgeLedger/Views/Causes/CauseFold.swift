import GRDB

/// What root causes are computed from: a row a problem, a row a claim, and a number that grows with every change
/// to what they rest on. Endorsements have rows of their own.
final class CauseFold: EntryFold {
    private var isChanged = false

    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        if case .cause(let cause) = placed.entry.reading.facts {
            try Prepared(context.database, """
                INSERT INTO claim (collective, feed, seq, id, cause, effect, strength, time, retracted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
                """).bind(1, context.collective).bind(2, placed.feed).bind(3, placed.seq).bind(4, placed.entry.entry.id)
                .bind(5, cause.cause).bind(6, cause.effect).bind(7, Int64(cause.strength)).bind(8, placed.entry.entry.time).run()
        }
        try note(placed, context)
    }

    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {
        if placed.entry.reading.facts?.kind == .cause {
            try Prepared(context.database, "DELETE FROM claim WHERE collective = ? AND feed = ? AND seq = ?")
                .bind(1, context.collective).bind(2, placed.feed).bind(3, placed.seq).run()
        }
        try note(placed, context)
    }

    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {
        try setRetracted(true, target, context)
    }

    func restore(_ target: PlacedEntry, in context: FoldContext) throws { try setRetracted(false, target, context) }

    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {
        guard case .problem(let problem) = entry.reading.facts else { return }
        let statement = try Prepared(context.database, """
            INSERT OR REPLACE INTO problem (definition, same_as, author, seq, time) VALUES (?, ?, ?, ?, ?)
            """).bind(1, definition).bind(3, entry.entry.author).bind(4, entry.entry.seq).bind(5, entry.entry.time)
        if let same = problem.sameAs { statement.bind(2, same) } else { statement.bindNull(2) }
        try statement.run()
        isChanged = true
    }

    func flush(in context: FoldContext) throws {
        guard isChanged else { return }
        try Prepared(context.database, """
            INSERT INTO cause_change (collective, number) VALUES (?, 1) ON CONFLICT (collective) DO UPDATE SET number = number + 1
            """).bind(1, context.collective).run()
        isChanged = false
    }

    private func setRetracted(_ isRetracted: Bool, _ target: PlacedEntry, _ context: FoldContext) throws {
        if target.entry.reading.facts?.kind == .cause {
            try Prepared(context.database, "UPDATE claim SET retracted = ? WHERE collective = ? AND feed = ? AND seq = ?")
                .bind(1, Int64(isRetracted ? 1 : 0)).bind(2, context.collective).bind(3, target.feed).bind(4, target.seq).run()
        }
        try note(target, context)
    }

    /// Notes whether root causes rest on an entry. What names a problem may bring it into the view.
    private func note(_ placed: PlacedEntry, _ context: FoldContext) throws {
        guard !isChanged else { return }
        switch placed.entry.reading.facts {
        case .problem, .cause: isChanged = true
        case .endorse(let endorse): isChanged = try isAboutCauses(EntryID(endorse.target), context)
        case let facts?: isChanged = try facts.named.contains { try context.definitions.record($0)?.facts?.kind == .problem }
        case nil: break
        }
    }

    /// Whether an id is a problem's or a claim's. One that is not here yet changes the number when it comes.
    private func isAboutCauses(_ target: EntryID, _ context: FoldContext) throws -> Bool {
        let kind = try context.definitions.entry(target)?.reading.kind
        return kind == .problem || kind == .cause
    }
}
