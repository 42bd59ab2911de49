import GRDB

/// Holds what a store says against what its entries say.
extension CollectiveAudit {
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

    func compareCounts(_ rows: [FeedRow], _ ledger: LedgerContents, _ report: inout AuditReport) throws {
        let entries = ledger.feeds.map(\.state.stop).reduce(0, +), bytes = ledger.feeds.map(\.state.bytes).reduce(0, +)
        if row.feeds != UInt64(ledger.feeds.count) || row.entries != entries || row.bytes != bytes {
            report.findings.append(AuditFinding(
                .count, "the store says \(row.feeds) feeds, \(row.entries) entries and \(row.bytes) bytes, "
                    + "there are \(ledger.feeds.count), \(entries) and \(bytes)"))
        }
        let root = FrontierTree(collective: row.id, heads: rows.filter(\.isInFrontier).map(\.head)).root()
        if root != ledger.frontier.root() {
            report.findings.append(AuditFinding(
                .root, "the store's frontier root is \(root.hex.prefix(12)), the entries' is "
                    + "\(ledger.frontier.root().hex.prefix(12))"))
        }
        let newest = try Prepared(database, "SELECT max(change) FROM feed WHERE collective = ?").bind(1, row.number)
            .first { $0.uint(0) } ?? 0
        if newest > row.change {
            report.findings.append(AuditFinding(.count, "change \(newest) was the last, the store says \(row.change)"))
        }
        if row.isPartial, row.feeds < store.limits.feeds, row.bytes < store.limits.bytes {
            report.findings.append(AuditFinding(.count, "the store says that it is partial, and has room"))
        }
    }

    /// The incremental views against the pure ones.
    func compareViews(_ ledger: LedgerContents, _ report: inout AuditReport) throws {
        let pure = Totals.of(ledger, at: .end)
        let held = try heldTotals(Set(pure.keys))
        for project in pure.keys.sorted() where held[project] != pure[project].map(Sum.init) {
            report.findings.append(AuditFinding(.view, "totals of project \(project.hex.prefix(12)) differ from its pledges"))
        }
        let members = Members.of(ledger, at: .end)
        if try heldMembers(ledger.charter) != members {
            report.findings.append(AuditFinding(.view, "the members differ from the vouches"))
        }
        try compareTallies(ledger, &report)
        try compareRootCauses(ledger, members, &report)
    }

    /// The root causes that are kept for whoever asks next, where they would be the answer.
    private func compareRootCauses(_ ledger: LedgerContents, _ members: [Member], _ report: inout AuditReport) throws {
        let table = RootCausesTable(database: database, collective: row.number)
        let outside = try FeedTable(database: database, collective: row.number).outside(ledger.charter.witnesses)
        let silent = outside.union(members.filter { !$0.isNow }.map(\.key))
        guard let kept = try table.find(table.terms(silent: silent), at: .end) else { return }
        if try kept != RootCauses(CauseWords(LedgerSource(ledger, at: .end))) {
            report.findings.append(AuditFinding(.view, "the root causes differ from what the entries say"))
        }
    }

    /// A project's totals as the rows have them; asks without pledges have none.
    private struct Sum: Equatable {
        var people = 0
        var asks: [Int64: Ask] = [:]

        struct Ask: Equatable {
            var pledged: UInt128
            var pledges: Int
        }

        init() {}

        init(_ totals: ProjectTotals) {
            people = totals.people
            for ask in totals.asks where ask.pledges > 0 {
                asks[Int64(ask.ask.number)] = Ask(pledged: ask.pledged, pledges: ask.pledges)
            }
        }
    }

    private func heldTotals(_ projects: Set<EntryID>) throws -> [EntryID: Sum] {
        var sums: [EntryID: Sum] = [:]
        try Prepared(database, """
            SELECT id, people FROM definition LEFT JOIN backing ON backing.project = definition.number
            WHERE collective = ? AND held = 1 AND (in_chain = 1 OR named > 0)
            """).bind(1, row.number).each {
                let id: EntryID = $0.value(0)
                if projects.contains(id) { sums[id, default: Sum()].people = Int($0.int(1)) }
                return true
            }
        try Prepared(database, """
            SELECT id, ask, high, low, pledges FROM definition JOIN total ON total.project = definition.number
            WHERE collective = ? AND (pledges <> 0 OR high <> 0 OR low <> 0)
            """).bind(1, row.number).each {
                let sum = Sum.Ask(pledged: UInt128(high: $0.uint(2), low: $0.uint(3)), pledges: Int($0.int(4)))
                sums[$0.value(0)]?.asks[$0.int(1)] = sum
                return true
            }
        return sums
    }

    private func heldMembers(_ charter: Charter) throws -> [Member] {
        guard charter.admission == .vouched else {
            return try FeedTable(database: database, collective: row.number).kept().filter(\.isInFrontier)
                .map { Member(key: $0.author, distance: 0, isNow: true) }.sorted { $0.key < $1.key }
        }
        let records = try VouchTable(database: database, collective: row.number).records()
        return Members.members(charter: charter, records: records, at: .end)
    }

    /// The tallies count everybody who is kept; who has no voice is taken off when they are read.
    private func compareTallies(_ ledger: LedgerContents, _ report: inout AuditReport) throws {
        var pure: [Bytes32: Tally] = [:], held: [Bytes32: Tally] = [:]
        for feed in ledger.feeds {
            for (target, stance) in Endorsements.standing(of: feed, at: .end) { pure[target, default: Tally()].add(1, stance) }
        }
        try Prepared(database, "SELECT target, stance, standing, people FROM tally WHERE collective = ? AND people <> 0")
            .bind(1, row.number).each {
                let target: EntryID = $0.value(0)
                held[target.raw, default: Tally()].add(Int(Int32(clamping: $0.int(3))), EndorsementsFold.stance($0, 1))
                return true
            }
        for target in Set(pure.keys).union(held.keys).sorted() where pure[target] != held[target] {
            report.findings.append(AuditFinding(.view, "endorsements of \(EntryID(target).hex.prefix(12)) differ from the entries"))
        }
    }

    /// Every row that is computed, against what the entries make of an empty store.
    func compareRows(_ contents: StoreReplay.Contents, _ report: inout AuditReport) throws {
        let replay = try StoreReplay(beside: store.path)
        report.findings += try replay.rows(of: contents) { replayed, replayedRow in
            try ComputedRows.all.flatMap {
                try RowComparison.findings($0, held: (database, row), replayed: (replayed, replayedRow))
            }
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
        void = UInt64(ledger.feeds.reduce(0) { $0 + $1.chain.count { $0.reading.voidReason != nil } })
        forks = UInt64(ledger.feeds.filter(\.state.isForked).count)
        root = ledger.frontier.root()
        charter = ledger.charter
        totals = Totals.of(ledger, at: .end).values.sorted { $0.project < $1.project }
        members = Members.now(ledger, at: .end).count
        backdated = ledger.backdated
    }
}
