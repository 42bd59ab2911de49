import GRDB

/// The least reviewed projects, as the store answers them from rows.
extension Store {
    /// Of the newest projects those with the fewest reviews (``ProjectReviews/count``); of equally reviewed ones
    /// those that more people pledged to, then the lowest id. What its author took back is left out.
    /// - Parameters:
    ///   - newest: how many of the newest are looked at.
    ///   - limit: how many are wanted.
    public func leastReviewed(in id: CollectiveID, at cutoff: Cutoff, newest: Int, limit: Int) throws -> [EntryID] {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let silent = try voiceless(database, row, at: cutoff)
            let source = StoreSource(database, row, charter: charter, silent: silent, at: cutoff)
            let counter = ReviewCounter(database: database, row: row, cutoff: cutoff, source: silent.isEmpty ? nil : source)
            let projects = try Store.newestDefinitions(.project, at: cutoff, limit: newest, database, row)
            let counted = try projects.compactMap { place, entry in
                try counter.count(entry, at: place).map { (id: entry.id, reviews: $0.reviews, people: $0.people) }
            }
            return counted.sorted { left, right in
                left.reviews != right.reviews ? left.reviews < right.reviews
                    : left.people != right.people ? left.people > right.people : left.id < right.id
            }.prefix(limit).map(\.id)
        }
    }
}

/// Counts reviews from rows, and where these hold more than the view from the entries.
private struct ReviewCounter {
    let database: Database
    let row: CollectiveRow
    let cutoff: Cutoff
    /// Tells stances one by one; nil where everybody who is kept has a voice.
    let source: StoreSource?

    /// Nil where the project's author took it back.
    /// - Parameter place: nil where the project is in no feed.
    func count(_ project: Entry, at place: Int64?) throws -> (reviews: Int, people: Int)? {
        if let place, try Prepared(database, "SELECT 1 FROM retracted WHERE place = ?").bind(1, place).first({ _ in true }) != nil {
            return nil
        }
        return (try reports(on: project.id, besides: project.author) + words(on: project.id), try people(of: project.id))
    }

    private func reports(on id: EntryID, besides author: PublicKey) throws -> Int {
        var count = 0, doubtful: [PlacedEntry] = []
        let entries = EntryTable(database: database)
        try Prepared(database, """
            SELECT mention.feed, seq, time, author, retracted.by FROM mention CROSS JOIN feed ON feed.number = mention.feed
            LEFT JOIN retracted ON retracted.place = (mention.feed << 32) + seq
            WHERE mention.collective = ? AND kind = \(Kind.report.number) AND target = ?
            """).bind(1, row.number).bind(2, id).each {
                guard $0.value(3) != author, cutoff.includes($0.value(3), $0.uint(1), claimed: $0.uint(2)) else { return true }
                if $0.isNull(4) {
                    count += 1
                } else if let entry = try entries.entry(feed: $0.int(0), seq: $0.uint(1)) {
                    doubtful.append(PlacedEntry(feed: $0.int(0), entry: entry))
                }
                return true
            }
        return try count + doubtful.count { try !Store.isRetracted($0, at: cutoff, database) }
    }

    /// Members' words as beneficiaries and experts.
    private func words(on id: EntryID) throws -> Int {
        var people = 0, latest: UInt64 = 0
        try Prepared(database, "SELECT standing, people, latest FROM tally WHERE collective = ? AND target = ?")
            .bind(1, row.number).bind(2, id).each {
                if Self.standings.contains($0.int(0)) { people += Int(Int32(clamping: $0.int(1))) }
                latest = max(latest, $0.uint(2))
                return true
            }
        if source == nil, cutoff.includesAll(claimed: latest) { return people }
        guard let source = try source ?? exact() else { return 0 }
        return try source.voicedStances(on: id.raw).count { Self.standings.contains(Int64($0.stance.standing.rawValue)) }
    }

    private static let standings = [Endorse.Standing.beneficiary, .expert].map { Int64($0.rawValue) }

    private func exact() throws -> StoreSource? {
        row.charter.map { StoreSource(database, row, charter: $0, silent: [], at: cutoff) }
    }

    private func people(of id: EntryID) throws -> Int {
        let backing = try Prepared(database, """
            SELECT people, latest FROM definition JOIN backing ON project = number WHERE collective = ? AND id = ?
            """).bind(1, row.number).bind(2, id).first { (Int($0.int(0)), $0.uint(1)) }
        guard let backing else { return 0 }
        if cutoff.includesAll(claimed: backing.1) { return backing.0 }
        return try Store.totals(of: id, database, row, at: cutoff)?.people ?? 0
    }
}
