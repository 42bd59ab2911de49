extension RallyList {
    /// The list of a ledger's projects that members stand by: what was taken back, or cut off with its
    /// author's feed, asks for nothing more; nor does what is locked.
    ///
    /// - Parameter roots: of the same ledger at the same cutoff.
    public init(_ source: some ViewSource, roots: RootCauses) throws {
        try self.init(source, problems: roots.problems)
    }

    /// - Parameter problems: of the root causes of the same ledger at the same cutoff.
    init(_ source: some ViewSource, problems: [RootCauses.Standing]) throws {
        let same = try CauseWords.joined(in: source)
        let projects = try source.said(.project, of: nil, \.project).filter {
            !$0.content.addresses.isEmpty && ($0.content.lock.map { $0 > source.cutoff.time } ?? true)
        }
        let rallied = zip(projects, try source.totals(of: projects)).map { said, totals in
            RallyProject(
                project: said.id, addresses: Set(said.content.addresses.map { same[$0] ?? $0 }).sorted(),
                asks: totals.asks.map { RallyProject.Ask(unit: $0.ask.unit, target: $0.ask.target, pledged: $0.pledged) })
        }
        self.init(rallied, problems: problems)
    }
}
