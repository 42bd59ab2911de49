import GRDB

/// Holds what the store says against what its entries say.
extension StoreAudit {
    /// Each feed's row against the feed rules.
    func compareFeeds(_ rows: [FeedRow], _ ledger: LedgerContents, _ report: inout AuditReport) {
        var expected: [PublicKey: LedgerContents.Feed] = [:]
        for feed in ledger.feeds { expected[feed.author] = feed }
        for row in rows where row.isInFrontier || expected[row.author] != nil {
            guard let feed = expected[row.author] else {
                report.findings.append(AuditFinding(.count, author: row.author, "kept, though its author is no member"))
                continue
            }
            guard row.isInFrontier else {
                report.findings.append(AuditFinding(.count, author: row.author, "not kept, though its author is a member"))
                continue
            }
            if row.state != feed.state {
                report.findings.append(AuditFinding(
                    .count, author: row.author, seq: feed.state.stop,
                    "the store says \(row.state.text), the entries say \(feed.state.text)"))
            }
            expected[row.author] = nil
        }
    }

    func compareCounts(_ row: CollectiveRow, _ ledger: LedgerContents, _ report: inout AuditReport) throws {
        let entries = ledger.feeds.map(\.state.stop).reduce(0, +)
        if row.feeds != UInt64(ledger.feeds.count) || row.entries != entries {
            report.findings.append(AuditFinding(
                .count, "the store says \(row.feeds) feeds and \(row.entries) entries, "
                    + "there are \(ledger.feeds.count) and \(entries)"))
        }
        let root = try store.frontier(of: row.id).tree.root()
        if root != ledger.frontier.root() {
            report.findings.append(AuditFinding(
                .root, "the store's frontier root is \(root.hex.prefix(12)), the entries' is "
                    + "\(ledger.frontier.root().hex.prefix(12))"))
        }
        let misplaced = try store.read { database in
            try Int.fetchOne(database, sql: """
                SELECT count(*) FROM entry WHERE NOT EXISTS (SELECT 1 FROM feed WHERE number = place >> 32)
                """) ?? 0
        }
        if misplaced > 0 { report.findings.append(AuditFinding(.count, "\(misplaced) entries belong to no feed")) }
    }

    /// The incremental views against the pure ones.
    func compareViews(_ id: CollectiveID, _ ledger: LedgerContents, _ report: inout AuditReport) throws {
        var totals = Totals.of(ledger, at: .end)
        for held in try store.allTotals(in: id, at: .end) {
            let pure = totals.removeValue(forKey: held.project)
            if pure != held {
                report.findings.append(AuditFinding(.view, "totals of project \(held.project.hex.prefix(12)) differ from its pledges"))
            }
        }
        for project in totals.keys.sorted() {
            report.findings.append(AuditFinding(.view, "project \(project.hex.prefix(12)) is missing from the totals"))
        }
        if try store.members(of: id, at: .end) != Members.of(ledger, at: .end) {
            report.findings.append(AuditFinding(.view, "the members differ from the vouches"))
        }
        let tallies = Endorsements.of(ledger, at: .end)
        for target in try tallied(id).union(tallies.keys).sorted() {
            if try store.tally(on: target, in: id, at: .end) != tallies[target] ?? Tally() {
                report.findings.append(AuditFinding(.view, "endorsements of \(EntryID(target).hex.prefix(12)) differ from the entries"))
            }
        }
    }
}

extension StoreAudit {
    /// Everything that the store has a tally on.
    private func tallied(_ id: CollectiveID) throws -> Set<Bytes32> {
        try store.reading(id) { database, row in
            var targets: Set<Bytes32> = []
            try Prepared(database, "SELECT DISTINCT target FROM tally WHERE collective = ?").bind(1, row.number).each {
                let target: EntryID = $0.value(0)
                targets.insert(target.raw)
                return true
            }
            return targets
        }
    }
}

extension FeedState {
    var text: String {
        "stop \(stop) (\(stopID.hex.prefix(12)), \(bytes) bytes)" + (isForked ? ", forked at \(fork)" : "")
    }
}

extension AuditReport {
    /// Fills in what the entries themselves say.
    mutating func summarise(_ ledger: LedgerContents) {
        entries = ledger.feeds.map(\.state.stop).reduce(0, +)
        feeds = UInt64(ledger.feeds.count)
        forks = UInt64(ledger.feeds.filter(\.state.isForked).count)
        root = ledger.frontier.root()
        totals = Totals.of(ledger, at: .end).values.sorted { $0.project < $1.project }
        members = Members.now(ledger, at: .end).count
    }
}
