import GRDB

/// Takes what can still be read of a damaged store into a new one.
///
/// Tables give what no signature vouches for (peers, secrets, how far each feed went), as far as SQLite
/// reads them; entries and texts are found page by page, so that no damaged page hides another.
struct Salvage {
    let path: String
    let marks: MarkFolder?
    let verifier: ParallelVerifier
    private(set) var findings: [AuditFinding] = []

    init(path: String, marks: MarkFolder?, verifier: ParallelVerifier) {
        self.path = path
        self.marks = marks
        self.verifier = verifier
    }

    /// What the tables say of one collective.
    private struct Row {
        let id: CollectiveID
        let secret: [UInt8]?
        var isImporting = false
        var stops: [PublicKey: UInt64] = [:]
        var checkpoints: [CheckpointNote] = []
    }

    /// - Returns: how many entries count in the new store.
    mutating func run(into fresh: String) throws -> UInt64 {
        let pages = StorePages(path: path)
        defer { pages.close() }
        let sweep = StoreSweep(pages: pages, verifier: verifier)
        let new = try Store(at: fresh, missing: .create)
        defer { try? new.close() }
        let rows = try readTables(into: new), charters = sweep.charters()
        guard !rows.isEmpty || !charters.isEmpty else { throw RepairFault.nothingFound(path: path) }
        var kept: UInt64 = 0
        for id in Set(rows.map(\.id) + charters.keys + signed).sorted() {
            try take(id, rows.first { $0.id == id }, charters[id], sweep, into: new)
            kept += try new.collective(id)?.entries ?? 0
        }
        // Its log does not move along with the file.
        try new.closeWhole()
        return kept
    }

    /// Collectives that the owner signed in.
    private var signed: [CollectiveID] { marks?.collectives() ?? [] }

    /// Peers and the owner go over at once. An empty file has no tables, and SQLite would drop its log.
    private func readTables(into new: Store) throws -> [Row] {
        guard try StoreRepair.size(path) > 0, let queue = try? StoreRepair.open(path, isCut: true) else { return [] }
        defer { try? queue.close() }
        if let owner = try? queue.read({ try Meta.read(.owner, $0) }).flatMap({ PublicKey(bytes: $0) }) {
            try new.setOwner(owner)
        }
        var peers: [(String, CollectiveID?, UInt64)] = []
        try? queue.read { database in
            try Prepared(database, "SELECT address, collective, added FROM peer ORDER BY added, address").each {
                peers.append(($0.text(0), $0.isNull(1) ? nil : $0.value(1), $0.uint(2)))
                return true
            }
        }
        for (address, collective, added) in peers { try new.addPeer(address, of: collective, now: added) }
        var rows: [Row] = []
        try? queue.read { database in
            try Prepared(database, "SELECT number, id, secret FROM collective ORDER BY number").each { read in
                var row = Row(id: read.value(1), secret: read.isNull(2) ? nil : read.bytes(2))
                try? Prepared(database, "SELECT author, stop FROM feed WHERE collective = ?").bind(1, read.int(0)).each {
                    row.stops[$0.value(0)] = $0.count(1, atMost: Entry.Layout.maximumSeq)
                    return true
                }
                try? Prepared(database, "SELECT note FROM checkpoint WHERE collective = ?").bind(1, read.int(0)).each {
                    if let note = try? CheckpointNote(bytes: $0.bytes(0)), note.checkpoint.collective == row.id {
                        row.checkpoints.append(note)
                    }
                    return true
                }
                // Stores of earlier versions have no such column.
                let importing = try? Prepared(database, "SELECT importing FROM collective WHERE number = ?")
                    .bind(1, read.int(0)).first { $0.int(0) != 0 }
                row.isImporting = importing ?? false
                if !row.id.isZero { rows.append(row) }
                return true
            }
        }
        return rows
    }

    private mutating func take(
        _ id: CollectiveID, _ row: Row?, _ found: StoreSweep.FoundCharter?, _ sweep: StoreSweep, into new: Store
    ) throws {
        guard let found else {
            findings.append(AuditFinding(
                .charter, "the charter of \(id.hex.prefix(12)) is damaged; a peer can give it again"
                    + (row == nil ? ", once you have joined by its link" : "")))
            if let row { try new.join(id, secret: row.secret) }
            return
        }
        guard let secret = row.map({ .some($0.secret) }) ?? found.secret else {
            // Without its secret a private collective would be shown to everybody.
            findings.append(AuditFinding(
                .charter, "whether \(id.hex.prefix(12)) has a secret can't be read; join it by its link, then repair again"))
            return
        }
        try new.join(id, charter: found.entry, secret: secret)
        let entries = sweep.entries(of: id, besides: (try? marks?.read(id)).map { [$0.signed.bytes] } ?? [])
        let ledger = LedgerContents(
            collective: id, charter: try Charter(of: found.entry), entries: entries)
        try takeEntries(entries, ledger, into: new)
        try takeTexts(of: [found.entry] + entries, sweep, into: id, new)
        for note in row?.checkpoints ?? [] { try new.hold(note) }
        if row?.isImporting == true { try new.setImporting(true, id) }
        try nameGaps(entries, row?.stops ?? [:], id, new)
    }

