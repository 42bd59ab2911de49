import PledgeLedger

/// What is known around a problem, as `show` prints it below the problem itself: how much rests there, who claims
/// what about it, and which projects work on it.
struct ProblemAnswer {
    /// A claim that names the problem.
    private struct Claim {
        let listed: ListedEntry
        let cause: Cause
    }

    private let id: EntryID
    private let standing: ProblemStanding
    private let claims: [Claim]
    private let projects: [(id: EntryID, place: VersionPlace)]
    private let isCut: Bool
    private let details: Details

    /// Claims and projects are read up to this many, and printed up to so many for people.
    private static let most = (read: 1_000, printed: 9)

    init(_ id: EntryID, _ details: Details, at cutoff: Cutoff) throws {
        let store = details.store, collective = details.collective
        (self.id, self.details) = (id, details)
        let roots = try store.rootCauses(of: collective, at: cutoff)
        standing = try ProblemStanding(id, roots, details, at: cutoff)
        let said = try store.newestSaid(.cause, of: id, in: collective, at: cutoff, limit: Self.most.read)
        claims = try said.compactMap { try details.listed($0) }.compactMap { listed in
            if case .cause(let cause)? = listed.entry.reading.facts { Claim(listed: listed, cause: cause) } else { nil }
        }
        let named = try store.newestSaid(.project, of: id, in: collective, at: cutoff, limit: Self.most.read)
        projects = try store.view(of: collective, at: cutoff) { source in
            try named.filter { project in
                guard case .project(let content)? = try source.definition(project)?.content else { return false }
                return content.addresses.contains(id)
            }.map { ($0, try VersionPlace(of: $0, in: source) ?? .only) }
        }
        isCut = said.count == Self.most.read || named.count == Self.most.read
    }

    // MARK: for programs

    func json() -> [JSON.Field] {
        standing.json() + [
            .init("claims", .array(claims.map { claim in
                .object([
                    .init("id", .string(claim.listed.id.hex)), .init("author", .string(KeyText.author(claim.listed.author))),
                    .init("cause", .string(claim.cause.cause.hex)), .init("effect", .string(claim.cause.effect.hex)),
                    .init("strength", .number(claim.cause.strength)),
                ])
            })),
            .init("projects", .array(projects.map { project in
                .known([.init("project", .string(project.id.hex)), VersionWords.json(project.place).map { .init("version", $0) }])
            })),
        ]
    }

    // MARK: for people

    func lines() throws -> [String] {
        let causes = claims.filter { $0.cause.effect == id }, effects = claims.filter { $0.cause.cause == id }
        return try standing.lines() + block("what is said to bring it about:", causes) { $0.cause.cause }
            + block("what it is said to bring about:", effects) { $0.cause.effect } + projectLines()
            + (isCut ? ["only the newest \(Self.most.read) are looked at"] : []) + ["`pledged explain \(id.short)` shows where its weight came from"]
    }

    private func block(_ heading: String, _ claims: [Claim], other: (Claim) -> EntryID) throws -> [String] {
        guard !claims.isEmpty else { return [] }
        let shown = try claims.prefix(Self.most.printed).map { claim in
            "  \(try details.title(of: other(claim))), strength \(claim.cause.strength) of 3, by "
                + "\(try details.people.name(claim.listed.author)), claim \(claim.listed.id.short)"
        }
        return [heading] + shown + (claims.count > shown.count ? ["  and \(claims.count - shown.count) more"] : [])
    }

    private func projectLines() throws -> [String] {
        guard !projects.isEmpty else { return ["no project works on it yet (`pledged project --works-on \(id.short)`)"] }
        let shown = try projects.prefix(Self.most.printed).map { project in
            let remark = VersionWords.remark(project.place)
            return "  \(try details.title(of: project.id))\(remark.isEmpty ? "" : ", \(remark)")"
        }
        return ["projects that work on it:"] + shown + (projects.count > shown.count ? ["  and \(projects.count - shown.count) more"] : [])
    }
}

/// Where one problem stands among the root causes.
struct ProblemStanding {
    /// The problem that it counts as: another one where it repeats that.
    let counted: EntryID
    /// Listed problems that count as that one, itself among them, by id.
    let joined: [EntryID]
    /// Nil where it is not in the view.
    let standing: RootCauses.Standing?
    let rank: Int?
    private let problem: EntryID
    /// How many problems have a rank.
    let ranked: Int
    /// Its root weight in percent, and what was put on it.
    let weight, start: String
    private let details: Details

    init(_ problem: EntryID, _ roots: RootCauses, _ details: Details, at cutoff: Cutoff) throws {
        let same = try details.store.view(of: details.collective, at: cutoff) { try CauseWords.joined(in: $0) }
        let counted = same[problem] ?? problem
        (self.problem, self.counted, self.details) = (problem, counted, details)
        joined = ([counted] + same.filter { $0.value == counted && $0.key != counted }.map(\.key)).sorted()
        standing = roots.standing(of: counted)
        let ranking = roots.ranking
        let answer = RootsAnswer(roots, details, limit: 1)
        weight = answer.percent(of: counted)
        start = answer.percent(standing?.start ?? 0)
        rank = ranking.firstIndex { $0.problem == counted }.map { $0 + 1 }
        ranked = ranking.count
    }

    func json() -> [JSON.Field] {
        guard let standing else { return [] }
        let fields: [JSON.Field?] = [
            .init("weight", .number(standing.weight)), .init("residue", .number(standing.residue)), .init("start", .number(standing.start)),
            .init("mass", .number(RootCauses.mass)), rank.map { .init("rank", .number($0)) },
            counted == problem ? nil : .init("counted_as", .string(counted.hex)),
            joined.count < 2 ? nil : .init("repeats", .array(joined.map { .string($0.hex) })),
        ]
        return fields.compactMap { $0 }
    }

    func lines() throws -> [String] {
        guard standing != nil else { return ["it is in no view yet"] }
        let place = rank.map { ", rank \($0) of \(ranked)" } ?? ""
        return try sameLines() + [
            "root weight \(weight)\(place); of all that people suffer, \(start) was put here",
        ]
    }

    /// What it repeats, and what repeats it.
    func sameLines() throws -> [String] {
        let others = joined.filter { $0 != counted && $0 != problem }
        let titles = try others.prefix(5).map { try details.title(of: $0) }.joined(separator: ", ")
        let more = others.count > 5 ? " and \(others.count - 5) more" : ""
        return (counted == problem ? [] : ["it repeats another problem, and counts as \(try details.title(of: counted))"])
            + (others.isEmpty ? [] : ["\(counted == problem ? "repeated by" : "so does") \(titles)\(more), and counted together"])
    }
}
