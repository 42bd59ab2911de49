extension RallyList {
    /// The list of a ledger's projects that members stand by: what was taken back, or cut off with its
    /// author's feed, asks for nothing more.
    ///
    /// - Parameter roots: of the same ledger at the same cutoff.
    public init(_ source: some ViewSource, roots: RootCauses) throws {
        let same = try CauseWords.joined(in: source)
        let projects = try source.said(.project, of: nil, \.project).compactMap { said -> RallyProject? in
            let project = said.content
            guard !project.addresses.isEmpty else { return nil }
            let pledges = try source.pledges(to: said.id)
            let asks = project.asks.map { ask in
                RallyProject.Ask(unit: ask.unit, target: ask.target, pledged: pledges.filter { $0.content.fits(ask) }
                    .reduce(0) { $0 + UInt128($1.content.quantity.amount) })
            }
            let addresses = Set(project.addresses.map { same[$0] ?? $0 }).sorted()
            return RallyProject(project: said.id, addresses: addresses, asks: asks)
        }
        self.init(projects, roots: roots)
    }
}