    private func takeEntries(_ entries: [VerifiedEntry], _ ledger: LedgerContents, into new: Store) throws {
        let id = ledger.collective
        try new.takeFeeds(of: ledger, texts: [:]) { _, _ in }
        for proof in Self.proofs(entries) { _ = try new.take(proof) }
        var chained: Set<EntryID> = []
        for feed in ledger.feeds { for entry in feed.chain { chained.insert(entry.entry.id) } }
        let rest = entries.filter { !chained.contains($0.entry.id) }
            .sorted { ($0.entry.author, $0.entry.seq, $0.entry.id) < ($1.entry.author, $1.entry.seq, $1.entry.id) }
        for start in stride(from: 0, to: rest.count, by: StoreLimits.group) {
            let group = rest[start..<min(start + StoreLimits.group, rest.count)]
            _ = try new.take(group.map { Offer($0) }, into: id)
        }
        try new.takeBranches(rest + ledger.pastForks, into: id)
        for entry in rest where entry.reading.kind?.isDefinition ?? false {
            _ = try new.takeDefinition(entry, text: nil, into: id)
        }
        for entry in rest where entry.erasedTarget != nil { try new.takeErasure(entry, into: id) }
    }

    /// The lowest fork of each author that the entries prove.
    private static func proofs(_ entries: [VerifiedEntry]) -> [ForkProof] {
        struct Link: Hashable {
            let author: PublicKey
            let seq: UInt64
            let prev: EntryID
        }
        var first: [Link: VerifiedEntry] = [:], lowest: [PublicKey: ForkProof] = [:]
        for entry in entries.sorted(by: { $0.entry.id < $1.entry.id }) {
            let link = Link(author: entry.entry.author, seq: entry.entry.seq, prev: entry.entry.prev)
            guard let other = first[link] else {
                first[link] = entry
                continue
            }
            guard lowest[link.author].map({ link.seq < $0.place }) ?? true else { continue }
            if let proof = try? ForkProof(other, entry) { lowest[link.author] = proof }
        }
        return lowest.values.sorted { $0.author < $1.author }
    }

    private func takeTexts(of entries: [VerifiedEntry], _ sweep: StoreSweep, into id: CollectiveID, _ new: Store) throws {
        var committed: [Digest: [EntryID]] = [:]
        for entry in entries where entry.entry.hasText { committed[entry.entry.commitment, default: []].append(entry.entry.id) }
        guard !committed.isEmpty else { return }
        var group: [(SaltedText, EntryID)] = []
        func flush() throws {
            try new.appending(to: id, .normal) { appender in
                for (text, entry) in group where entry != id { _ = try appender.takeText(text, of: entry) }
            }
            for (text, entry) in group where entry == id { _ = try new.takeText(text, of: entry, into: id) }
            group.removeAll(keepingCapacity: true)
        }
        try sweep.forEachText { text in
            // Each once: the log may hold a text several times.
            for entry in committed.removeValue(forKey: text.commitment) ?? [] { group.append((text, entry)) }
            if group.count >= StoreLimits.group { try flush() }
        }
        try flush()
    }

    /// Where a feed ends before it once did, or before entries that were found.
    private mutating func nameGaps(
        _ entries: [VerifiedEntry], _ stops: [PublicKey: UInt64], _ id: CollectiveID, _ new: Store
    ) throws {
        var last = stops, found: [PublicKey: UInt64] = [:]
        for entry in entries {
            found[entry.entry.author, default: 0] += 1
            last[entry.entry.author] = max(last[entry.entry.author] ?? 0, entry.entry.seq)
        }
        for (author, last) in last.sorted(by: { $0.key < $1.key }) {
            let state = try new.feed(of: author, in: id)?.head
            let stop = state?.stop ?? 0, fork = state?.fork ?? 0
            guard last > stop, fork == 0 || stop + 1 < fork else { continue }
            let later = (found[author] ?? 0) &- min(stop, found[author] ?? 0)
            findings.append(AuditFinding(
                .entry, author: author, seq: stop + 1, "it can't be read, so the feed ends before it and not at \(last)"
                    + (later > 0 ? "; \(later) later ones stay in the damaged file" : "")))
        }
    }
}
