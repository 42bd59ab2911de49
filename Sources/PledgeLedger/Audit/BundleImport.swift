extension Store {
    /// What an import brought.
    public struct Imported: Sendable {
        public var collective: CollectiveID
        /// Entries that are new here.
        public var entries: UInt64
        /// The frontier root afterwards.
        public var root: Digest
    }

    /// Takes a verified bundle into the store.
    ///
    /// - Parameter progress: told how many entries were offered, of how many.
    /// - Returns: nil, with nothing stored, for a bundle that has no charter or any finding.
    /// - Throws: ``StoreFault``; what was stored until then is whole and good.
    public func take(
        _ bundle: BundleAudit.Contents, progress: (UInt64, UInt64) -> Void = { _, _ in }
    ) throws -> Imported? {
        guard bundle.report.findings.isEmpty, let charter = bundle.charter, let ledger = bundle.ledger else { return nil }
        let id = ledger.collective
        if try collective(id) == nil { try join(id, charter: charter, text: bundle.texts[id]) }
        _ = try takeCharter(charter, text: bundle.texts[id])
        let before = try collective(id)?.entries ?? 0
        try takeFeeds(of: ledger, texts: bundle.texts, progress: progress)
        // After the feeds: only then is everybody known whose proof is kept.
        for proof in bundle.proofs { _ = try take(proof) }
        for entry in bundle.definitions { _ = try takeDefinition(entry, text: bundle.texts[entry.entry.id], into: id) }
        for entry in bundle.erasures { try takeErasure(entry, into: id) }
        let after = try collective(id)?.entries ?? 0
        return Imported(collective: id, entries: after &- min(before, after), root: try frontier(of: id).tree.root())
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
