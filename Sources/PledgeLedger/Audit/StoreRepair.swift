import Foundation
import GRDB

/// Makes a good store out of a damaged one: everything that verifies is kept, the rest is named and
/// left in the old file, which stays beside the new one.
public struct StoreRepair {
    let path: String
    let verifier = ParallelVerifier()

    public init(path: String) { self.path = path }

    public struct Result: Sendable {
        /// What could not be kept.
        public var findings: [AuditFinding]
        /// Where the damaged file is now.
        public var damagedPath: String
        public var entries: UInt64
    }

    /// Repairs the store at the path; nobody else may use it meanwhile.
    ///
    /// - Parameter now: names the file that is put aside, in milliseconds since the Unix epoch.
    /// - Throws: ``StoreFault``; the damaged store is then as it was.
    public func run(now: UInt64) throws -> Result {
        let fresh = "\(path).repaired"
        for suffix in Self.suffixes { try? FileManager.default.removeItem(atPath: fresh + suffix) }
        var findings: [AuditFinding] = []
        let entries = try salvage(into: fresh, &findings)
        let damaged = "\(path).damaged-\(now)"
        for suffix in Self.suffixes where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.moveItem(atPath: path + suffix, toPath: damaged + suffix)
        }
        try FileManager.default.moveItem(atPath: fresh, toPath: path)
        for suffix in Self.suffixes.dropFirst() { try? FileManager.default.removeItem(atPath: fresh + suffix) }
        return Result(findings: findings, damagedPath: damaged, entries: entries)
    }

    private static let suffixes = ["", "-wal", "-shm", ".lock"]

    private func salvage(into fresh: String, _ findings: inout [AuditFinding]) throws -> UInt64 {
        let old = try Store(at: path), new = try Store(at: fresh, missing: .create)
        defer { try? old.close() }
        if let owner = try? old.owner() { try new.setOwner(owner) }
        for peer in (try? old.peers()) ?? [] { try new.addPeer(peer.address, of: peer.collective, now: peer.added) }
        var kept: UInt64 = 0
        for row in try old.collectives() {
            try salvage(row, from: old, into: new, &findings)
            kept += try new.collective(row.id)?.entries ?? 0
        }
        // Its log does not move along with the file.
        try new.closeWhole()
        return kept
    }

    private func salvage(
        _ row: CollectiveRow, from old: Store, into new: Store, _ findings: inout [AuditFinding]
    ) throws {
        var verifier = EntryVerifier()
        let charter = row.charterBytes.flatMap { try? verifier.verify($0) }.flatMap { $0.entry.id == row.id ? $0 : nil }
        if row.charterBytes != nil, charter == nil {
            findings.append(AuditFinding(.charter, "the charter of \(row.id.hex.prefix(12)) is damaged; a peer can give it again"))
        }
        let name = try? old.entry(row.id, in: row.id)?.text
        try new.join(row.id, charter: charter, text: name, secret: row.secret)
        guard let charter, let rules = try? Charter(of: charter) else { return }
        var audit = FeedAudit(collective: row.id, verifier: self.verifier)
        var texts: [EntryID: SaltedText] = [:]
        read(row.id, old, into: &audit, &texts)
        audit.flush()
        findings += audit.findings
        let proofs = ((try? old.forkProofs(in: row.id)) ?? []).filter {
            (try? verifier.verify($0.first.entry)) != nil && (try? verifier.verify($0.second.entry)) != nil
        }
        let beside = besides(row.id, [.definition, .evidence], old, &texts)
        let erasures = besides(row.id, [.erasure], old, &texts)
        let ledger = LedgerContents(
            collective: row.id, charter: rules, entries: audit.verified + proofs.flatMap { [$0.first, $0.second] },
            beside: beside)
        try new.takeFeeds(of: ledger, texts: texts) { _, _ in }
        for proof in proofs { _ = try new.take(proof) }
        _ = try new.take(audit.verified.map { Offer($0, text: texts[$0.entry.id]) }, into: row.id)
        for entry in beside { _ = try new.takeDefinition(entry, text: texts[entry.entry.id], into: row.id) }
        for entry in erasures { try new.takeErasure(entry, into: row.id) }
    }

    /// Every feed's bytes as far as they can be read.
    private func read(
        _ id: CollectiveID, _ old: Store, into audit: inout FeedAudit, _ texts: inout [EntryID: SaltedText]
    ) {
        let authors = (try? old.changes(in: id, after: 0).feeds.map(\.head.author)) ?? []
        for author in authors {
            var reached: UInt64 = 0
            do {
                try old.forEachEntry(of: [Store.Span(author: author)], in: id) { _, seq, bytes, text in
                    audit.add(FeedAudit.Piece(author: author, seq: seq, bytes: Array(bytes)))
                    reached = seq
                    if let words = try? SaltedText(bytes: text), let entry = try? Entry(Array(bytes)),
                        words.commitment == entry.commitment
                    {
                        texts[entry.id] = words
                    }
                    return true
                }
            } catch {
                audit.note(AuditFinding(.file, author: author, seq: reached + 1, "\(error)"))
            }
        }
    }

    /// What lies beside the feeds and verifies, with its texts.
    private func besides(
        _ id: CollectiveID, _ whys: [AsideTable.Why], _ old: Store, _ texts: inout [EntryID: SaltedText]
    ) -> [VerifiedEntry] {
        let rows = (try? old.reading(id) { database, row in
            try whys.flatMap { try AsideTable(database: database, collective: row.number).all($0) }
        }) ?? []
        let entries = verifier.verify(rows.map(\.entry.bytes)).compactMap { try? $0.get() }
        for entry in entries where entry.entry.hasText {
            guard let text = (try? old.entry(entry.entry.id, in: id))?.text, text.commitment == entry.entry.commitment
            else { continue }
            texts[entry.entry.id] = text
        }
        return entries
    }
}
