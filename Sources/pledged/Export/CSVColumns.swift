import PledgeLedger

/// The columns of each list as CSV: every field that its objects can have, in a fixed order, so that a sheet made
/// today fits one made tomorrow.
enum CSVColumns {
    static func of(_ list: ListCommand.Subject) -> [String] {
        switch list {
        case .projects: entry(.project) + ["asks", "people", "for", "against", "endorsements", "version"]
        case .rounds: entry(.round)
        case .problems: entry(.problem)
        case .causes: entry(.cause)
        case .pledges: entry(.pledge) + ["stage", "backed", "in_time", "met", "lent", "repaid", "stages"]
        case .settlements: entry(.settle)
        case .reports: entry(.report)
        case .endorsements: entry(.endorse)
        case .reviews: ["id", "kind", "title", "people", "reports", "evidence", "beneficiaries", "experts", "reviews"]
        case .members: ["kind", "key", "alias", "distance", "voice", "fork"]
        case .entries: every
        case .forks: ["kind", "author", "seq", "ids"]
        }
    }

    static let rally = ["kind", "project", "unit", "score", "weight", "problems", "unmet", "target", "version"]
    static let roots = ["kind", "rank", "problem", "title", "weight", "residue", "start", "mass", "circle", "from"]

    private static let head = [
        "id", "kind", "author", "alias", "time", "seq", "standing", "void", "idle", "covers_nothing", "retracted_by", "erased",
    ]

    private static func entry(_ kind: Kind) -> [String] {
        head + (kind.isTitled ? ["title", "text"] : ["text"]) + facts(kind)
    }

    /// Of entries of any kind: each field once.
    private static var every: [String] {
        var seen: Set<String> = []
        return (head + ["title", "text"] + Kind.allCases.flatMap(facts)).filter { seen.insert($0).inserted }
    }

    /// As ``Details`` names them.
    private static func facts(_ kind: Kind) -> [String] {
        switch kind {
        case .charter:
            [
                "rules_version", "founders", "admission", "vouches_needed", "ladder", "witnesses", "quorum", "rule", "cap", "step",
                "max_feed_entries", "max_feed_bytes",
            ]
        case .profile: ["role", "skills", "capacity"]
        case .vouch: ["subject", "scope", "level", "until"]
        case .problem: ["place", "same_as"]
        case .cause: ["cause", "effect", "strength", "evidence"]
        case .project: ["revises", "addresses", "stewards", "recipient", "host", "split", "bonus", "lock", "settle_by"]
        case .round: ["pool_unit", "rule", "cap", "step", "eligible", "lock"]
        case .pledge: ["to", "ask", "unit", "amount", "min_people", "joint", "repay_by"]
        case .settle: ["pledge", "side", "amount", "counter"]
        case .report: ["project", "metric", "value", "unit", "from", "to", "spent", "evidence"]
        case .endorse: ["target", "stance", "as", "re"]
        case .witness: ["key", "covered_at", "covers"]
        case .retract: ["target", "erase"]
        case .key: []
        }
    }
}
