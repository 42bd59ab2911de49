/// The fourteen things an entry can be. Raw values are the names in `proto/facts.proto`.
public enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
    case charter, profile, vouch, problem, cause, project, round
    case pledge, settle, report, endorse, witness, retract, key

    public var description: String { rawValue }

    /// What an entry of the kind is called, to go on after "this" or "your".
    public var noun: String {
        switch self {
        case .settle: "settlement"
        case .endorse: "endorsement"
        case .retract: "retraction"
        case .witness: "cover"
        case .charter, .profile, .vouch, .problem, .cause, .project, .round, .pledge, .report, .key: rawValue
        }
    }

    /// The same with its article: `a pledge`, `an endorsement`.
    public var oneNoun: String { self == .endorse ? "an \(noun)" : "a \(noun)" }

    /// Whether this version reads the kind; the others are carried and void.
    public var isRead: Bool { self != .key }

    /// The schema's number.
    public var number: Int {
        switch self {
        case .charter: 1
        case .profile: 2
        case .vouch: 3
        case .problem: 4
        case .cause: 5
        case .project: 6
        case .round: 7
        case .pledge: 8
        case .settle: 9
        case .report: 10
        case .endorse: 11
        case .witness: 12
        case .retract: 13
        case .key: 14
        }
    }

    /// Whether other entries can name this one as a definition, which then outlives its author's fork.
    public var isDefinition: Bool { self == .project || self == .round || self == .problem }
}
