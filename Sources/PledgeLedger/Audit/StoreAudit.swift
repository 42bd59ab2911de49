import GRDB

/// Verifies a store from its bytes: every id, link, signature, count, text, fork proof, the frontier
/// root and every view. It takes the store's word for nothing.
public struct StoreAudit {
    let store: Store
    let verifier = ParallelVerifier()

    public init(_ store: Store) { self.store = store }

    /// Damage of the file itself, as SQLite sees it.
    public func fileFindings() throws -> [AuditFinding] {
        try store.read { database in
            try String.fetchAll(database, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" }
                .map { AuditFinding(.file, $0) }
        }
    }

    /// Audits one collective.
    /// - Parameter progress: told how many entries are verified, of how many.
    public func audit(_ id: CollectiveID, progress: (UInt64, UInt64) -> Void = { _, _ in }) throws -> AuditReport {
        var report = AuditReport(collective: id)
        guard let row = try store.collective(id) else { throw StoreFault.noCollective(id) }
        guard let charter = try auditCharter(row, &report) else { return report }
        let feeds = try feedRows(id)
        var audit = FeedAudit(collective: id, verifier: verifier)
        let all = feeds.reduce(0) { $0 + $1.state.stop }
        try read(feeds, id, into: &audit) { progress($0, all) }
        audit.flush()
        report.signatures += audit.signatures
        report.findings += audit.findings
        let proofs = try auditProofs(id, feeds, &report)
        try auditTexts(id, audit.verified, &report)
        let beside = try auditBeside(id, &report)
        let ledger = LedgerContents(
            collective: id, charter: charter, entries: audit.verified + proofs.flatMap { [$0.first, $0.second] },
            beside: beside)
        compareFeeds(feeds, ledger, &report)
        try compareCounts(row, ledger, &report)
        try compareViews(id, ledger, &report)
        report.summarise(ledger)
        return report
    }

    private func auditCharter(_ row: CollectiveRow, _ report: inout AuditReport) throws -> Charter? {
        guard let bytes = row.charterBytes else {
            report.findings.append(AuditFinding(.charter, "the charter has not arrived yet"))
            return nil
        }
        report.signatures += 1
        do {
            var verifier = EntryVerifier()
            let entry = try verifier.verify(bytes)
            guard entry.entry.id == row.id else {
                report.findings.append(AuditFinding(.charter, "the charter's id is not the collective's"))
                return nil
            }
            let text = try store.reading(row.id) { try CollectiveTable(database: $0).text(number: $1.number) }
            auditText(text ?? [], of: entry, &report)
            return try Charter(of: entry)
        } catch {
            report.findings.append(AuditFinding(.charter, "\(error)"))
            return nil
        }
    }

    private func feedRows(_ id: CollectiveID) throws -> [FeedRow] {
        try store.reading(id) { database, row in
            var rows: [FeedRow] = []
            try Prepared(database, "SELECT \(FeedTable.columns) FROM feed WHERE collective = ? ORDER BY author")
                .bind(1, row.number).each {
                    rows.append(FeedTable.row($0))
                    return true
                }
            return rows
        }
    }

    private func read(
        _ feeds: [FeedRow], _ id: CollectiveID, into audit: inout FeedAudit, progress: (UInt64) -> Void
    ) throws {
        for feed in feeds {
            var held: UInt64 = 0
            do {
                try store.forEachEntry(of: [Store.Span(author: feed.author)], in: id) { _, seq, bytes, _ in
                    audit.add(FeedAudit.Piece(author: feed.author, seq: seq, bytes: Array(bytes)))
                    held = seq
                    return true
                }
            } catch {
                audit.note(AuditFinding(.file, author: feed.author, seq: held + 1, "\(error)"))
            }
            progress(audit.signatures)
        }
    }

    /// Fork proofs, verified anew; each must be of the feed and place that its row says.
    private func auditProofs(_ id: CollectiveID, _ feeds: [FeedRow], _ report: inout AuditReport) throws -> [ForkProof] {
        var proofs: [ForkProof] = []
        var verifier = EntryVerifier()
        let pairs = try store.reading(id) { database, _ in
            var pairs: [Int64: (first: [UInt8], second: [UInt8])] = [:]
            try Prepared(database, "SELECT feed, first, second FROM fork").each {
                pairs[$0.int(0)] = ($0.bytes(1), $0.bytes(2))
                return true
            }
            return pairs
        }
        for feed in feeds where feed.state.isForked || pairs[feed.number] != nil {
            report.signatures += 2
            guard let pair = pairs[feed.number], let first = try? verifier.verify(pair.first), let second = try? verifier.verify(pair.second),
                let proof = try? ForkProof(first, second), proof.author == feed.author, proof.place == feed.state.fork,
                proof.collective == id
            else {
                report.findings.append(AuditFinding(.fork, author: feed.author, seq: feed.state.fork, "its proof does not hold"))
                continue
            }
            proofs.append(proof)
        }
        return proofs
    }

    private func auditTexts(_ id: CollectiveID, _ entries: [VerifiedEntry], _ report: inout AuditReport) throws {
        for entry in entries where entry.entry.hasText {
            let (bytes, erased) = try store.reading(id) { database, row in
                guard let placed = try EntryTable(database: database).find(entry.entry.id, collective: row.number) else {
                    return ([UInt8]?.none, false)
                }
                let erased = try ErasedTable(database: database, collective: row.number).isErased(entry.entry.id)
                return (try EntryTable(database: database).text(place: placed.place), erased)
            }
            guard let bytes else { continue }
            let text = try? SaltedText(bytes: bytes)
            if text?.commitment != entry.entry.commitment || erased {
                report.findings.append(AuditFinding(
                    .text, author: entry.entry.author, seq: entry.entry.seq,
                    erased ? "its text was erased, and is here" : "its text is not what the author committed to"))
            }
        }
    }

    /// The text of the charter, or of an entry beside the feeds; empty where there is none.
    private func auditText(_ bytes: [UInt8], of entry: VerifiedEntry, _ report: inout AuditReport) {
        guard !bytes.isEmpty, (try? SaltedText(bytes: bytes))?.commitment != entry.entry.commitment else { return }
        report.findings.append(AuditFinding(
            .text, author: entry.entry.author, seq: entry.entry.seq, "its text is not what the author committed to"))
    }

    /// Entries beside the feeds, verified anew.
    private func auditBeside(_ id: CollectiveID, _ report: inout AuditReport) throws -> [VerifiedEntry] {
        let rows = try store.reading(id) { database, row in
            var rows: [(entry: [UInt8], text: [UInt8])] = []
            try Prepared(database, "SELECT bytes, text FROM aside WHERE collective = ?").bind(1, row.number).each {
                rows.append(($0.bytes(0), $0.bytes(1)))
                return true
            }
            return rows
        }
        var beside: [VerifiedEntry] = []
        for (row, verdict) in zip(rows, verifier.verify(rows.map(\.entry))) {
            report.signatures += 1
            switch verdict {
            case .success(let entry) where entry.entry.collective == id:
                auditText(row.text, of: entry, &report)
                if entry.reading.kind?.isDefinition ?? false { beside.append(entry) }
            case .success: report.findings.append(AuditFinding(.entry, "an entry beside the feeds belongs to another collective"))
            case .failure(let fault): report.findings.append(AuditFinding(.entry, "an entry beside the feeds: \(fault)"))
            }
        }
        return beside
    }
}
