extension Store {
    /// Rows of feeds without their entries, to measure opening a store of very many feeds.
    package func fillForBench(_ id: CollectiveID, heads: [Head]) throws {
        try write(.normal) { database in
            guard let row = try CollectiveTable(database: database).find(id) else { throw StoreFault.noCollective(id) }
            let table = FeedTable(database: database, collective: row.number)
            for head in heads {
                var feed = try table.create(head.author, distance: 0)
                feed.state = FeedState(stop: head.stop, stopID: head.id)
                try table.save(feed, change: 1, expecting: .zero)
            }
        }
    }
}
