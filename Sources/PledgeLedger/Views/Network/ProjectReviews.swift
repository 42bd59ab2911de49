/// How much others looked at a project: what of ``ProjectSurroundings`` is counted, without the rest.
public struct ProjectReviews: Hashable, Sendable {
    /// Reports that stand, the author's own included.
    public let reports: Int
    /// Reports by other keys than the author's.
    public let byOthers: Int
    /// Evidence on all reports, each hash once.
    public let evidence: Int
    /// Members with a standing word on the project as beneficiary, and as expert.
    public let beneficiaries, experts: Int

    /// What has few is under-reviewed.
    public var count: Int { byOthers + beneficiaries + experts }

    /// - Returns: nil where it is no project that is here.
    public init?(of id: EntryID, in source: some ViewSource) throws {
        guard let project = try source.definition(id), project.content.project != nil else { return nil }
        let reports = try source.said(.report, of: id) { if case .report(let report) = $0 { report } else { nil } }
        let standings = try source.voicedStances(on: id.raw).map(\.stance.standing)
        self.reports = reports.count
        byOthers = reports.count { $0.author != project.author }
        evidence = Set(reports.flatMap(\.content.evidence)).count
        beneficiaries = standings.count { $0 == .beneficiary }
        experts = standings.count { $0 == .expert }
    }
}
