import Foundation
import GRDB

/// Rows that a store computes, named by ids instead of row numbers, so that two stores with the same
/// entries have the same.
struct ComputedRows {
    /// What the rows are of, for people.
    let name: String
    let kind: AuditFinding.Kind
    /// Selects one collective's rows (`?1` is its number) in the order of all their columns. Columns
    /// named `author`, `seq` and `id` tell what a row is about.
    let sql: String
    /// The last column is a bound that may lie above what the entries need.
    var isBound = false

    /// The entries of a collective's feeds, in the order of authors and places.
    private static func placed(_ columns: String, _ table: String) -> String {
        """
        SELECT feed.author AS author, \(table).place & 4294967295 AS seq\(columns) FROM feed CROSS JOIN \(table)
        ON \(table).place > feed.number << 32 AND \(table).place < (feed.number + 1) << 32
        WHERE feed.collective = ?1 ORDER BY feed.author, \(table).place
        """
    }

    static let all = [
        ComputedRows(name: "the distance", kind: .count, sql: """
            SELECT author, distance FROM feed WHERE collective = ?1 AND distance IS NOT NULL ORDER BY author
            """),
        ComputedRows(name: "a feed that waits", kind: .count, sql: """
            SELECT author, stop, stop_id, fork, bytes FROM feed WHERE collective = ?1 AND distance IS NULL
            AND (stop > 0 OR fork > 0) ORDER BY author
            """),
        ComputedRows(name: "the index of an entry", kind: .entry, sql: placed(", entry.id8", "entry")),
        ComputedRows(name: "a retraction", kind: .view, sql: placed(", retracted.by", "retracted")),
        ComputedRows(name: "a vouch", kind: .view, sql: """
            SELECT feed.author AS author, vouch.seq AS seq, subject, level, until, time FROM vouch
            JOIN feed ON feed.number = vouch.feed WHERE vouch.collective = ?1 ORDER BY 1, 2
            """),
        ComputedRows(name: "a cover", kind: .view, sql: """
            SELECT feed.author AS author, carrier AS seq, id, cover.author, cover.seq, witness, time FROM cover
            JOIN feed ON feed.number = cover.feed WHERE cover.collective = ?1 ORDER BY 1, 2, 3, 4, 5, 6, 7
            """),
        ComputedRows(name: "a definition", kind: .view, sql: """
            SELECT id, in_chain, named, held, kind FROM definition WHERE collective = ?1 AND (in_chain <> 0 OR named <> 0) ORDER BY id
            """),
        ComputedRows(name: "a mention", kind: .view, sql: """
            SELECT author, seq, target AS id, kind, time FROM mention JOIN feed ON feed.number = mention.feed
            WHERE mention.collective = ?1 ORDER BY 1, 2, 3
            """),
        ComputedRows(name: "a claim", kind: .view, sql: """
            SELECT author, seq, id, cause, effect, strength, time, retracted FROM claim JOIN feed ON feed.number = claim.feed
            WHERE claim.collective = ?1 ORDER BY 1, 2
            """),
        ComputedRows(name: "a problem", kind: .view, sql: """
            SELECT author, seq, id, same_as, time FROM problem JOIN definition ON definition.number = problem.definition
            WHERE collective = ?1 AND (in_chain <> 0 OR named <> 0) ORDER BY 1, 2
            """),
        ComputedRows(name: "who gets something of a project", kind: .view, sql: """
            SELECT id, author FROM receiver JOIN definition ON definition.number = receiver.definition
            WHERE receiver.collective = ?1 AND (in_chain <> 0 OR named <> 0) ORDER BY 1, 2
            """),
        ComputedRows(name: "a skill", kind: .view, sql: """
            SELECT author, seq, skill FROM skill JOIN feed ON feed.number = skill.feed WHERE skill.collective = ?1 ORDER BY 1, 2, 3
            """),
        ComputedRows(name: "a pledge", kind: .view, sql: """
            SELECT author, seq, definition.id AS id, ask, amount, time, state FROM pledge JOIN feed ON feed.number = pledge.feed
            JOIN definition ON definition.number = pledge.project WHERE definition.collective = ?1 ORDER BY 1, 2, 3
            """),
        ComputedRows(name: "a total", kind: .view, sql: """
            SELECT id, ask, high, low, pledges FROM total JOIN definition ON definition.number = total.project
            WHERE collective = ?1 AND (high <> 0 OR low <> 0 OR pledges <> 0) ORDER BY id, ask
            """),
        ComputedRows(name: "a number of backers", kind: .view, sql: """
            SELECT id, people FROM backing JOIN definition ON definition.number = backing.project
            WHERE collective = ?1 AND people <> 0 ORDER BY id
            """),
        ComputedRows(name: "the latest time of a total", kind: .view, sql: """
            SELECT id, latest FROM backing JOIN definition ON definition.number = backing.project
            WHERE collective = ?1 ORDER BY id
            """, isBound: true),
        ComputedRows(name: "an endorsement", kind: .view, sql: """
            SELECT author, seq, target AS id, stance, standing, time, retracted FROM endorse
            JOIN feed ON feed.number = endorse.feed WHERE endorse.collective = ?1 ORDER BY 1, 2, 3
            """),
        ComputedRows(name: "a tally", kind: .view, sql: """
            SELECT target AS id, stance, standing, people FROM tally WHERE collective = ?1 AND people <> 0 ORDER BY 1, 2, 3
            """),
        ComputedRows(name: "the latest time of a tally", kind: .view, sql: """
            SELECT target AS id, stance, standing, latest FROM tally WHERE collective = ?1 ORDER BY 1, 2, 3
            """, isBound: true),
        ComputedRows(name: "an erasure in a feed", kind: .text, sql: """
            SELECT erased.author AS author, place & 4294967295 AS seq, feed.author, target AS id, by FROM erased
            LEFT JOIN feed ON feed.number = place >> 32 WHERE erased.collective = ?1 AND place <> 0 ORDER BY 1, 2, 3, 4, 5
            """),
        ComputedRows(name: "an erased text", kind: .text, sql: """
            SELECT DISTINCT author, target AS id FROM erased WHERE collective = ?1 ORDER BY author, target
            """),
        ComputedRows(name: "a fork", kind: .fork, sql: """
            SELECT author, place AS seq FROM fork JOIN feed ON feed.number = fork.feed WHERE collective = ?1 ORDER BY author
            """),
    ]
}

