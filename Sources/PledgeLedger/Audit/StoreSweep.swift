import Foundation

/// Finds every entry and text that a damaged store's file and log still hold, wherever they lie: an
/// entry names its collective, and its signature says whether it is whole; a text is one where an entry
/// committed to it.
struct StoreSweep {
    let pages: StorePages
    let verifier: ParallelVerifier

    /// A charter as it was found.
    struct FoundCharter {
        let entry: VerifiedEntry
        /// The collective's secret, where the bytes before the charter show whether it has one.
        let secret: [UInt8]??
    }

    /// Charters, by the ids that they give their collectives.
    func charters() -> [CollectiveID: FoundCharter] {
        var found: [CollectiveID: FoundCharter] = [:]
        var verifier = EntryVerifier()
        func see(_ bytes: [UInt8], before: ArraySlice<UInt8>) {
            guard let entry = try? Entry(bytes), entry.collective.isZero, let verified = try? verifier.verify(entry),
                (try? Charter(of: verified)) != nil
            else { return }
            let secret = Self.secret(in: before, of: entry.id)
            if found[entry.id] == nil || secret != nil { found[entry.id] = FoundCharter(entry: verified, secret: secret) }
        }
        forEachEntry(of: .zero, see)
        return found
    }

    /// A collective's row holds its id, its secret where it has one, and then its charter.
    private static func secret(in before: ArraySlice<UInt8>, of id: CollectiveID) -> [UInt8]?? {
        if before.suffix(32).elementsEqual(id.bytes) { return .some(nil) }
        guard before.suffix(64).count == 64, before.suffix(64).prefix(32).elementsEqual(id.bytes) else { return nil }
        return .some(Array(before.suffix(32)))
    }

    /// Every entry of a collective whose signature holds, each once.
    func entries(of id: CollectiveID, besides known: [[UInt8]]) -> [VerifiedEntry] {
        var seen: Set<EntryID> = [], waiting: [[UInt8]] = [], verified: [VerifiedEntry] = []
        func flush() {
            verified += verifier.verify(waiting).compactMap { try? $0.get() }
            waiting.removeAll(keepingCapacity: true)
        }
        func see(_ bytes: [UInt8], before: ArraySlice<UInt8>) {
            guard let entry = try? Entry(bytes), entry.collective == id, !seen.contains(entry.id) else { return }
            seen.insert(entry.id)
            waiting.append(bytes)
            if waiting.count == FeedAudit.batch { flush() }
        }
        for bytes in known { see(bytes, before: []) }
        forEachEntry(of: id, see)
        flush()
        return verified
    }

    /// Every blob that could be a text.
    func forEachText(_ body: (SaltedText) throws -> Void) rethrows {
        try pages.forEach { page in
            try LeafPage(page, of: pages)?.forEachBlob { blob in
                if let text = try? SaltedText(bytes: blob.bytes) { try body(text) }
            }
        }
    }

    /// Bytes that begin like an entry of a collective, with what lies before them on their page.
    private func forEachEntry(of id: CollectiveID, _ body: ([UInt8], _ before: ArraySlice<UInt8>) -> Void) {
        let start = [Entry.Layout.version] + id.bytes
        pages.forEach { page in
            var from = 0
            while let at = page.firstIndex(of: start, from: from) {
                from = at + 1
                guard let length = Self.length(of: page, at: at) else { continue }
                body(Array(page[at..<(at + length)]), page[..<at])
            }
            LeafPage(page, of: pages)?.forEachBlob { blob in
                if blob.isSpilt, blob.bytes.starts(with: start) { body(blob.bytes, []) }
            }
        }
    }

    /// Bytes of the entry that begins there, where all of it is on the page.
    private static func length(of page: [UInt8], at start: Int) -> Int? {
        let field = start + Entry.Layout.factsLength
        guard field + 2 <= page.count else { return nil }
        let length = Entry.Layout.facts + Int(page[field]) << 8 + Int(page[field + 1]) + SignatureRule.length
        return start + length <= page.count ? length : nil
    }
}

extension [UInt8] {
    /// Where a pattern next begins.
    fileprivate func firstIndex(of pattern: [UInt8], from start: Int) -> Int? {
        withUnsafeBytes { whole in
            pattern.withUnsafeBytes { pattern in
                guard let base = whole.baseAddress, let wanted = pattern.baseAddress else { return nil }
                var at = start
                while at + pattern.count <= whole.count,
                    let first = memchr(base + at, Int32(pattern[0]), whole.count - at)
                {
                    at = UnsafeRawPointer(first) - base
                    if at + pattern.count <= whole.count, memcmp(base + at, wanted, pattern.count) == 0 { return at }
                    at += 1
                }
                return nil
            }
        }
    }
}
