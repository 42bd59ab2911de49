import GRDB

/// The audit of one collective, within one transaction.
struct CollectiveAudit {
    let store: StoreAudit
    let row: CollectiveRow
    let database: Database
    let erased: ErasedTable

    init(_ store: StoreAudit, _ row: CollectiveRow, _ database: Database) {
        self.store = store
        self.row = row
        self.database = database
        erased = ErasedTable(database: database, collective: row.number)
    }

    /// An entry beside the feeds, and why it is there.
    struct Beside {
        let entry: VerifiedEntry
        let why: AsideTable.Why
    }

    /// What is wrong; a charter that has not come yet is not, where nothing else has.
    func check(progress: StoreAudit.Progress) throws -> [AuditFinding] {
        if row.charterBytes == nil, try feedRows().isEmpty { return [] }
        return try audit(progress: progress).findings
    }

    func audit(progress: StoreAudit.Progress) throws -> AuditReport {
        var report = AuditReport(collective: row.id)
        guard let (entry, charter) = try auditCharter(&report) else { return report }
        let feeds = try feedRows()
        var audit = FeedAudit(collective: row.id, verifier: store.verifier)
        let all = feeds.reduce(0) { $0 + $1.state.stop }
        read(feeds, into: &audit) { progress($0, all) }
        audit.flush()
        report.signatures += audit.signatures
        report.findings += audit.findings
        let proofs = try auditProofs(feeds, &report)
        try auditTexts(audit.verified, feeds, &report)
        let beside = try auditBeside(&report)
        let ledger = LedgerContents(
            collective: row.id, charter: charter, entries: audit.verified, proofs: proofs, beside: beside.map(\.entry))
        compareFeeds(feeds, ledger, &report)
        try compareCounts(feeds, ledger, &report)
        try compareViews(ledger, &report)
        try compareRows(
            StoreReplay.Contents(charter: entry, ledger: ledger, entries: audit.verified, proofs: proofs, beside: beside), &report)
        report.summarise(ledger)
        report.conflicts = try Store.witnessConflicts(database, row)
        return report
    }

