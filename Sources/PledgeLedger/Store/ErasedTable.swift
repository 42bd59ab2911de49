import GRDB

/// Which texts their authors had erased, and by which retractions. One that counts in a feed stands
/// for itself; of those past a stop, the lowest id a target is kept beside the feed.
struct ErasedTable {
    let database: Database
    let collective: Int64

    func isErased(_ target: EntryID) throws -> Bool {
        try Prepared(database, "SELECT 1 FROM erased WHERE collective = ? AND target = ? LIMIT 1")
            .bind(1, collective).bind(2, target).first { _ in true } ?? false
    }

    /// Notes an erasure. - Parameter place: of the retraction in its feed; 0 beside it.
    func note(_ target: EntryID, by retract: EntryID, feed: Int64, place: Int64) throws {
        try Prepared(database, "INSERT OR REPLACE INTO erased (collective, target, by, feed, place) VALUES (?, ?, ?, ?, ?)")
            .bind(1, collective).bind(2, target).bind(3, retract).bind(4, feed).bind(5, place).run()
    }

    /// Forgets the erasures beside the feed for a target, but one. - Returns: those forgotten.
    func dropBeside(_ target: EntryID, but kept: EntryID) throws -> [EntryID] {
        var dropped: [EntryID] = []
        try Prepared(database, "SELECT by FROM erased WHERE collective = ? AND target = ? AND place = 0 AND by <> ?")
            .bind(1, collective).bind(2, target).bind(3, kept).each {
                dropped.append($0.value(0))
                return true
            }
        try Prepared(database, "DELETE FROM erased WHERE collective = ? AND target = ? AND place = 0 AND by <> ?")
            .bind(1, collective).bind(2, target).bind(3, kept).run()
        return dropped
    }

    /// The erasure that is kept beside the feed for a target; nil when a counted one makes it needless.
    func beside(_ target: EntryID) throws -> EntryID? {
        try Prepared(database, """
            SELECT min(by) FROM erased WHERE collective = ? AND target = ? GROUP BY target HAVING max(place) = 0
            """).bind(1, collective).bind(2, target).first { $0.value(0) }
    }

    /// Every erasure that is kept beside the feeds.
    func allBeside() throws -> [(target: EntryID, by: EntryID)] {
        var found: [(EntryID, EntryID)] = []
        try Prepared(database, """
            SELECT target, min(by) FROM erased WHERE collective = ? GROUP BY target HAVING max(place) = 0
            """).bind(1, collective).each {
                found.append(($0.value(0), $0.value(1)))
                return true
            }
        return found
    }
}
