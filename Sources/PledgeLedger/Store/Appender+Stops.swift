import GRDB

/// Stops, covers and who is kept settle together: see ``JointStops``, whose result this reaches step by step.
///
/// What only grows is followed from where it is. Where a cover no longer counts, a forked feed is no longer
/// kept, or the order of rounds matters, the forked feeds start anew from before their forks.
extension Appender {
    /// Decides anew who is kept and where forked feeds stop, until nothing changes.
    func settle() throws {
        if ladderIsStale { try climbLadder() }
        guard charter.isWitnessed else { return }
        // Growing may show more, so what it rests on is looked at again afterwards.
        let hasGrown = try !mustStartAnew && grow()
        if try !hasGrown || mustStartAnew || isCounting && (charter.ladderRises || isContested()) { try startAnew() }
        (mustStartAnew, isCounting) = (false, false)
        staleStops.removeAll()
    }

    /// Lets forked feeds go on from where they end.
    /// - Returns: whether that is all there is to it: nothing no longer counts, and no branch is contested.
    private func grow() throws -> Bool {
        guard !staleStops.isEmpty else { return true }
        while !staleStops.isEmpty {
            let open = staleStops.intersection(try forked()).sorted()
            staleStops.removeAll()
            for author in open {
                guard var feed = try load(author), let branch = try branch(of: feed, after: feed.state.fork - 1) else { continue }
                let known = Int(feed.state.stop + 1 - feed.state.fork)
                guard !branch.isContested, known == 0 || branch.path.count >= known && branch.path[known - 1].entry.id == feed.state.stopID
                else { return false }
                try extend(&feed, by: branch.path.dropFirst(known))
                if ladderIsStale { try climbLadder() }
            }
        }
        return true
    }

    /// Lets every forked feed end before its fork, then settles in rounds.
    private func startAnew() throws {
        staleStops = try forked()
        for author in staleStops.sorted() {
            guard var feed = try load(author), feed.state.stop >= feed.state.fork else { continue }
            touch(feed)
            try end(&feed, before: feed.state.fork)
        }
        staleStops = try forked()
        while ladderIsStale || !staleStops.isEmpty {
            if ladderIsStale { try climbLadder() }
            // All of a round's branches are found before any of them counts; a later round looks again only
            // where what counted since may lead on.
            let found = try staleStops.intersection(try forked()).sorted().compactMap { author in
                try load(author).flatMap { feed in try branch(of: feed, after: feed.state.stop).map { (feed, $0.path) } }
            }
            staleStops.removeAll()
            for (feed, path) in found {
                var feed = feed
                try extend(&feed, by: path[...])
            }
        }
        for author in try feedTable.forked().map(\.author) {
            guard let feed = try load(author) else { continue }
            try setContested(feed, branch(of: feed, after: feed.state.fork - 1)?.isContested ?? false)
        }
    }

    /// Whose feeds forked; those that begin meanwhile may have as well.
    private func forked() throws -> Set<PublicKey> { Set(try feedTable.forked().map(\.author)) }

    /// The way that a kept feed goes on which forked, from a place of its chain on; nil where no quorum
    /// covered anything.
    private func branch(of feed: FeedRow, after place: UInt64) throws -> CoveredBranch? {
        guard feed.isKept, feed.state.isForked, feed.state.stop + 1 >= feed.state.fork else { return nil }
        let covers = try covers.all(of: feed.author, from: place + 1)
        guard Set(covers.map(\.witness)).count >= charter.quorum else { return nil }
        var state = feed.state
        var held = try aside.all(of: feed.author, from: place + 1).filter { $0.entry.seq <= charter.quota.entries }
        while state.stop > place, let entry = try entries.entry(feed: feed.number, seq: state.stop) {
            state = state.shortened(by: entry.entry)
            held.append(entry)
        }
        return CoveredBranch(after: state, held: held, covers: covers, charter: charter)
    }

    private func extend(_ feed: inout FeedRow, by path: ArraySlice<VerifiedEntry>) throws {
        guard !path.isEmpty else { return }
        touch(feed)
        for entry in path { try append(entry, text: nil, to: &feed) }
    }

    /// Takes out of the feed what lies from a place on, and keeps it beside.
    func end(_ feed: inout FeedRow, before place: UInt64) throws {
        let gone = try cut(&feed, to: min(feed.state.stop, place - 1))
        feeds[feed.author] = feed
        for (entry, text) in gone { try keepAside(entry, feed: feed, text: text) }
    }

    /// Whether a quorum covered two branches of anybody's: then the order of rounds matters.
    private func isContested() throws -> Bool {
        try Prepared(database, """
            SELECT 1 FROM fork JOIN feed ON feed.number = fork.feed WHERE feed.collective = ? AND fork.contested = 1 LIMIT 1
            """).bind(1, collective.number).first { _ in true } ?? false
    }

    private func setContested(_ feed: FeedRow, _ isContested: Bool) throws {
        try Prepared(database, "UPDATE fork SET contested = ? WHERE feed = ?")
            .bind(1, Int64(isContested ? 1 : 0)).bind(2, feed.number).run()
    }
}
