/// One kept author's word on something, as it stands.
public struct StandingWord: Hashable, Sendable {
    /// The endorsement.
    public var id: EntryID
    public var author: PublicKey
    public var stance: Tally.Stance
}

/// What is around a project: who could do what it asks for, who works on the same problem, what came of it,
/// and what those say whom it is for.
public struct ProjectSurroundings: Equatable, Sendable {
    /// Members who offer what one ask names.
    public struct Offer: Equatable, Sendable {
        public let ask: UInt32
        public let skill: String
        /// Ascending.
        public let people: [PublicKey]
    }

    /// Another project on a problem that this one works on: a pledge can depend on both.
    public struct Neighbour: Equatable, Sendable {
        public let project: EntryID
        /// The problems in common, as this project names them.
        public let problems: [EntryID]
    }

    /// A report with what members think of it.
    public struct ReportVoices: Equatable, Sendable {
        public let id: EntryID
        public let author: PublicKey
        /// As the author claims, in milliseconds since the epoch.
        public let time: UInt64
        public let report: Report
        /// Standing words of members on the report, by author.
        public let voices: [StandingWord]
    }

    /// For each ask that names a skill.
    public let offers: [Offer]
    /// By id.
    public let neighbours: [Neighbour]
    /// The latest claimed time first.
    public let reports: [ReportVoices]
    /// Standing words of members on the project, by author.
    public let voices: [StandingWord]
    /// What those who look after the project answered to beneficiaries (`re`), by the word that they answer.
    public let replies: [EntryID: [StandingWord]]

    /// Words of those it is for: beneficiaries' on the project. A steward's reply never gates them.
    public var beneficiaries: [StandingWord] { Self.beneficiaries(voices) }

    private static func beneficiaries(_ voices: [StandingWord]) -> [StandingWord] {
        voices.filter { $0.stance.standing == .beneficiary }
    }

    /// Words of people who know the matter.
    public var experts: [StandingWord] { voices.filter { $0.stance.standing == .expert } }

    /// Evidence on all reports, each hash once.
    public var evidence: Int { Set(reports.flatMap(\.report.evidence)).count }

    /// How much others looked at it: reports by other keys than its author's, and words of beneficiaries and
    /// experts. What has few is under-reviewed.
    public func reviews(ofProjectBy author: PublicKey) -> Int {
        reports.count { $0.author != author } + beneficiaries.count + experts.count
    }
}

extension ProjectSurroundings {
    /// As many problems are taken for one (`same_as`) at most.
    private static let mostAliases = 64

    /// - Returns: nil where it is no project that is here.
    public init?(of id: EntryID, in source: some ViewSource) throws {
        guard let said = try source.definition(id), case .project(let project) = said.content else { return nil }
        offers = try project.asks.filter { !$0.tag.isEmpty }.map { ask in
            Offer(ask: ask.number, skill: ask.tag, people: try source.offering(ask.tag).filter(source.hasVoice))
        }
        neighbours = try Self.neighbours(of: id, project, source)
        reports = try source.said(.report, of: id) { if case .report(let report) = $0 { report } else { nil } }
            .sorted { ($1.time, $0.id) < ($0.time, $1.id) }.map { said in
                ReportVoices(
                    id: said.id, author: said.author, time: said.time, report: said.content,
                    voices: try Self.voices(on: said.id, source))
            }
        voices = try Self.voices(on: id, source)
        let keepers = Set(project.keepers(author: said.author))
        replies = try Self.beneficiaries(voices).reduce(into: [:]) { replies, word in
            let answers = try Self.replies(to: word.id, source).filter { keepers.contains($0.author) }
            if !answers.isEmpty { replies[word.id] = answers }
        }
    }

    /// By author and place: a later answer leaves an earlier one, which may be to somebody else, as it was.
    private static func replies(to word: EntryID, _ source: some ViewSource) throws -> [StandingWord] {
        try source.said(.endorse, of: word) { if case .endorse(let endorse) = $0 { endorse } else { nil } }.map { said in
            StandingWord(
                id: said.id, author: said.author,
                stance: Tally.Stance(stance: said.content.stance, standing: said.content.standing))
        }
    }

    private static func voices(on id: EntryID, _ source: some ViewSource) throws -> [StandingWord] {
        try source.words(on: id.raw).filter { try source.hasVoice($0.author) }
    }

    private static func neighbours(
        of id: EntryID, _ project: Project, _ source: some ViewSource
    ) throws -> [Neighbour] {
        var shared: [EntryID: [EntryID]] = [:]
        for problem in project.addresses {
            let same = try aliases(of: problem, source)
            for alias in same {
                for other in try source.said(.project, of: alias, \.project)
                where other.content.addresses.contains(alias) && other.id != id && !(shared[other.id]?.contains(problem) ?? false) {
                    shared[other.id, default: []].append(problem)
                }
            }
        }
        let versions = shared.isEmpty ? [] : try versions(of: id, project, source)
        return shared.filter { !versions.contains($0.key) }.sorted { $0.key < $1.key }
            .map { Neighbour(project: $0.key, problems: $0.value) }
    }

    /// Every version of a project, however many steps away; none where it has one alone.
    private static func versions(of id: EntryID, _ project: Project, _ source: some ViewSource) throws -> Set<EntryID> {
        if try project.revises.isEmpty && source.revisions(of: id).isEmpty { return [] }
        return Set(try Revisions(of: id, in: source)?.versions.map(\.id) ?? [])
    }

    /// A problem with those that it repeats and that repeat it.
    private static func aliases(of problem: EntryID, _ source: some ViewSource) throws -> [EntryID] {
        var same = [problem], at = 0
        while at < same.count, same.count < mostAliases {
            let next = same[at]
            var more = try source.said(.problem, of: next) { if case .problem(let facts) = $0 { facts.sameAs } else { nil } }
                .filter { $0.content == next }.map(\.id)
            if case .problem(let facts)? = try source.definition(next)?.content, let repeated = facts.sameAs { more.append(repeated) }
            for id in more where !same.contains(id) { same.append(id) }
            at += 1
        }
        return same
    }
}
