/// One thing that an audit found not to be as it should.
public struct AuditFinding: Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, for programs.
    public enum Kind: String, Sendable {
        case file, entry, signature, link, place, text, fork, count, root, view, charter, checkpoint
    }

    public var kind: Kind
    public var author: PublicKey?
    public var seq: UInt64?
    public var detail: String

    public init(_ kind: Kind, author: PublicKey? = nil, seq: UInt64? = nil, _ detail: String) {
        self.kind = kind
        self.author = author
        self.seq = seq
        self.detail = detail
    }

    public var description: String {
        let feed = author.map { "feed \($0.hex.prefix(12))" }
        let place = seq.map { "entry \($0)" }
        let subject = [feed, place].compactMap { $0 }.joined(separator: ", ")
        return subject.isEmpty ? "\(kind): \(detail)" : "\(kind): \(subject): \(detail)"
    }
}

/// What an audit saw of one collective.
public struct AuditReport: Sendable {
    public var collective: CollectiveID
    /// Entries that count, as recomputed.
    public var entries: UInt64 = 0
    public var feeds: UInt64 = 0
    /// Of the entries that count for their chains, those whose facts can't be read, and count for nothing else.
    public var void: UInt64 = 0
    /// Signatures verified, whether they held or not.
    public var signatures: UInt64 = 0
    public var forks: UInt64 = 0
    public var findings: [AuditFinding] = []
    /// The frontier root, as recomputed.
    public var root = Digest.zero
    public var totals: [ProjectTotals] = []
    public var members = 0
    /// Witnesses who covered two stories: no fault of what was audited, so no finding.
    public var conflicts: [WitnessConflict] = []
    /// Covers of a time that can't be: no fault of what was audited either.
    public var backdated: [BackdatedCover] = []
    /// Nil where there was none to compute by.
    public var charter: Charter?

    public init(collective: CollectiveID) { self.collective = collective }
}

extension AuditReport {
    /// Holds the ledger against a checkpoint: the same root, feeds and entries, signed by a quorum of the
    /// charter's witnesses, where it names any.
    public mutating func compare(_ note: CheckpointNote) {
        let stated = note.checkpoint
        func find(_ detail: String) { findings.append(AuditFinding(.checkpoint, detail)) }
        guard stated.collective == collective else { return find("it is of another collective, \(stated.collective.hex.prefix(12))") }
        if stated.root != root { find("it states the root \(stated.root.hex), the entries have \(root.hex)") }
        if stated.feeds != feeds { find("it states \(stated.feeds) feeds, here are \(feeds)") }
        if stated.entries != entries { find("it states \(stated.entries) entries, here are \(entries)") }
        guard let charter, charter.isWitnessed else { return }
        let witnesses = note.signers.filter(charter.witnesses.contains).count
        if witnesses < charter.quorum { find("\(witnesses) of \(charter.witnesses.count) witnesses signed it; a quorum takes \(charter.quorum)") }
    }
}
