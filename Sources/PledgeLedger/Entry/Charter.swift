/// The founding entry of a collective: who founded it and by which rules it lives.
/// Absent values have taken the constants of rules version 1.
public struct Charter: Hashable, Sendable {
    public enum Admission: Hashable, Sendable {
        /// Members' vouches admit.
        case vouched
        /// Every author is in; keys are then not people.
        case open
    }

    /// How much one feed may hold, in all its time.
    public struct Quota: Hashable, Sendable {
        public var entries: UInt64
        public var bytes: UInt64

        public init(entries: UInt64 = 100_000, bytes: UInt64 = 64 << 20) {
            self.entries = entries
            self.bytes = bytes
        }
    }

    /// Vouches that a member may give, by distance from the founders; past the end, none.
    public static let defaultLadder: [UInt32] = [100, 100, 50, 25, 12, 6, 3]
    public static let defaultVouchesNeeded: UInt32 = 1
    /// The rules that this program's views compute.
    public static let rulesVersion: UInt32 = 1

    public var rulesVersion: UInt32
    public var founders: [PublicKey]
    public var admission: Admission
    public var vouchesNeeded: UInt32
    public var ladder: [UInt32]
    public var quota: Quota
    /// Keys whose covers tell what was there when, and raise the stop of a feed that forked; often none.
    public var witnesses: [PublicKey]
    /// What rounds go by that name no rule themselves.
    public var defaultRules: RoundRules

    public init(
        founders: [PublicKey], admission: Admission = .vouched, vouchesNeeded: UInt32 = defaultVouchesNeeded,
        ladder: [UInt32] = defaultLadder, quota: Quota = Quota(), witnesses: [PublicKey] = [],
        defaultRules: RoundRules = RoundRules(), rulesVersion: UInt32 = rulesVersion
    ) {
        self.rulesVersion = rulesVersion
        self.founders = founders
        self.admission = admission
        self.vouchesNeeded = vouchesNeeded
        self.ladder = ladder
        self.quota = quota
        self.witnesses = witnesses
        self.defaultRules = defaultRules
    }

    public var isWitnessed: Bool { !witnesses.isEmpty }

    /// Whether somebody who comes nearer to the founders may have fewer vouches to give.
    var ladderRises: Bool { zip(ladder, ladder.dropFirst()).contains { $0 < $1 } }

    /// How many distinct witnesses decide: 2f + 1 of 3f + 1, so that any two quorums share an honest one
    /// while at most f are not. 0 without witnesses.
    public var quorum: Int { Self.quorum(of: witnesses.count) }

    public static func quorum(of witnesses: Int) -> Int { witnesses == 0 ? 0 : (witnesses - 1) / 3 * 2 + 1 }

    /// How many witnesses have this quorum.
    public static func witnesses(forQuorum quorum: Int) -> Int { quorum < 1 ? 0 : (quorum - 1) / 2 * 3 + 1 }

    /// Whether so many witnesses can decide: 1, 4, 7, … 61.
    public static func canBeWitnesses(_ count: Int) -> Bool {
        (1...mostWitnesses).contains(count) && count % 3 == 1
    }

    /// A set of them is a word of 64 bits, and a charter has to fit its facts.
    public static let mostWitnesses = 61

    /// Reads the charter of a collective from its entry.
    /// - Throws: ``CharterFault`` when the entry founds nothing that can be joined.
    public init(of entry: VerifiedEntry) throws(CharterFault) {
        guard entry.entry.collective.isZero else { throw .notACharter }
        switch entry.reading {
        case .void(let reason): throw .void(reason)
        case .facts(.charter(let charter)):
            guard charter.founders.contains(entry.entry.author) else { throw .authorNotFounder }
            guard charter.rulesVersion == Charter.rulesVersion else { throw .rulesVersion(charter.rulesVersion) }
            self = charter
        case .facts: throw .notACharter
        }
    }
}

/// Why a charter can't be joined.
public enum CharterFault: Error, Equatable, Sendable, CustomStringConvertible {
    case notACharter
    case void(VoidReason)
    case authorNotFounder
    case rulesVersion(UInt32)

    public var description: String {
        switch self {
        case .notACharter: "the entry is no charter"
        case .void(let reason): "the charter is void: \(reason)"
        case .authorNotFounder: "the charter's author is not among its founders"
        case .rulesVersion(let version):
            "cannot compute: the charter asks for rules version \(version); this program knows \(Charter.rulesVersion)"
        }
    }
}
