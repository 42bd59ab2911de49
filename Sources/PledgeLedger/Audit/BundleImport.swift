extension Store {
    /// What an import brought.
    public struct Imported: Sendable {
        public var collective: CollectiveID
        public var change: LedgerChange
        /// The frontier root afterwards.
        public var root: Digest
    }

    /// Takes a verified bundle into the store.
    ///
    /// - Parameter progress: told how many entries were offered, of how many.
    /// - Returns: nil, with nothing stored, for a bundle that has no charter or any finding.
    /// - Throws: ``StoreFault``; what was stored until then is good, and the collective is marked as
    ///   being imported until it is done again.
    public func take(
        _ bundle: BundleAudit.Contents, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> Imported? {
        guard bundle.report.findings.isEmpty, let charter = bundle.charter, let ledger = bundle.ledger else { return nil }
        let id = ledger.collective
        let before = try headsIfHere(of: id)
        if try collective(id) == nil { try join(id, charter: charter, text: bundle.texts[id]) }
        try setImporting(true, id)
        _ = try takeCharter(charter, text: bundle.texts[id])
        try takeFeeds(of: ledger, texts: bundle.texts, progress: progress)
        // After the feeds: only then is everybody known whose proof is kept.
        for proof in bundle.proofs { _ = try take(proof) }
        try takeBranches(bundle.branches + ledger.pastForks, texts: bundle.texts, into: id)
        for entry in bundle.definitions { _ = try takeDefinition(entry, text: bundle.texts[entry.entry.id], into: id) }
        for entry in bundle.erasures { try takeErasure(entry, into: id) }
        // What nobody of the collective has signed would take the room of what somebody has.
        let known = Set(ledger.feeds.map(\.author) + ledger.charter.witnesses)
        for note in bundle.checkpoints where note.signers.contains(where: known.contains) { try hold(note) }
        try setImporting(false, id)
        let after = try heads(of: id).heads
        return Imported(
            collective: id, change: LedgerChange(from: before, to: after),
            root: FrontierTree(collective: id, heads: after).root())
    }

    /// Feeds nearest to the founders first, so that every author's vouches are here before their feed.
    func takeFeeds(
        of ledger: LedgerContents, texts: [EntryID: SaltedText], progress: (UInt64, UInt64) -> Void
    ) throws {
        let total = ledger.feeds.reduce(0) { $0 + UInt64($1.chain.count) }
        var done: UInt64 = 0
        var group: [Offer] = []
        func flush() throws {
            _ = try take(group, into: ledger.collective)
            done += UInt64(group.count)
            group.removeAll(keepingCapacity: true)
            progress(done, total)
        }
        for feed in ledger.feeds.sorted(by: { ($0.distance, $0.author) < ($1.distance, $1.author) }) {
            for entry in feed.chain {
                group.append(Offer(entry, text: texts[entry.entry.id]))
                if group.count == StoreLimits.group { try flush() }
            }
        }
        try flush()
    }
}

extension LedgerContents {
    /// Entries that count because witnesses covered them, though their authors forked before.
    var pastForks: [VerifiedEntry] {
        feeds.filter(\.state.isForked).flatMap { feed in feed.chain.filter { $0.entry.seq >= feed.state.fork } }
    }
}
