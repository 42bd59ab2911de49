import GRDB

/// Who names what: a row for each entry that another one is about, so that readers find a project's
/// reports, a pledge's settlements and a problem's causes without reading every feed.
final class MentionFold: EntryFold {
    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        try each(placed) { target, kind in
            try Prepared(context.database, """
                INSERT INTO mention (collective, kind, target, feed, seq, time) VALUES (?, ?, ?, ?, ?, ?)
                """).bind(1, context.collective).bind(2, kind).bind(3, target).bind(4, placed.feed).bind(5, placed.seq)
                .bind(6, Int64(clamping: placed.entry.entry.time)).run()
        }
    }

    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {
        try each(placed) { target, kind in
            try Prepared(context.database, """
                DELETE FROM mention WHERE collective = ? AND kind = ? AND target = ? AND feed = ? AND seq = ?
                """).bind(1, context.collective).bind(2, kind).bind(3, target).bind(4, placed.feed).bind(5, placed.seq).run()
        }
    }

    private func each(_ placed: PlacedEntry, _ body: (EntryID, Int64) throws -> Void) throws {
        guard let facts = placed.entry.reading.facts else { return }
        for target in facts.mentioned { try body(target, Int64(facts.kind.number)) }
    }

    // What was taken back stays mentioned: `retracted` says so.
    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {}
    func restore(_ target: PlacedEntry, in context: FoldContext) throws {}
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {}
    func flush(in context: FoldContext) throws {}
}
