import GRDB

/// What the beginning of an id can stand for.
public enum Finding: Hashable, Sendable {
    case entry(EntryID)
    case collective(CollectiveID)
    case author(PublicKey)
}

extension Store {
    /// More candidates than a person would read; past it the search ends.
    public static let mostFindings = 32

    /// Entries, aside too, authors and collectives whose id or key begins with a prefix. Entries and
    /// authors are those of one collective; collectives are all that this store has.
    ///
    /// Takes a few look-ups in indexes, however large the store is.
    public func find(_ prefix: IDPrefix, in id: CollectiveID) throws -> [Finding] {
        try reading(id) { database, row in
            var findings: [Finding] = try Store.collectives(prefix, database).map { .collective($0) }
            for entry in try Store.entries(prefix, database, row) { findings.append(.entry(entry)) }
            for author in try Store.authors(prefix, database, row) { findings.append(.author(author)) }
            return findings
        }
    }

    /// Collectives whose id begins with a prefix.
    public func findCollectives(_ prefix: IDPrefix) throws -> [CollectiveID] {
        try read { try Store.collectives(prefix, $0) }
    }

    private static func collectives(_ prefix: IDPrefix, _ database: Database) throws -> [CollectiveID] {
        try values(prefix, database, "SELECT id FROM collective WHERE id BETWEEN ? AND ? ORDER BY id") { statement, at in
            statement.bind(at, EntryID(prefix.range.lowerBound)).bind(at + 1, EntryID(prefix.range.upperBound))
        }
    }

    /// Whether something here names an id that need not be here itself, as a promise names its project.
    public func isNamed(_ target: EntryID, in id: CollectiveID) throws -> Bool {
        let kinds = Kind.allCases.map { "\($0.number)" }.joined(separator: ", ")
        return try reading(id) { database, row in
            try Prepared(database, """
                SELECT 1 FROM definition WHERE collective = ?1 AND id = ?2
                UNION ALL SELECT 1 FROM mention WHERE collective = ?1 AND kind IN (\(kinds)) AND target = ?2
                """).bind(1, row.number).bind(2, target).first { _ in true } ?? false
        }
    }

    private static func authors(_ prefix: IDPrefix, _ database: Database, _ row: CollectiveRow) throws -> [PublicKey] {
        try values(prefix, database, """
            SELECT author FROM feed WHERE author BETWEEN ? AND ? AND collective = ? ORDER BY author
            """) { statement, at in
                statement.bind(at, EntryID(prefix.range.lowerBound)).bind(at + 1, EntryID(prefix.range.upperBound))
                    .bind(at + 2, row.number)
            }
    }

    private static func values<T: ThirtyTwoBytes>(
        _ prefix: IDPrefix, _ database: Database, _ sql: String, bind: (Prepared, Int32) -> Prepared
    ) throws -> [T] {
        var values: [T] = []
        try bind(Prepared(database, "\(sql) LIMIT \(mostFindings)"), 1).each {
            values.append($0.value(0))
            return true
        }
        return values
    }

    private static func entries(_ prefix: IDPrefix, _ database: Database, _ row: CollectiveRow) throws -> [EntryID] {
        var ids: Set<EntryID> = []
        let inFeeds = """
            SELECT entry.bytes FROM entry JOIN feed ON feed.number = entry.place >> 32
            WHERE entry.id8 BETWEEN ? AND ? AND feed.collective = ?
            """
        let aside = "SELECT bytes FROM aside WHERE id8 BETWEEN ? AND ? AND collective = ?"
        for sql in [inFeeds, aside] {
            try Prepared(database, sql).bind(1, prefix.index.lowerBound).bind(2, prefix.index.upperBound)
                .bind(3, row.number).each {
                    if let id = EntryTable.stored($0.bytes(0))?.entry.id, prefix.matches(id) { ids.insert(id) }
                    return ids.count < mostFindings
                }
        }
        return ids.sorted()
    }
}
