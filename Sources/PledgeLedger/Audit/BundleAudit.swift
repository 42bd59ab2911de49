/// Verifies a bundle: its structure, every id, link and signature, commitments and fork proofs, and
/// recomputes the frontier root and the views from its entries alone.
public struct BundleAudit {
    public let path: String
    private let verifier = ParallelVerifier()

    public init(path: String) { self.path = path }

    /// What a bundle holds, verified.
    public struct Contents {
        public var report: AuditReport
        public var charter: VerifiedEntry?
        public var ledger: LedgerContents?
        public var proofs: [ForkProof] = []
        public var definitions: [VerifiedEntry] = []
        public var erasures: [VerifiedEntry] = []
        /// Entries past forks that show how far witnesses covered.
        public var branches: [VerifiedEntry] = []
        public var texts: [EntryID: SaltedText] = [:]
        public var checkpoints: [CheckpointNote] = []
    }

    /// Reads and verifies the whole bundle.
    ///
    /// - Parameter progress: told the bytes read, of how many.
    /// - Throws: ``BundleFault`` when the file is no bundle, is cut short or altered.
    public func audit(progress: (UInt64, UInt64) -> Void = { _, _ in }) throws(BundleFault) -> Contents {
        let summary = try BundleReader.checkIntegrity(path)
        var contents = Contents(report: AuditReport(collective: summary.collective))
        var audit = FeedAudit(collective: summary.collective, verifier: verifier)
        var feeds: [BundleFeed] = []
        let reader = try BundleReader(path: path)
        while case let parts = try reader.batch(), !parts.isEmpty {
            for part in parts { take(part, &contents, &audit, &feeds) }
            progress(reader.position, reader.size)
        }
        audit.flush()
        contents.report.signatures += audit.signatures
        contents.report.findings += audit.findings
        settle(feeds, audit.verified, &contents)
        return contents
    }

    private func take(
        _ part: BundlePart, _ contents: inout Contents, _ audit: inout FeedAudit, _ feeds: inout [BundleFeed]
    ) {
        switch part {
        case .charter(let id, let bytes):
            contents.charter = verified(bytes, "the charter", of: .zero, &contents)
            if let charter = contents.charter, charter.entry.id != id {
                contents.report.findings.append(AuditFinding(.charter, "the charter's id is not the collective's"))
            }
        case .feed(let feed): feeds.append(feed)
        case .entry(let author, let place, let bytes):
            audit.add(FeedAudit.Piece(author: author, seq: place, bytes: bytes))
        case .proof(let first, let second):
            let both = [first, second].compactMap { verified($0, "a fork proof", &contents) }
            guard let one = both.first, let other = both.dropFirst().first else { return }
            do { contents.proofs.append(try ForkProof(one, other)) } catch {
                contents.report.findings.append(AuditFinding(.fork, error.description))
            }
        case .definition(let bytes):
            if let entry = verified(bytes, "a definition", &contents) { contents.definitions.append(entry) }
        case .erasure(let bytes):
            if let entry = verified(bytes, "an erasure", &contents) { contents.erasures.append(entry) }
        case .checkpoint(let bytes): take(checkpoint: bytes, &contents)
        case .branch(let bytes):
            if let entry = verified(bytes, "an entry past a fork", &contents) { contents.branches.append(entry) }
        case .text(let id, let bytes):
            do { contents.texts[id] = try SaltedText(bytes: bytes) } catch {
                contents.report.findings.append(AuditFinding(.text, "text of \(id.hex.prefix(12)): \(error)"))
            }
        }
    }

    /// A checkpoint may be of an earlier state, so that its root is not compared.
    private func take(checkpoint bytes: [UInt8], _ contents: inout Contents) {
        do {
            let note = try CheckpointNote(bytes: bytes)
            guard note.checkpoint.collective == contents.report.collective else {
                return contents.report.findings.append(AuditFinding(.checkpoint, "a checkpoint is of another collective"))
            }
            contents.checkpoints.append(note)
        } catch {
            contents.report.findings.append(AuditFinding(.checkpoint, error.description))
        }
    }

    /// - Parameter collective: what the entry's own field has to say; the bundle's collective for nil.
    private func verified(
        _ bytes: [UInt8], _ what: String, of collective: CollectiveID? = nil, _ contents: inout Contents
    ) -> VerifiedEntry? {
        contents.report.signatures += 1
        guard let verdict = verifier.verify([bytes]).first else { return nil }
        switch verdict {
        case .success(let entry) where entry.entry.collective == collective ?? contents.report.collective:
            return entry
        case .success(let entry):
            contents.report.findings.append(AuditFinding(
                .entry, author: entry.entry.author, seq: entry.entry.seq, "\(what) belongs to another collective"))
        case .failure(let fault):
            contents.report.findings.append(AuditFinding(.entry, "\(what): \(fault)"))
        }
        return nil
    }

