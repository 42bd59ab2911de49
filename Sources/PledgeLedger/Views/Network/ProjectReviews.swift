/// One kept author's word on something, as it stands.
public struct StandingWord: Hashable, Sendable {
    /// The endorsement.
    public var id: EntryID
    public var author: PublicKey
    public var stance: Tally.Stance
}

/// What others said of a project: reports of what came of it, and members' words.
public struct ProjectReviews: Equatable, Sendable {
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

    /// The latest claimed time first.
    public let reports: [ReportVoices]
    /// Standing words of members on the project, by author.
    public let voices: [StandingWord]

    /// Words of those it is for: beneficiaries' on the project. A steward's reply never gates them.
    public var beneficiaries: [StandingWord] { voices.filter { $0.stance.standing == .beneficiary } }

    /// Words of people who know the matter.
    public var experts: [StandingWord] { voices.filter { $0.stance.standing == .expert } }

    /// Evidence on all reports, each hash once.
    public var evidence: Int { Set(reports.flatMap(\.report.evidence)).count }

    /// How much others looked at it: reports by other keys than its author's, and words of beneficiaries and
    /// experts. What has few is under-reviewed.
    public func count(besides author: PublicKey) -> Int {
        reports.count { $0.author != author } + beneficiaries.count + experts.count
    }
}

extension ProjectReviews {
    public init(of id: EntryID, in source: some ViewSource) throws {
        reports = try source.said(.report, of: id) { if case .report(let report) = $0 { report } else { nil } }
            .sorted { ($1.time, $0.id) < ($0.time, $1.id) }.map { said in
                ReportVoices(
                    id: said.id, author: said.author, time: said.time, report: said.content,
                    voices: try Self.voices(on: said.id, source))
            }
        voices = try Self.voices(on: id, source)
    }

    private static func voices(on id: EntryID, _ source: some ViewSource) throws -> [StandingWord] {
        try source.words(on: id.raw).filter { try source.hasVoice($0.author) }
    }
}
