import PledgeLedger

/// The columns of each list as CSV: every field that its objects can have, in a fixed order, so that a sheet made
/// today fits one made tomorrow.
enum CSVColumns {
    static func of(_ list: ListCommand.Subject) -> [String] {
        switch list {
        case .projects: entry(.project) + ["version", "people", "for", "against"] + ask
        case .rounds: entry(.round)
        case .problems: entry(.problem)
        case .causes: entry(.cause)
        case .pledges: entry(.pledge) + ["stage", "backed", "in_time", "met", "lent", "repaid"] + stages
        case .settlements: entry(.settle)
        case .reports: entry(.report)
        case .endorsements: entry(.endorse)
        case .reviews: ["id", "kind", "title", "people", "reports", "evidence", "beneficiaries", "experts", "reviews"]
        case .members: ["kind", "key", "alias", "distance", "voice", "fork"]
        case .entries: every
        case .forks: ["kind", "author", "alias", "seq", "one", "other"]
        }
    }

    static let rally = ["kind", "project", "project_title", "unit", "score", "weight", "problems", "unmet", "target", "version"]
    static let roots = ["kind", "rank", "problem", "title", "weight", "residue", "start", "mass", "circle", "retracted_by"]

    /// A field of each object that has a line of its own an element; nil where an object is a line.
    static func lines(of list: ListCommand.Subject) -> String? { list == .projects ? "asks" : nil }

    private static let ask = [
        "ask", "unit", "min", "target", "tag", "pledged", "pledges", "backed", "met", "missing", "unproven", "held_back", "awaited", "phase",
    ] + stages

    private static var stages: [String] { PledgeStage.allCases.map { "stages_\($0.name)" } }

    private static let head = [
        "id", "kind", "author", "alias", "time", "seq", "standing", "void", "idle", "covers_nothing", "not_yet", "retracted_by", "erased",
    ]

    private static func entry(_ kind: Kind) -> [String] {
        head + (kind.isTitled ? ["title", "text"] : ["text"]) + facts(kind)
    }

    /// Of entries of any kind: each field once.
    private static var every: [String] {
        var seen: Set<String> = []
        return (head + ["title", "text"] + Kind.allCases.flatMap(facts)).filter { seen.insert($0).inserted }
    }

    /// As ``Details`` names them, and ``SheetNames`` what they name.
    private static func facts(_ kind: Kind) -> [String] {
        switch kind {
        case .charter:
            [
                "rules_version", "founders", "admission", "vouches_needed", "ladder", "witnesses", "quorum", "rule", "cap", "step",
                "max_feed_entries", "max_feed_bytes",
            ]
        case .profile: ["role", "skills", "capacity"]
        case .vouch: ["subject", "subject_alias", "scope", "level", "until"]
        case .problem: ["place", "same_as", "same_as_title"]
        case .cause: ["cause", "cause_title", "effect", "effect_title", "strength", "evidence"]
        case .project: ["revises", "addresses", "stewards", "recipient", "host", "split", "bonus_unit", "bonus_amount", "lock", "settle_by"]
        case .round: ["pool_unit", "rule", "cap", "step", "eligible", "lock"]
        case .pledge: ["to", "to_title", "ask", "unit", "amount", "min_people", "joint", "repay_by"]
        case .settle: ["pledge", "to", "to_title", "side", "unit", "amount", "counter"]
        case .report: ["project", "project_title", "metric", "value", "unit", "from", "to", "spent_unit", "spent_amount", "evidence"]
        case .endorse: ["target", "target_title", "stance", "as", "re", "voiceless"]
        case .witness: ["key", "covered_at", "covers"]
        case .retract: ["target", "target_title", "erase"]
        case .key: []
        }
    }
}