/// Goes through two lists of rows side by side.
struct RowComparison {
    let rows: ComputedRows
    /// Findings of one kind of row that are spelt out; the rest is counted.
    private static let spelt = 10

    private var findings: [AuditFinding] = []
    private var further = 0

    /// What the held rows have that the entries don't say, and what they lack.
    static func findings(
        _ rows: ComputedRows, held: (Database, CollectiveRow), replayed: (Database, CollectiveRow)
    ) throws -> [AuditFinding] {
        var comparison = RowComparison(rows: rows)
        let held = try Row.fetchCursor(held.0, sql: rows.sql, arguments: [held.1.number])
        let replayed = try Row.fetchCursor(replayed.0, sql: rows.sql, arguments: [replayed.1.number])
        var one = try held.next().map(Line.init), other = try replayed.next().map(Line.init)
        while one != nil || other != nil {
            let order = comparison.order(one, other)
            comparison.note(one, other, order)
            // Only what was used is read on.
            if order <= 0 { one = try held.next().map(Line.init) }
            if order >= 0 { other = try replayed.next().map(Line.init) }
        }
        return comparison.result
    }

    private init(rows: ComputedRows) { self.rows = rows }

    private var result: [AuditFinding] {
        guard further > 0 else { return findings }
        return findings + [AuditFinding(rows.kind, "\(rows.name) is not what the entries say, \(further) times more")]
    }

    /// Below 0 when the held row comes first, above when the replayed one does, 0 when they are of one thing.
    private func order(_ held: Line?, _ replayed: Line?) -> Int {
        guard let held else { return 1 }
        guard let replayed else { return -1 }
        let columns = rows.isBound ? held.values.count - 1 : held.values.count
        for at in 0..<columns {
            let order = Line.order(held.values[at], replayed.values[at])
            if order != 0 { return order }
        }
        return 0
    }

    private mutating func note(_ held: Line?, _ replayed: Line?, _ order: Int) {
        if rows.isBound {
            guard let needed = replayed?.values.last, order >= 0 else { return }
            if order == 0, let bound = held?.values.last, Line.order(bound, needed) >= 0 { return }
        } else if order == 0 {
            return
        }
        guard let line = order < 0 ? held : replayed else { return }
        let subject = line.id.map { " of \($0)" } ?? ""
        let finding = AuditFinding(
            rows.kind, author: line.author, seq: line.seq, "\(rows.name)\(subject) is not what the entries say")
        // A row with one wrong value is there once as it is and once as it should be.
        guard findings.last != finding else { return }
        if findings.count < Self.spelt { findings.append(finding) } else { further += 1 }
    }

    /// One row's values, with what it is about.
    private struct Line {
        let values: [DatabaseValue]
        let author: PublicKey?
        let seq: UInt64?
        let id: Substring?

        init(_ row: Row) {
            values = Array(row.databaseValues)
            author = (row["author"] as DatabaseValue?).flatMap(Data.fromDatabaseValue).flatMap { PublicKey(bytes: Array($0)) }
            seq = (row["seq"] as DatabaseValue?).flatMap(Int64.fromDatabaseValue).map { UInt64(clamping: $0) }
            id = (row["id"] as DatabaseValue?).flatMap(Data.fromDatabaseValue).map { Array($0).hex.prefix(12) }
        }

        /// SQLite's own order: nothing, then numbers, then text, then bytes.
        static func order(_ one: DatabaseValue, _ other: DatabaseValue) -> Int {
            switch (one.storage, other.storage) {
            case (.int64(let a), .int64(let b)): a == b ? 0 : a < b ? -1 : 1
            case (.blob(let a), .blob(let b)): a == b ? 0 : a.lexicographicallyPrecedes(b) ? -1 : 1
            case (.double(let a), .double(let b)): a == b ? 0 : a < b ? -1 : 1
            case (.string(let a), .string(let b)): a == b ? 0 : a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
            case (let a, let b): rank(a) == rank(b) ? 0 : rank(a) < rank(b) ? -1 : 1
            }
        }

        private static func rank(_ storage: DatabaseValue.Storage) -> Int {
            switch storage {
            case .null: 0
            case .int64, .double: 1
            case .string: 2
            case .blob: 3
            }
        }
    }
}
