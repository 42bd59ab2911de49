import GRDB

extension Store {
    /// When a witness last covered anything, by its own clock, in milliseconds since the epoch; nil for never.
    public func lastCoverTime(of witness: PublicKey, in id: CollectiveID) throws -> UInt64? {
        let time = try reading(id) { try Store.lastCoverTime(of: witness, $0, $1) }
        return time == 0 ? nil : time
    }

    /// By the witness's own feed, newest first, since its times never decrease.
    static func lastCoverTime(of witness: PublicKey, _ database: Database, _ row: CollectiveRow) throws -> UInt64 {
        guard let feed = try FeedTable(database: database, collective: row.number).find(witness) else { return 0 }
        var time: UInt64 = 0
        try Prepared(database, "SELECT bytes FROM entry WHERE place > ? AND place <= ? ORDER BY place DESC")
            .bind(1, EntryTable.place(feed: feed.number, seq: 0))
            .bind(2, EntryTable.place(feed: feed.number, seq: feed.state.stop)).each {
                guard case .witness(let own) = EntryTable.stored($0.bytes(0))?.reading.facts, own.key == witness else { return true }
                time = own.time
                return false
            }
        return time
    }

    /// How many entries of people's feeds no quorum has covered yet; witnesses' own feeds are left out.
    public func uncoveredEntries(in id: CollectiveID) throws -> UInt64 {
        try reading(id) { database, row in
            guard let charter = row.charter, charter.isWitnessed else { return 0 }
            let covers = try Store.covers(database, row), witnesses = Set(charter.witnesses)
            return try FeedTable(database: database, collective: row.number).kept().reduce(0) { sum, feed in
                guard !witnesses.contains(feed.author) else { return sum }
                let place = covers.place(of: feed.author, by: .max)
                return sum + (feed.state.stop > place ? feed.state.stop - place : 0)
            }
        }
    }
}
