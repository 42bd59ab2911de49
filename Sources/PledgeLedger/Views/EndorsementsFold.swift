import GRDB

/// The endorsement view's incremental form: a row an endorsement, a row a target and stance. It
/// counts everybody who is kept; who of them has no voice now is taken off when it is read.
final class EndorsementsFold: EntryFold {
    /// One endorsement's row.
    struct Row {
        let seq: Int64
        let stance: Tally.Stance
        let isRetracted: Bool
    }

    private struct Key: Hashable {
        let target: EntryID
        let stance: Tally.Stance
    }

    private var deltas: [Key: (people: Int64, latest: UInt64)] = [:]

    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard let endorse = try weighty(placed, context) else { return }
        let target = EntryID(endorse.target), time = placed.entry.entry.time
        if let earlier = try latest(of: placed.feed, on: target, context), !earlier.isRetracted {
            add(-1, target, earlier.stance, time)
        }
        let stance = Tally.Stance(stance: endorse.stance, standing: endorse.standing)
        try Prepared(context.database, """
            INSERT INTO endorse (collective, target, feed, seq, stance, standing, time, retracted)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0)
            """).bind(1, context.collective).bind(2, target).bind(3, placed.feed).bind(4, placed.seq)
            .bind(5, Int64(stance.stance)).bind(6, Int64(stance.standing.rawValue)).bind(7, Int64(clamping: time)).run()
        add(1, target, stance, time)
    }

    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard case .endorse(let endorse) = placed.entry.reading.facts else { return }
        let target = EntryID(endorse.target)
        guard let row = try latest(of: placed.feed, on: target, context), row.seq == placed.seq else { return }
        if !row.isRetracted { add(-1, target, row.stance, 0) }
        try Prepared(context.database, "DELETE FROM endorse WHERE collective = ? AND target = ? AND feed = ? AND seq = ?")
            .bind(1, context.collective).bind(2, target).bind(3, placed.feed).bind(4, placed.seq).run()
        if let earlier = try latest(of: placed.feed, on: target, context), !earlier.isRetracted {
            add(1, target, earlier.stance, 0)
        }
    }

    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {
        try setRetracted(true, target, time: retract.entry.entry.time, context)
    }

    func restore(_ target: PlacedEntry, in context: FoldContext) throws {
        try setRetracted(false, target, time: 0, context)
    }

    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {}

    func flush(in context: FoldContext) throws {
        for (key, delta) in deltas {
            try Prepared(context.database, """
                INSERT INTO tally (collective, target, stance, standing, people, latest) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                ON CONFLICT DO UPDATE SET people = people + ?5, latest = max(latest, ?6)
                """).bind(1, context.collective).bind(2, key.target).bind(3, Int64(key.stance.stance))
                .bind(4, Int64(key.stance.standing.rawValue)).bind(5, delta.people)
                .bind(6, Int64(clamping: delta.latest)).run()
        }
        deltas.removeAll()
    }

    private func add(_ people: Int64, _ target: EntryID, _ stance: Tally.Stance, _ time: UInt64) {
        let key = Key(target: target, stance: stance)
        let old = deltas[key] ?? (0, 0)
        deltas[key] = (old.people + people, max(old.latest, time))
    }

    private func setRetracted(_ retracted: Bool, _ placed: PlacedEntry, time: UInt64, _ context: FoldContext) throws {
        guard let endorse = try weighty(placed, context) else { return }
        let target = EntryID(endorse.target)
        if let latest = try latest(of: placed.feed, on: target, context), latest.seq == placed.seq,
            latest.isRetracted != retracted
        {
            add(retracted ? -1 : 1, target, latest.stance, time)
        }
        try Prepared(context.database, """
            UPDATE endorse SET retracted = ? WHERE collective = ? AND target = ? AND feed = ? AND seq = ?
            """).bind(1, Int64(retracted ? 1 : 0)).bind(2, context.collective).bind(3, target)
            .bind(4, placed.feed).bind(5, placed.seq).run()
    }

    /// The endorsement, unless it is one of oneself or of one's own earlier entry.
    private func weighty(_ placed: PlacedEntry, _ context: FoldContext) throws -> Endorse? {
        guard case .endorse(let endorse) = placed.entry.reading.facts,
            endorse.target != placed.entry.entry.author.raw
        else { return nil }
        let target = try context.entries.find(EntryID(endorse.target), collective: context.collective)
        if let target, target.feed == placed.feed, target.seq < placed.seq { return nil }
        return endorse
    }

    private func latest(of feed: Int64, on target: EntryID, _ context: FoldContext) throws -> Row? {
        try Prepared(context.database, """
            SELECT seq, stance, standing, retracted FROM endorse WHERE collective = ? AND target = ? AND feed = ?
            ORDER BY seq DESC LIMIT 1
            """).bind(1, context.collective).bind(2, target).bind(3, feed).first {
                Row(seq: $0.int(0), stance: Self.stance($0, 1), isRetracted: $0.int(3) != 0)
            }
    }

    static func stance(_ row: Prepared.Row, _ column: Int32) -> Tally.Stance {
        Tally.Stance(
            stance: Int8(clamping: row.int(column)),
            standing: Endorse.Standing(rawValue: Int(row.int(column + 1))) ?? .unspecified)
    }
}
