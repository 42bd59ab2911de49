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
    /// Signatures verified, whether they held or not.
    public var signatures: UInt64 = 0
    public var forks: UInt64 = 0
    public var findings: [AuditFinding] = []
    /// The frontier root, as recomputed.
    public var root = Digest.zero
    public var totals: [ProjectTotals] = []
    public var members = 0

    public init(collective: CollectiveID) { self.collective = collective }
}
