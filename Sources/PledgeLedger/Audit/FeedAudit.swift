/// Verifies one feed's bytes in batches: ids, places, links and signatures, on every core.
struct FeedAudit {
    /// Entries verified at a time.
    static let batch = 1_024

    let collective: CollectiveID
    let verifier: ParallelVerifier
    private(set) var verified: [VerifiedEntry] = []
    private(set) var signatures: UInt64 = 0
    private(set) var findings: [AuditFinding] = []
    private var waiting: [Piece] = []
    private var last: [PublicKey: Entry] = [:]

    /// Bytes that are said to be an author's entry at a place.
    struct Piece {
        let author: PublicKey
        let seq: UInt64
        let bytes: [UInt8]
    }

    init(collective: CollectiveID, verifier: ParallelVerifier) {
        self.collective = collective
        self.verifier = verifier
    }

    mutating func add(_ piece: Piece) {
        waiting.append(piece)
        if waiting.count >= Self.batch { flush() }
    }

    /// Notes what the reader of the bytes found.
    mutating func note(_ finding: AuditFinding) { findings.append(finding) }

    /// Verifies what waits.
    mutating func flush() {
        let verdicts = verifier.verify(waiting.map(\.bytes))
        for (piece, verdict) in zip(waiting, verdicts) {
            signatures += 1
            switch verdict {
            case .failure(let fault):
                findings.append(AuditFinding(
                    fault == .signature || fault == .key ? .signature : .entry, author: piece.author, seq: piece.seq,
                    fault.description))
            case .success(let entry): place(entry, piece)
            }
        }
        waiting.removeAll(keepingCapacity: true)
    }

    private mutating func place(_ verified: VerifiedEntry, _ piece: Piece) {
        let entry = verified.entry
        guard entry.author == piece.author, entry.seq == piece.seq else {
            return findings.append(AuditFinding(.place, author: piece.author, seq: piece.seq, "another entry stands here"))
        }
        guard entry.collective == collective else {
            return findings.append(AuditFinding(.place, author: piece.author, seq: piece.seq, "it belongs to another collective"))
        }
        let before = last[entry.author]
        if entry.prev != before?.id ?? .zero || entry.seq != (before?.seq ?? 0) + 1 {
            findings.append(AuditFinding(.link, author: entry.author, seq: entry.seq, "it does not follow the entry before it"))
        }
        last[entry.author] = entry
        self.verified.append(verified)
    }
}
