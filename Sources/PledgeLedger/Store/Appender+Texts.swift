import GRDB

/// Words beside entries: kept when they are what the author committed to, dropped when erased.
extension Appender {
    /// Keeps a text that came with an entry, unless it is erased or not what was committed to.
    func keepText(_ text: SaltedText?, of placed: PlacedEntry) throws {
        guard placed.entry.entry.hasText, try !erased.isErased(placed.entry.entry.id) else { return }
        if let text, text.commitment == placed.entry.entry.commitment {
            try entries.setText(text.bytes, place: placed.place)
        } else if try entries.text(place: placed.place) == nil {
            try entries.noteLacking(place: placed.place)
        }
    }

    /// Takes a text on its own. - Returns: whether an entry here wanted it.
    func takeText(_ text: SaltedText, of id: EntryID) throws -> Bool {
        guard try !erased.isErased(id) else { return false }
        besideChanged = true
        if let placed = try entries.find(id, collective: collective.number) {
            guard text.commitment == placed.entry.entry.commitment else { return false }
            try entries.setText(text.bytes, place: placed.place)
            return true
        }
        guard let row = try aside.find(id), text.commitment == row.entry.entry.commitment else { return false }
        try aside.setText(text.bytes, number: row.number)
        return true
    }

    /// Drops an author's text at the author's word.
    /// - Parameter place: of the retraction in its feed; 0 beside it.
    /// - Returns: whether the target is an entry of theirs that is held here.
    @discardableResult
    func erase(_ target: EntryID, by retract: VerifiedEntry, feed: FeedRow, place: Int64) throws -> Bool {
        var isTheirs = false
        defer { erasedText = erasedText || isTheirs }
        if let placed = try entries.find(target, collective: collective.number), placed.feed == feed.number {
            try entries.deleteText(place: placed.place)
            isTheirs = true
        }
        if let row = try aside.find(target), row.entry.entry.author == feed.author {
            try aside.setText(nil, number: row.number)
            isTheirs = true
        }
        if target == collective.id, let charter = collective.charterBytes.flatMap(EntryTable.stored),
            charter.entry.author == feed.author
        {
            try CollectiveTable(database: database).deleteText(number: collective.number)
            isTheirs = true
        }
        if isTheirs { try erased.note(target, by: retract.entry.id, feed: feed.number, place: place) }
        return isTheirs
    }

    /// Honours an erasure that stands past its author's stop, and keeps it beside the feed: one a
    /// target, the lowest id.
    func eraseFromBeside(_ verified: VerifiedEntry) throws {
        guard case .facts(.retract(let retract)) = verified.reading, retract.erase,
            let feed = try load(verified.entry.author)
        else { return }
        let held = try erased.beside(retract.target)
        let isErased = try erased.isErased(retract.target)
        guard !isErased || held.map({ verified.entry.id < $0 }) ?? false,
            try erase(retract.target, by: verified, feed: feed, place: 0)
        else { return }
        try aside.insert(verified, why: .erasure, feed: feed.number, text: nil)
        besideChanged = true
        for replaced in try erased.dropBeside(retract.target, but: verified.entry.id) {
            try aside.deleteErasure(replaced)
        }
    }
}
