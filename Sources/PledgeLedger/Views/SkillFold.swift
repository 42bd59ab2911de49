import GRDB

/// Which profiles name a skill: a row for each, so that who offers it is found without reading everybody's.
final class SkillFold: EntryFold {
    func apply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard case .profile(let profile) = placed.entry.reading.facts else { return }
        for skill in profile.skills {
            try Prepared(context.database, "INSERT OR IGNORE INTO skill (collective, skill, feed, seq) VALUES (?, ?, ?, ?)")
                .bind(1, context.collective).bind(2, Array(skill.utf8)).bind(3, placed.feed).bind(4, placed.seq).run()
        }
    }

    func unapply(_ placed: PlacedEntry, in context: FoldContext) throws {
        guard case .profile(let profile) = placed.entry.reading.facts else { return }
        for skill in profile.skills {
            try Prepared(context.database, "DELETE FROM skill WHERE collective = ? AND skill = ? AND feed = ? AND seq = ?")
                .bind(1, context.collective).bind(2, Array(skill.utf8)).bind(3, placed.feed).bind(4, placed.seq).run()
        }
    }

    // Whether a profile is the latest, the reader sees.
    func retract(_ target: PlacedEntry, by retract: PlacedEntry, in context: FoldContext) throws {}
    func restore(_ target: PlacedEntry, in context: FoldContext) throws {}
    func define(_ definition: Int64, as entry: VerifiedEntry, in context: FoldContext) throws {}
    func flush(in context: FoldContext) throws {}
}
