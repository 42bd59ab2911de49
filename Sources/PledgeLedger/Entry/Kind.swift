/// The fourteen things an entry can be. Raw values are the names in `proto/facts.proto`.
public enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
    case charter, profile, vouch, problem, cause, project, round
    case pledge, settle, report, endorse, witness, retract, key

    public var description: String { rawValue }

    /// Whether this version reads the kind; the others are carried and void.
    public var isRead: Bool {
        switch self {
        case .charter, .profile, .vouch, .project, .pledge, .endorse, .retract: true
        case .problem, .cause, .round, .settle, .report, .witness, .key: false
        }
    }

    /// Whether other entries can name this one as a definition, which then outlives its author's fork.
    public var isDefinition: Bool { self == .project || self == .round || self == .problem }
}
