import GRDB

/// Any two entries held, in a feed or beside it, may prove a fork. It cuts its feed short; what lay
/// beyond stays aside.
extension Appender {
    /// The fork that an entry proves together with one that is held.
    /// - Parameter verdict: on the entry, in its author's feed.
    func fork(shownBy verified: VerifiedEntry, _ verdict: Verdict, _ feed: FeedRow?) throws -> ForkProof? {
        let held: VerifiedEntry? = switch verdict {
        case .fork: try feed.flatMap { try entries.entry(feed: $0.number, seq: verified.entry.seq) }
        case .duplicate, .pastStop: nil
        case .accepted, .gap, .loose, .refused: try aside.twin(of: verified)
        }
        return held.flatMap { try? ForkProof($0, verified) }
    }

    /// Notes what an entry that is to be held beside the feeds shows of its author.
    func noteFork(shownBy verified: VerifiedEntry) throws {
        let feed = try load(verified.entry.author)
        if let proof = try fork(shownBy: verified, verdict(on: verified.entry, in: feed), feed) { _ = try note(proof) }
    }

    /// Notes a fork where its author has a feed here, or may begin one.
    /// - Returns: whether it was news.
    func note(_ proof: ForkProof, mayBegin: Bool = false) throws -> Bool {
        let mayBegin = mayBegin || charter.admission == .open
        guard proof.place <= charter.quota.entries,
            var feed = try load(proof.author) ?? (mayBegin ? create(proof.author) : nil),
            !feed.state.isForked || proof.place < feed.state.fork
        else { return false }
        try setFork(proof, in: &feed)
        return true
    }

    /// A new feed's row, with the fork that entries beside the feeds prove of its author.
    func begin(_ author: PublicKey, distance: UInt8?) throws -> FeedRow {
        var feed = try feedTable.create(author, distance: distance)
        feeds[author] = feed
        if let proof = try aside.lowestProof(of: author), proof.place <= charter.quota.entries {
            try setFork(proof, in: &feed)
        }
        return feed
    }

    /// Keeps the proof of the lowest fork, and lets nothing from there on count.
    private func setFork(_ proof: ForkProof, in feed: inout FeedRow) throws {
        touch(feed)
        try dropProof(of: feed)
        try Prepared(database, "INSERT INTO fork (feed, place, first, second) VALUES (?, ?, ?, ?)")
            .bind(1, feed.number).bind(2, proof.place).bind(3, proof.first.entry.bytes)
            .bind(4, proof.second.entry.bytes).run()
        feed.state.fork = proof.place
        try end(&feed, before: proof.place)
        for branch in [proof.first, proof.second] { try keepAside(branch, feed: feed, text: nil) }
    }

    /// Drops a proof that a lower one replaces, and its branches where they are nothing else.
    private func dropProof(of feed: FeedRow) throws {
        let old = try Prepared(database, "SELECT first, second FROM fork WHERE feed = ?").bind(1, feed.number)
            .first { Store.proof($0, 0) } ?? nil
        guard let old else { return }
        try Prepared(database, "DELETE FROM fork WHERE feed = ?").bind(1, feed.number).run()
        // Of a branch that witnesses covered everything is of use.
        for branch in [old.first, old.second] where !charter.isWitnessed {
            if let row = try aside.find(branch.entry.id), row.why == .evidence { try aside.delete(number: row.number) }
        }
    }

    /// Takes what lies past a stop out of its feed. - Returns: it with its texts, newest first.
    func cut(_ feed: inout FeedRow, to stop: UInt64) throws -> [(entry: VerifiedEntry, text: [UInt8]?)] {
        var gone: [(VerifiedEntry, [UInt8]?)] = []
        while feed.state.stop > stop, let entry = try entries.entry(feed: feed.number, seq: feed.state.stop) {
            let placed = PlacedEntry(feed: feed.number, entry: entry)
            if feed.isKept { try uncount(placed) }
            gone.append((entry, try entries.text(place: placed.place)))
            if let target = entry.erasedTarget { try erased.forget(target, by: entry.entry.id) }
            try entries.delete(place: placed.place)
            feed.state = feed.state.shortened(by: entry.entry)
        }
        return gone
    }

    /// Keeps what a fork leaves outside the chains: found by its id, as a definition where a counted
    /// entry names it, and still an erasure where it is one.
    func keepAside(_ entry: VerifiedEntry, feed: FeedRow, text: [UInt8]?) throws {
        let isHeld = try definitions.record(entry.entry.id)?.held ?? false
        try putAside(entry, why: isHeld ? .definition : .evidence, text: text)
        try define(entry)
        try eraseBeside(entry, isHeld: true)
    }

    /// Puts an entry beside the feeds; where its author forked it may lead on.
    func putAside(_ entry: VerifiedEntry, why: AsideTable.Why, text: [UInt8]?) throws {
        try aside.insert(entry, why: why, feed: load(entry.entry.author)?.number ?? 0, text: text)
        noteBranch(of: entry.entry.author)
    }

    /// More is known of an author's branches than when it was last looked where the feed goes on.
    func noteBranch(of author: PublicKey) {
        guard charter.isWitnessed else { return }
        staleStops.insert(author)
        wantedBranches[author] = nil
    }
}
