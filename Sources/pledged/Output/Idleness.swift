import PledgeLedger

/// Why an entry that can be read counts for nothing beside what it is about, or for less than it says; where signing
/// it here is refused, in much the same words. The one source of that text for `show`, lists, the page and the API.
struct Idleness {
    /// How much of it counts.
    enum Extent: String {
        case nothing = "counts for nothing", part = "counts in part"
        /// What it names is not here yet, and may come.
        case pending = "counts for nothing yet"
    }

    let why: String
    let extent: Extent

    var words: String { "\(extent.rawValue): \(why)" }
    /// For a list.
    var remark: String { extent.rawValue }

    init(_ why: String, _ extent: Extent = .nothing) { (self.why, self.extent) = (why, extent) }

    /// Nil where nothing speaks against it.
    /// - Parameter details: of the collective that it is in, where it is stored already.
    static func of(_ entry: VerifiedEntry, _ details: Details) throws -> Idleness? {
        guard let facts = entry.reading.facts else { return nil }
        let reader = IdlenessReader(entry: entry.entry, details: details)
        return switch facts {
        case .pledge(let pledge): try reader.pledge(pledge)
        case .endorse(let endorse): try reader.endorse(endorse)
        case .cause(let cause): try reader.cause(cause)
        case .retract(let retract): try reader.retract(retract)
        case .vouch(let vouch): try reader.vouch(vouch)
        case .settle(let settle): try reader.settle(settle)
        case .report(let report): try reader.named([report.project], .project)
        case .problem(let problem): try reader.named([problem.sameAs].compactMap { $0 }, .problem, "it says that it repeats", .part)
        case .project(let project): try reader.project(project)
        case .round(let round): try reader.round(round)
        case .charter, .profile, .witness: nil
        }
    }
}