    /// Holds what the bundle says of its feeds against the feed rules.
    private func settle(_ feeds: [BundleFeed], _ entries: [VerifiedEntry], _ contents: inout Contents) {
        guard let entry = contents.charter else { return }
        let charter: Charter
        do { charter = try Charter(of: entry) } catch {
            return contents.report.findings.append(AuditFinding(.charter, error.description))
        }
        let ledger = LedgerContents(
            collective: contents.report.collective, charter: charter, entries: entries, proofs: contents.proofs,
            beside: contents.definitions, apart: contents.erasures + contents.branches)
        compare(feeds, ledger, &contents)
        checkProofs(feeds, charter, &contents)
        contents.ledger = ledger
        checkBeside(ledger, entries, &contents)
        checkBranches(feeds, entries, &contents)
        checkTexts(entries + contents.definitions + [entry], &contents)
        contents.report.summarise(ledger)
        contents.report.conflicts = ledger.conflicts
    }

    /// The feeds of the file have to be what comes of its entries.
    private func compare(_ feeds: [BundleFeed], _ ledger: LedgerContents, _ contents: inout Contents) {
        var settled: [PublicKey: LedgerContents.Feed] = [:]
        for feed in ledger.feeds { settled[feed.author] = feed }
        for feed in feeds {
            guard let own = settled.removeValue(forKey: feed.author) else {
                contents.report.findings.append(AuditFinding(.count, author: feed.author, "its author is no member"))
                continue
            }
            if own.state.stop != feed.entries || own.state.fork != feed.fork {
                contents.report.findings.append(AuditFinding(
                    .count, author: feed.author, seq: own.state.stop,
                    "the bundle says stop \(feed.entries) and fork \(feed.fork), the entries say "
                        + "\(own.state.stop) and \(own.state.fork)"))
            }
        }
        for author in settled.keys.sorted() {
            contents.report.findings.append(AuditFinding(.fork, author: author, "it forked and has no feed"))
        }
    }

    /// Each proof is of the fork that its author's feed states, and each stated fork has its proof.
    private func checkProofs(_ feeds: [BundleFeed], _ charter: Charter, _ contents: inout Contents) {
        var stated: [PublicKey: UInt64] = [:]
        for feed in feeds where feed.fork != 0 { stated[feed.author] = feed.fork }
        for proof in contents.proofs {
            let place = stated.removeValue(forKey: proof.author)
            guard place != proof.place || proof.place > charter.quota.entries else { continue }
            contents.report.findings.append(AuditFinding(
                .fork, author: proof.author, seq: proof.place, "its proof is not of the fork that the bundle states"))
        }
        for author in stated.keys.sorted() {
            contents.report.findings.append(AuditFinding(.fork, author: author, seq: stated[author], "its fork has no proof"))
        }
    }

    /// Definitions are what counted pledges name and no feed holds; an erasure is one retraction a
    /// target, by the target's author.
    private func checkBeside(_ ledger: LedgerContents, _ entries: [VerifiedEntry], _ contents: inout Contents) {
        var authors: [EntryID: PublicKey] = [:]
        for entry in entries { authors[entry.entry.id] = entry.entry.author }
        let named = ledger.named()
        for entry in contents.definitions {
            let id = entry.entry.id
            if authors[id] != nil || !named.contains(id) || entry.entry.seq > ledger.charter.quota.entries {
                contents.report.findings.append(AuditFinding(.entry, "definition \(id.hex.prefix(12)) has no place in the bundle"))
            }
            authors[id] = entry.entry.author
        }
        authors[contents.report.collective] = contents.charter?.entry.author
        var targets: Set<EntryID> = []
        for entry in contents.erasures {
            guard case .facts(.retract(let retract)) = entry.reading, retract.erase,
                authors[retract.target] == entry.entry.author, targets.insert(retract.target).inserted
            else {
                contents.report.findings.append(AuditFinding(
                    .entry, "erasure \(entry.entry.id.hex.prefix(12)) erases nothing of its author's, or again"))
                continue
            }
        }
        for entry in entries {
            if case .facts(.retract(let retract)) = entry.reading, retract.erase,
                authors[retract.target] == entry.entry.author { targets.insert(retract.target) }
        }
        for target in targets.sorted() where contents.texts[target] != nil {
            contents.report.findings.append(AuditFinding(.text, "text of \(target.hex.prefix(12)), which its author erased"))
        }
    }

    /// Entries past forks are of feeds that forked, and of no chain.
    private func checkBranches(_ feeds: [BundleFeed], _ entries: [VerifiedEntry], _ contents: inout Contents) {
        guard !contents.branches.isEmpty else { return }
        var forks: [PublicKey: UInt64] = [:]
        for feed in feeds where feed.fork != 0 { forks[feed.author] = feed.fork }
        let chained = Set(entries.map(\.entry.id))
        for entry in contents.branches.map(\.entry) where entry.seq < forks[entry.author] ?? .max || chained.contains(entry.id) {
            contents.report.findings.append(AuditFinding(
                .entry, author: entry.author, seq: entry.seq, "past no fork, or in the chain: it has no place beside it"))
        }
    }

    private func checkTexts(_ entries: [VerifiedEntry], _ contents: inout Contents) {
        var commitments: [EntryID: Digest] = [:]
        for entry in entries { commitments[entry.entry.id] = entry.entry.commitment }
        for (id, text) in contents.texts.sorted(by: { $0.key < $1.key }) where text.commitment != commitments[id] {
            contents.report.findings.append(AuditFinding(
                .text, commitments[id] == nil
                    ? "text of \(id.hex.prefix(12)), which is no entry of the bundle"
                    : "text of \(id.hex.prefix(12)) is not what its author committed to"))
        }
    }
}
