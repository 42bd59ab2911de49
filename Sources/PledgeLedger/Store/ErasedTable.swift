import GRDB

/// Which texts their authors had erased, and by which retractions. One in its author's chain stands
/// for itself, and may wait for its target; of any others the lowest id a target is kept beside the
/// feeds. Whoever else names a target erases nothing, so every question is of a target and an author.
struct ErasedTable {
    let database: Database
    let collective: Int64

    /// What an erasure kept beside the feeds erases.
    struct Beside {
        let target: EntryID
        let author: PublicKey
        let by: EntryID
    }

    /// Erasures that no kept feed's chain holds: put aside, or in the chain of a feed that waits.
    private static let outsideChains = """
        FROM erased LEFT JOIN feed ON feed.number = erased.place >> 32
        WHERE erased.collective = ? AND (erased.place = 0 OR feed.distance IS NULL)
        """

    func isErased(_ target: EntryID, by author: PublicKey) throws -> Bool {
        try Prepared(database, "SELECT 1 FROM erased WHERE collective = ? AND target = ? AND author = ? LIMIT 1")
            .bind(1, collective).bind(2, target).bind(3, author).first { _ in true } ?? false
    }

    /// Whether an erasure in a kept feed's chain stands for itself.
    func isErasedInChain(_ target: EntryID, by author: PublicKey) throws -> Bool {
        try Prepared(database, """
            SELECT 1 FROM erased JOIN feed ON feed.number = erased.place >> 32
            WHERE erased.collective = ? AND target = ? AND erased.author = ? AND feed.distance IS NOT NULL LIMIT 1
            """).bind(1, collective).bind(2, target).bind(3, author).first { _ in true } ?? false
    }

    /// Notes an erasure. - Parameter place: of the retraction in its feed; 0 beside it.
    func note(_ target: EntryID, by retract: Entry, place: Int64) throws {
        try Prepared(database, """
            INSERT OR REPLACE INTO erased (collective, target, by, author, place) VALUES (?, ?, ?, ?, ?)
            """).bind(1, collective).bind(2, target).bind(3, retract.id).bind(4, retract.author).bind(5, place).run()
    }

    /// Forgets what a retraction erased.
    func forget(_ target: EntryID, by retract: EntryID) throws {
        try Prepared(database, "DELETE FROM erased WHERE collective = ? AND target = ? AND by = ?")
            .bind(1, collective).bind(2, target).bind(3, retract).run()
    }

    /// Forgets the erasures put aside for a target, but one. - Returns: those forgotten.
    func dropBeside(_ target: EntryID, by author: PublicKey, but kept: EntryID) throws -> [EntryID] {
        var dropped: [EntryID] = []
        try Prepared(database, """
            SELECT by FROM erased WHERE collective = ? AND target = ? AND author = ? AND place = 0 AND by <> ?
            """).bind(1, collective).bind(2, target).bind(3, author).bind(4, kept).each {
                dropped.append($0.value(0))
                return true
            }
        for id in dropped { try forget(target, by: id) }
        return dropped
    }

    /// The lowest of the erasures of a target that no kept feed's chain holds.
    func beside(_ target: EntryID, by author: PublicKey) throws -> EntryID? {
        let lowest: EntryID?? = try Prepared(database, """
            SELECT min(by) \(Self.outsideChains) AND erased.target = ? AND erased.author = ?
            """).bind(1, collective).bind(2, target).bind(3, author).first { $0.isNull(0) ? nil : $0.value(0) }
        return lowest ?? nil
    }

    /// Every erasure that is needed beside the feeds.
    func allBeside() throws -> [Beside] {
        var found: [Beside] = []
        try Prepared(database, "SELECT target, erased.author, min(by) \(Self.outsideChains) GROUP BY target, erased.author")
            .bind(1, collective).each {
                found.append(Beside(target: $0.value(0), author: $0.value(1), by: $0.value(2)))
                return true
            }
        return try found.filter { try !isErasedInChain($0.target, by: $0.author) }
    }
}

extension VerifiedEntry {
    /// What this entry's author asks to have the text of erased; nil where it is no such retraction.
    var erasedTarget: EntryID? {
        if case .facts(.retract(let retract)) = reading, retract.erase { retract.target } else { nil }
    }
}
