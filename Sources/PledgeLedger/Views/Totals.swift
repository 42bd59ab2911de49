/// What people have promised to one project.
public struct ProjectTotals: Hashable, Sendable {
    /// One ask with what is pledged to it.
    public struct AskTotal: Hashable, Sendable {
        public var ask: Project.Ask
        /// Sum of the pledges that count, in the unit's smallest part.
        public var pledged: UInt128
        public var pledges: Int

        public init(ask: Project.Ask, pledged: UInt128, pledges: Int) {
            self.ask = ask
            self.pledged = pledged
            self.pledges = pledges
        }
    }

    public var project: EntryID
    public var asks: [AskTotal]
    /// Authors with at least one pledge that counts.
    public var people: Int

    public init(project: EntryID, asks: [AskTotal], people: Int) {
        self.project = project
        self.asks = asks
        self.people = people
    }
}

/// The totals view: for each project and ask, the sum of the pledges that count.
///
/// A pledge counts when its entry does, its project is held, it names one of the project's asks in
/// that ask's unit, and its author has not retracted it.
public enum Totals {
    /// The view as a pure function.
    public static func of(_ ledger: LedgerContents, at cutoff: Cutoff) -> [EntryID: ProjectTotals] {
        var totals: [EntryID: ProjectTotals] = [:]
        for id in ledger.listed(.project) {
            guard let definition = ledger.definitions[id], cutoff.includes(definition: definition.entry),
                let project = definition.reading.facts?.project
            else { continue }
            totals[id] = ProjectTotals(project: id, asks: project.asks.map { .init(ask: $0, pledged: 0, pledges: 0) }, people: 0)
        }
        for feed in ledger.feeds {
            let standing = Dictionary(grouping: pledges(of: feed, at: cutoff), by: \.to)
            for (project, pledges) in standing { totals[project]?.add(pledges) }
        }
        return totals
    }

    /// One author's pledges up to the cutoff, without those taken back.
    private static func pledges(of feed: LedgerContents.Feed, at cutoff: Cutoff) -> [Pledge] {
        var standing: [(id: EntryID, pledge: Pledge)] = []
        var retracted: Set<EntryID> = []
        for entry in feed.chain where cutoff.includes(entry.entry) {
            switch entry.reading.facts {
            case .pledge(let pledge): standing.append((entry.entry.id, pledge))
            case .retract(let retract): retracted.insert(retract.target)
            default: break
            }
        }
        return standing.filter { !retracted.contains($0.id) }.map(\.pledge)
    }
}

extension ProjectTotals {
    /// Adds the pledges of one author that stand.
    mutating func add(_ pledges: [Pledge]) {
        var backs = false
        for pledge in pledges {
            guard let at = asks.firstIndex(where: { pledge.fits($0.ask) }) else { continue }
            asks[at].pledged += UInt128(pledge.quantity.amount)
            asks[at].pledges += 1
            backs = true
        }
        if backs { people += 1 }
    }
}

extension Pledge {
    /// Whether this pledge answers an ask: its number, in its unit.
    func fits(_ other: Project.Ask) -> Bool { ask == other.number && quantity.unit == other.unit }
}
