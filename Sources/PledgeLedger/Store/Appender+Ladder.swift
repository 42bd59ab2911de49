/// Who is kept, as vouches come and go.
extension Appender {
    /// More vouchers than this are for the whole ladder.
    private static let mostVouchers = 64

    /// One more vouch: admits whom it admits. Most admit nobody, and then the ladder need not be climbed.
    func climb(by vouch: Vouch, _ placed: PlacedEntry) throws {
        guard charter.admission == .vouched, !ladderIsStale, vouch.level > 0, !charter.founders.contains(vouch.subject),
            let voucher = try load(placed.entry.entry.author), let distance = voucher.distance
        else { return }
        // Distances are half old: what counts meanwhile is for the next turn.
        guard !isClimbing else {
            ladderIsStale = true
            return
        }
        let subject = try load(vouch.subject)
        if let known = subject?.distance {
            // Somebody nearer than the voucher's next step is not helped by it.
            ladderIsStale = Int(known) > Int(distance) + 1
            return
        }
        guard try isAllowed(vouch.subject, by: voucher) else { return }
        let vouchers = try vouches.vouchers(of: vouch.subject, limit: Self.mostVouchers + 1)
        guard vouchers.count <= Self.mostVouchers else {
            ladderIsStale = true
            return
        }
        let distances = try vouchers.compactMap(load).filter { try isAllowed(vouch.subject, by: $0) }.compactMap(\.distance).sorted()
        guard distances.count >= Int(charter.vouchesNeeded), let last = distances.prefix(Int(charter.vouchesNeeded)).last else { return }
        try enter(vouch.subject, distance: last + 1)
    }

    /// Whether somebody's vouch for a subject is among those that the ladder gives them.
    private func isAllowed(_ subject: PublicKey, by voucher: FeedRow) throws -> Bool {
        guard let distance = voucher.distance, Int(distance) < charter.ladder.count else { return false }
        let record = try vouches.records(of: voucher.author).first
        return record?.kept.subjects.prefix(Int(charter.ladder[Int(distance)])).contains { $0.key == subject } ?? false
    }

    /// Decides anew who is kept, until nothing changes. Feeds that come in bring vouches of their
    /// own; feeds that leave take theirs along.
    func climbLadder() throws {
        isClimbing = true
        defer { isClimbing = false }
        while ladderIsStale {
            ladderIsStale = false
            let positions = try vouches.records().map(\.kept)
            let distances = VouchLadder.kept(charter: charter, positions: positions)
            for row in try keptNow() where distances[row.author] == nil { try leave(row) }
            for (author, distance) in distances.sorted(by: { $0.key < $1.key }) {
                try enter(author, distance: distance)
            }
        }
    }

    /// Kept feeds as this transaction has them, in key order.
    private func keptNow() throws -> [FeedRow] {
        var rows: [PublicKey: FeedRow] = [:]
        for row in try feedTable.kept() { rows[row.author] = row }
        rows.merge(feeds) { _, inMemory in inMemory }
        return rows.values.filter(\.isKept).sorted { $0.author < $1.author }
    }

    /// Keeps a feed at a distance from the founders, and counts it if it was not kept before.
    func enter(_ author: PublicKey, distance: UInt8) throws {
        guard var feed = try load(author) else {
            _ = try begin(author, distance: distance)
            return
        }
        guard feed.distance != distance else { return }
        touch(feed)
        let wasKept = feed.isKept
        feed.distance = distance
        feeds[author] = feed
        if feed.state.isForked { noteBranch(of: author) }
        if !wasKept { try feedTable.setDistance(distance, of: feed.number) }
        guard !wasKept, feed.state.stop > 0 else { return }
        for seq in 1...feed.state.stop {
            guard let entry = try entries.entry(feed: feed.number, seq: seq) else { break }
            try count(PlacedEntry(feed: feed.number, entry: entry))
        }
    }

    private func leave(_ row: FeedRow) throws {
        var feed = row
        touch(feed)
        var seq = feed.state.stop
        while seq > 0, let entry = try entries.entry(feed: feed.number, seq: seq) {
            try uncount(PlacedEntry(feed: feed.number, entry: entry))
            seq -= 1
        }
        feed.distance = nil
        feeds[feed.author] = feed
        mustStartAnew = mustStartAnew || feed.state.isForked && feed.state.stop >= feed.state.fork
        if feed.state.isForked { noteBranch(of: feed.author) }
        try feedTable.setDistance(nil, of: feed.number)
    }
}
