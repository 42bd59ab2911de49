import GRDB

/// An entry offered to the store, with its text where it came along.
public struct Offer: Sendable {
    public let entry: VerifiedEntry
    public let text: SaltedText?

    public init(_ entry: VerifiedEntry, text: SaltedText? = nil) {
        self.entry = entry
        self.text = text
    }
}

extension Store {
    /// Founds or joins a collective. A collective that is here already is left as it is.
    ///
    /// - Parameters:
    ///   - charter: nil when only its id is known yet.
    ///   - secret: of a private collective.
    /// - Returns: whether it is new here.
    /// - Throws: ``StoreFault``
    @discardableResult
    public func join(
        _ id: CollectiveID, charter: VerifiedEntry? = nil, text: SaltedText? = nil, secret: [UInt8]? = nil
    ) throws -> Bool {
        if let charter { try Store.checkCharter(charter, of: id) }
        return try write(.full) { database in
            let table = CollectiveTable(database: database)
            let known = try table.find(id)
            if let known, known.secret != secret {
                // One that came without its secret, in a bundle or by a link cut short, gets it later.
                guard known.secret == nil, let secret else { throw StoreFault.secretDiffers(id) }
                try table.setSecret(secret, number: known.number)
            }
            if known == nil { try table.create(id, secret: secret) }
            if let charter { try Store.keepCharter(charter, text: text, database) }
            return known == nil
        }
    }

    /// Notes that a file's entries are being taken in, from before the first to after the last; or that
    /// all are here that a peer has.
    /// - Throws: ``StoreFault``
    public func setImporting(_ isImporting: Bool, _ id: CollectiveID) throws {
        guard try collective(id)?.isImporting != isImporting else { return }
        try write(.full) { database in
            let table = CollectiveTable(database: database)
            if let row = try table.find(id) { try table.setImporting(isImporting, number: row.number) }
        }
    }

    /// Takes the charter of a collective that was joined by its id.
    /// - Returns: whether it was missing.
    public func takeCharter(_ charter: VerifiedEntry, text: SaltedText?) throws -> Bool {
        try Store.checkCharter(charter, of: charter.entry.id)
        return try write(.full) { database in
            guard let row = try CollectiveTable(database: database).find(charter.entry.id) else { return false }
            try Store.keepCharter(charter, text: text, database)
            return row.charter == nil
        }
    }

    private static func checkCharter(_ charter: VerifiedEntry, of id: CollectiveID) throws {
        guard charter.entry.id == id else { throw StoreFault.charter(.notACharter) }
        do { _ = try Charter(of: charter) } catch { throw StoreFault.charter(error) }
    }

    private static func keepCharter(_ charter: VerifiedEntry, text: SaltedText?, _ database: Database) throws {
        let table = CollectiveTable(database: database)
        guard let row = try table.find(charter.entry.id) else { return }
        if row.charterBytes == nil { try table.setCharter(charter.entry.bytes, number: row.number) }
        if let text, text.commitment == charter.entry.commitment,
            try !ErasedTable(database: database, collective: row.number).isErased(row.id, by: charter.entry.author)
        {
            try table.setText(text.bytes, number: row.number)
        }
        guard row.charterBytes == nil, let charter = try? Charter(of: charter) else { return }
        let feeds = FeedTable(database: database, collective: row.number)
        for key in charter.founders + charter.witnesses where try feeds.find(key) == nil {
            _ = try feeds.create(key, distance: charter.firstDistance(of: key))
        }
    }

    /// Takes a group of verified entries in one transaction.
    /// - Returns: what became of each, in order.
    public func take(_ offers: [Offer], into id: CollectiveID, durability: Durability = .normal) throws -> [Taken] {
        try appending(to: id, durability) { appender in
            try appender.take(offers)
        }
    }

    /// Takes a fork proof. - Returns: whether it was news.
    public func take(_ proof: ForkProof) throws -> Bool {
        try appending(to: proof.collective, .normal) { try $0.take(proof) }
    }

    /// Takes a definition that counted entries name. - Returns: whether it was wanted.
    public func takeDefinition(_ entry: VerifiedEntry, text: SaltedText?, into id: CollectiveID) throws -> Bool {
        try appending(to: id, .normal) { try $0.takeDefinition(entry, text: text) }
    }

    /// Takes what was asked for by its id: a definition, an entry past a fork, or an erasure.
    /// - Returns: whether it was any of them. An erasure always is.
    public func takeWanted(_ entry: VerifiedEntry, into id: CollectiveID) throws -> Bool {
        try appending(to: id, .normal) { appender in
            if try appender.takeDefinition(entry, text: nil) || appender.keepBranch(entry, text: nil) { return true }
            try appender.takeErasure(entry)
            return entry.erasedTarget != nil
        }
    }

    /// Takes an erasure that no chain here holds, where what it erases is here.
    public func takeErasure(_ entry: VerifiedEntry, into id: CollectiveID) throws {
        try appending(to: id, .normal) { try $0.takeErasure(entry) }
    }

    /// Takes the text of an entry that is here without it. - Returns: whether it was wanted.
    public func takeText(_ text: SaltedText, of entry: EntryID, into id: CollectiveID) throws -> Bool {
        try appending(to: id, .normal) { appender in
            if entry == id {
                guard let charter = appender.collective.charterBytes.flatMap(EntryTable.stored),
                    text.commitment == charter.entry.commitment, try !appender.erased.isErased(id, by: charter.entry.author)
                else { return false }
                try CollectiveTable(database: appender.database).setText(text.bytes, number: appender.collective.number)
                return true
            }
            return try appender.takeText(text, of: entry)
        }
    }

    /// One transaction with an appender of a collective.
    func appending<T>(to id: CollectiveID, _ durability: Durability, _ body: (Appender) throws -> T) throws -> T {
        let (result, erased) = try write(durability) { database in
            guard let row = try CollectiveTable(database: database).find(id), let charter = row.charter else {
                throw StoreFault.noCollective(id)
            }
            let appender = try Appender(database, collective: row, charter: charter, store: self)
            let result = try body(appender)
            _ = try appender.finish()
            return (result, appender.erasedText)
        }
        if erased { try clearLog() }
        return result
    }
}
