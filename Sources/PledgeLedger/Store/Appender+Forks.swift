import GRDB

/// Forks cut a feed short; what lay beyond stays aside as evidence.
extension Appender {
    /// Keeps the proof of the lowest fork, and lets nothing from there on count.
    func setFork(_ proof: ForkProof, in feed: inout FeedRow) throws {
        touch(feed)
        try Prepared(database, "INSERT OR REPLACE INTO fork (feed, place, first, second) VALUES (?, ?, ?, ?)")
            .bind(1, feed.number).bind(2, proof.place).bind(3, proof.first.entry.bytes)
            .bind(4, proof.second.entry.bytes).run()
        try cut(&feed, to: min(feed.state.stop, proof.place - 1))
        feed.state.fork = proof.place
        feeds[feed.author] = feed
    }

    private func cut(_ feed: inout FeedRow, to stop: UInt64) throws {
        while feed.state.stop > stop, let entry = try entries.entry(feed: feed.number, seq: feed.state.stop) {
            let placed = PlacedEntry(feed: feed.number, entry: entry)
            if feed.isKept { try uncount(placed) }
            let text = try entries.text(place: placed.place)
            try aside.insert(entry, why: isErasure(entry) ? .erasure : .evidence, feed: feed.number, text: text)
            if case .facts(.retract(let retract)) = entry.reading, retract.erase, try erased.isErased(retract.target) {
                try erased.note(retract.target, by: entry.entry.id, feed: feed.number, place: 0)
            }
            try entries.delete(place: placed.place)
            feed.state.stop -= 1
            feed.state.stopID = entry.entry.prev
            feed.state.bytes -= min(feed.state.bytes, UInt64(entry.entry.bytes.count))
        }
    }

    private func isErasure(_ entry: VerifiedEntry) -> Bool {
        if case .facts(.retract(let retract)) = entry.reading { retract.erase } else { false }
    }
}
