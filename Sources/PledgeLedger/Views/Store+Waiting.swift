import GRDB

/// An entry whose author is no member yet, so that it is in no view.
public struct WaitingEntry: Sendable {
    public var id: EntryID
    public var author: PublicKey
    public var kind: Kind
    /// When its author says that they signed it.
    public var time: UInt64
    /// What it is about: the project of a pledge, what is endorsed or reported on, what is revised.
    public var names: [EntryID]
}

extension Store {
    /// Every entry that waits for its author to become a member, but for those that were taken back: those of
    /// whoever waits longest first. The waiting room's bounds bound them (``StoreLimits``).
    public func waitingEntries(in id: CollectiveID) throws -> [WaitingEntry] {
        try reading(id) { database, row in
            var feeds: [FeedRow] = []
            try Prepared(database, """
                SELECT \(FeedTable.columns) FROM feed WHERE collective = ? AND distance IS NULL ORDER BY number
                """).bind(1, row.number).each {
                    feeds.append(FeedTable.row($0))
                    return true
                }
            let entries = EntryTable(database: database)
            return try feeds.flatMap { Store.standing(try entries.all(of: $0.number)) }
        }
    }

    /// One feed's entries, without what it took back later.
    private static func standing(_ entries: [VerifiedEntry]) -> [WaitingEntry] {
        let retracted = Set(entries.compactMap { entry -> EntryID? in
            if case .retract(let retract) = entry.reading.facts { retract.target } else { nil }
        })
        return entries.filter { !retracted.contains($0.entry.id) }.compactMap { entry in
            guard let facts = entry.reading.facts else { return nil }
            if case .retract = facts { return nil }
            return WaitingEntry(
                id: entry.entry.id, author: entry.entry.author, kind: facts.kind, time: entry.entry.time, names: facts.waitsOn)
        }
    }
}

extension Facts {
    /// What an entry that waits is about.
    fileprivate var waitsOn: [EntryID] {
        switch self {
        case .pledge(let pledge): [pledge.to] + pledge.joint
        case .endorse(let endorse): [EntryID(endorse.target)]
        default: mentioned
        }
    }
}