    private func auditCharter(_ report: inout AuditReport) throws -> (entry: VerifiedEntry, charter: Charter)? {
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
            let charter = try Charter(of: entry)
            try auditText(CollectiveTable(database: database).text(number: row.number) ?? [], of: entry, &report)
            return (entry, charter)
        } catch let error as DatabaseError {
            throw error
        } catch {
            report.findings.append(AuditFinding(.charter, "\(error)"))
            return nil
        }
    }

    private func feedRows() throws -> [FeedRow] {
        var rows: [FeedRow] = []
        try Prepared(database, "SELECT \(FeedTable.columns) FROM feed WHERE collective = ? ORDER BY author")
            .bind(1, row.number).each {
                rows.append(FeedTable.row($0))
                return true
            }
        return rows
    }

    private func read(_ feeds: [FeedRow], into audit: inout FeedAudit, progress: (UInt64) -> Void) {
        for feed in feeds {
            var held: UInt64 = 0
            do {
                try Prepared(database, "SELECT place, bytes FROM entry WHERE place > ? AND place < ? ORDER BY place")
                    .bind(1, feed.number << 32).bind(2, (feed.number + 1) << 32).each {
                        held = UInt64($0.int(0) & 0xFFFF_FFFF)
                        audit.add(FeedAudit.Piece(author: feed.author, seq: held, bytes: $0.bytes(1)))
                        return true
                    }
            } catch {
                audit.note(AuditFinding(.file, author: feed.author, seq: held + 1, "\(error)"))
            }
            progress(audit.signatures)
        }
    }

    /// Fork proofs, verified anew; each must be of the feed and place that its row says.
    private func auditProofs(_ feeds: [FeedRow], _ report: inout AuditReport) throws -> [ForkProof] {
        var proofs: [ForkProof] = []
        var verifier = EntryVerifier()
        for feed in feeds {
            let pair = try Prepared(database, "SELECT first, second, place FROM fork WHERE feed = ?").bind(1, feed.number)
                .first { (first: $0.bytes(0), second: $0.bytes(1), place: $0.uint(2)) }
            guard feed.state.isForked || pair != nil else { continue }
            report.signatures += 2
            guard let pair, let first = try? verifier.verify(pair.first), let second = try? verifier.verify(pair.second),
                let proof = try? ForkProof(first, second), proof.author == feed.author, proof.collective == row.id,
                proof.place == feed.state.fork, proof.place == pair.place
            else {
                report.findings.append(AuditFinding(.fork, author: feed.author, seq: feed.state.fork, "its proof does not hold"))
                continue
            }
            proofs.append(proof)
        }
        return proofs
    }

    /// A text that was committed to is here, or noted as lacking, or erased: one of the three.
    private func auditTexts(_ entries: [VerifiedEntry], _ feeds: [FeedRow], _ report: inout AuditReport) throws {
        var numbers: [PublicKey: Int64] = [:]
        for feed in feeds { numbers[feed.author] = feed.number }
        let table = EntryTable(database: database)
        for entry in entries {
            let place = EntryTable.place(feed: numbers[entry.entry.author] ?? 0, seq: entry.entry.seq)
            let bytes = try table.text(place: place)
            let isLacking = try Prepared(database, "SELECT 1 FROM lacking WHERE place = ?").bind(1, place).first { _ in true } ?? false
            try auditText(bytes ?? [], of: entry, &report)
            let isErased = try entry.entry.hasText && erased.isErased(entry.entry.id, by: entry.entry.author)
            let isWanted = entry.entry.hasText && !isErased && bytes == nil
            if isLacking != isWanted {
                report.findings.append(AuditFinding(
                    .text, author: entry.entry.author, seq: entry.entry.seq,
                    isWanted ? "its text is gone, and not noted as lacking" : "its text is noted as lacking, and is not"))
            }
        }
    }

    /// The text of an entry or of the charter; empty where there is none.
    private func auditText(_ bytes: [UInt8], of entry: VerifiedEntry, _ report: inout AuditReport) throws {
        guard !bytes.isEmpty else { return }
        let isErased = try erased.isErased(entry.entry.id, by: entry.entry.author)
        guard isErased || (try? SaltedText(bytes: bytes))?.commitment != entry.entry.commitment else { return }
        report.findings.append(AuditFinding(
            .text, author: entry.entry.author, seq: entry.entry.seq,
            isErased ? "its text was erased, and is here" : "its text is not what the author committed to"))
    }

    /// Entries beside the feeds, verified anew.
    private func auditBeside(_ report: inout AuditReport) throws -> [Beside] {
        var rows: [(bytes: [UInt8], text: [UInt8], why: Int64, index: Int64)] = []
        try Prepared(database, "SELECT bytes, text, why, id8 FROM aside WHERE collective = ? ORDER BY number")
            .bind(1, row.number).each {
                rows.append(($0.bytes(0), $0.bytes(1), $0.int(2), $0.int(3)))
                return true
            }
        var beside: [Beside] = []
        for (row, verdict) in zip(rows, store.verifier.verify(rows.map(\.bytes))) {
            report.signatures += 1
            switch verdict {
            case .success(let entry) where entry.entry.collective != self.row.id:
                report.findings.append(AuditFinding(.entry, "an entry beside the feeds belongs to another collective"))
            case .success(let entry):
                try auditText(row.text, of: entry, &report)
                let why = AsideTable.Why(rawValue: row.why)
                if why == nil || row.index != entry.entry.id.index {
                    report.findings.append(AuditFinding(
                        .entry, author: entry.entry.author, seq: entry.entry.seq, "its row beside the feeds is not right"))
                }
                beside.append(Beside(entry: entry, why: why ?? .evidence))
            case .failure(let fault): report.findings.append(AuditFinding(.entry, "an entry beside the feeds: \(fault)"))
            }
        }
        return beside
    }
}
