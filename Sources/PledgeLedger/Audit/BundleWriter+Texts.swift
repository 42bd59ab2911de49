import GRDB

/// Texts and erasures, which come ascending by id.
extension BundleWriter {
    /// Texts of the charter, of the core's entries and of the definitions beside them.
    func writeTexts(besides definitions: [EntryID]) throws {
        var rest = try outsideTexts(definitions)[...]
        let sorter = IDSorter { id, salted in
            while let first = rest.first, first < id {
                rest.removeFirst()
                try writeOutsideText(first)
            }
            try write(salted, of: id)
        }
        try Prepared(database, """
            SELECT entry.id8, entry.bytes, text.salted FROM entry INDEXED BY entry_by_id
            CROSS JOIN feed ON feed.number = entry.place >> 32 CROSS JOIN text ON text.place = entry.place
            WHERE feed.collective = ? AND feed.distance IS NOT NULL ORDER BY entry.id8
            """).bind(1, collective.number).each { row in
                try sorter.take(Entry.id(of: row.bytes(1)), row.bytes(2))
                return true
            }
        try sorter.finish()
        for id in rest { try writeOutsideText(id) }
    }

    /// Ids of what lies outside the core and has a text that was not erased, ascending.
    private func outsideTexts(_ definitions: [EntryID]) throws -> [EntryID] {
        try (definitions + [collective.id]).sorted().filter { id in
            guard let author = try outsideAuthor(id), try !erased.isErased(id, by: author) else { return false }
            return try outsideText(id) != nil
        }
    }

    private var erased: ErasedTable { ErasedTable(database: database, collective: collective.number) }

    private func outsideAuthor(_ id: EntryID) throws -> PublicKey? {
        if id == collective.id { return collective.charterBytes.flatMap(EntryTable.stored)?.entry.author }
        return try Definitions(database: database, collective: collective.number).entry(id)?.entry.author
    }

    private func outsideText(_ id: EntryID) throws -> [UInt8]? {
        if id == collective.id { return try CollectiveTable(database: database).text(number: collective.number) }
        if let row = try aside.find(id), let text = try aside.text(number: row.number) { return text }
        return try entries.find(id, collective: collective.number).flatMap { try entries.text(place: $0.place) }
    }

    private func writeOutsideText(_ id: EntryID) throws {
        if let text = try outsideText(id) { try write(text, of: id) }
    }

    private func write(_ salted: [UInt8], of id: EntryID) throws {
        guard BundleFormat.textLengths.contains(salted.count) else {
            throw damaged("the text of \(id.hex.prefix(12)) has \(salted.count) bytes")
        }
        try output.write(id)
        try output.write(counted: salted)
    }

    /// Erasures that no chain of the core holds, of what the bundle holds: one a target.
    func writeErasures() throws {
        let held = Definitions(database: database, collective: collective.number)
        for id in try Store.besideErasures(database, collective) {
            guard let erasure = try held.entry(id) else { throw damaged("erasure \(id.hex.prefix(12)) is missing") }
            try output.write(counted: erasure.entry.bytes)
        }
    }
}

/// Puts in order what comes ascending by the first eight bytes of ids, holding only what is equal in
/// these. Of equal ids the first counts.
private final class IDSorter {
    private let emit: (EntryID, [UInt8]) throws -> Void
    private var held: [(id: EntryID, bytes: [UInt8])] = []

    init(emit: @escaping (EntryID, [UInt8]) throws -> Void) { self.emit = emit }

    func take(_ id: EntryID, _ bytes: [UInt8]) throws {
        if let first = held.first, first.id.index != id.index { try finish() }
        if !held.contains(where: { $0.id == id }) { held.append((id, bytes)) }
    }

    func finish() throws {
        for (id, bytes) in held.sorted(by: { $0.id < $1.id }) { try emit(id, bytes) }
        held.removeAll()
    }
}
