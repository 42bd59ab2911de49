import GRDB

/// Words beside entries: kept when they are what the author committed to, dropped when erased.
extension Appender {
    /// Keeps a text that came with an entry, unless it is erased or not what was committed to.
    func keepText(_ text: SaltedText?, of placed: PlacedEntry) throws {
        guard placed.entry.entry.hasText, try !erased.isErased(placed.entry.entry.id, by: placed.entry.entry.author) else { return }
        if let text, text.commitment == placed.entry.entry.commitment {
            try entries.setText(text.bytes, place: placed.place)
        } else if try entries.text(place: placed.place) == nil {
            try entries.noteLacking(place: placed.place)
        }
    }

    /// Takes a text on its own. - Returns: whether an entry here wanted it.
    func takeText(_ text: SaltedText, of id: EntryID) throws -> Bool {
        guard let author = try authorOf(id), try !erased.isErased(id, by: author) else { return false }
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

    /// An erasure in its author's chain: it is noted whether its target is here or comes later, and
    /// where the feed is kept, no other is needed beside it.
    func eraseInChain(_ target: EntryID, by placed: PlacedEntry, isKept: Bool) throws {
        let retract = placed.entry.entry
        try erased.note(target, by: retract, place: placed.place)
        if isKept { try dropErasures(of: target, by: retract.author, but: retract.id) }
        try dropText(target, of: retract.author)
    }

    /// Honours an erasure that no chain holds, and keeps it beside the feeds: one a target, the lowest id.
    /// - Parameter isHeld: whether it is here in any case, and so may wait for its target. Others have to
    ///   come again: an author can sign any number of them for targets that are nowhere.
    func eraseBeside(_ verified: VerifiedEntry, isHeld: Bool = false) throws {
        guard let target = verified.erasedTarget else { return }
        let id = verified.entry.id, author = verified.entry.author
        guard try isHeld || authorOf(target) == author, try !erased.isErasedInChain(target, by: author),
            try erased.beside(target, by: author).map({ id < $0 }) ?? true
        else { return }
        try erased.note(target, by: verified.entry, place: 0)
        try putAside(verified, why: .erasure, text: nil)
        try dropErasures(of: target, by: author, but: id)
        try dropText(target, of: author)
        besideChanged = true
    }

    /// Takes an erasure that came on its own; like any entry it may show that its author told two stories.
    func takeErasure(_ verified: VerifiedEntry) throws {
        guard verified.entry.collective == collective.id, verified.erasedTarget != nil else { return }
        try noteFork(shownBy: verified)
        try eraseBeside(verified)
    }

    private func dropErasures(of target: EntryID, by author: PublicKey, but kept: EntryID) throws {
        for replaced in try erased.dropBeside(target, by: author, but: kept) { try aside.deleteErasure(replaced) }
    }

    /// The author of an entry that is held here, or of the charter.
    private func authorOf(_ id: EntryID) throws -> PublicKey? {
        id == collective.id ? charterAuthor : try definitions.entry(id)?.entry.author
    }

    private var charterAuthor: PublicKey? { collective.charterBytes.flatMap(EntryTable.stored)?.entry.author }

    /// Drops the text of an author's own entry, wherever it is held.
    private func dropText(_ target: EntryID, of author: PublicKey) throws {
        guard try authorOf(target) == author else { return }
        erasedText = true
        if let placed = try entries.find(target, collective: collective.number) {
            try entries.deleteText(place: placed.place)
        }
        if let row = try aside.find(target) { try aside.setText(nil, number: row.number) }
        if target == collective.id { try CollectiveTable(database: database).deleteText(number: collective.number) }
    }
}
