import GRDB

extension Store {
    /// What the computed rows mean; one more whenever a view's rule or rows change.
    private static let views: UInt8 = 6

    /// Whether the tables are this version's, and their rows as it computes them.
    static func isCurrent(_ database: Database) throws -> Bool {
        try Schema.migrator.hasCompletedMigrations(database) && Meta.read(.views, database) == [views]
    }

    /// Computes every view's rows anew where an earlier version made them.
    /// - Throws: ``StoreFault/older(path:)`` where the disk has no room for them.
    func computeAnewIfOlder() throws {
        guard try !read(Self.isCurrent) else { return }
        do { try computeAnew() } catch StoreFault.full { throw StoreFault.older(path: path) }
    }

    private func computeAnew() throws {
        try write(.full) { database in
            // Another process may have done it while this one waited.
            guard try !Self.isCurrent(database) else { return }
            for table in Schema.computed { try database.execute(sql: "DELETE FROM \(table)") }
            for row in try CollectiveTable(database: database).all() {
                guard let charter = row.charter else { continue }
                let appender = try Appender(database, collective: row, charter: charter, store: self)
                try appender.computeAnew()
                _ = try appender.finish()
            }
            try Meta.write(.views, [Self.views], database)
        }
    }
}

extension Appender {
    /// Counts every entry of every kept feed, and what it names, into empty tables.
    fileprivate func computeAnew() throws {
        for feed in try feedTable.kept() where feed.state.stop > 0 {
            for entry in try entries.all(of: feed.number) where entry.entry.seq <= feed.state.stop {
                try count(PlacedEntry(feed: feed.number, entry: entry))
            }
        }
    }
}
