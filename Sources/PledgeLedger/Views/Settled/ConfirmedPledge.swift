/// A pledge to a project with what both sides say of it: the one place that says how much is settled.
public struct ConfirmedPledge: Sendable {
    public let pledge: Said<Pledge>
    public let project: Said<Project>
    /// Who it is for: the project's recipient, else its stewards, else its author.
    public let recipients: [PublicKey]
    /// The author's words that it was paid, by place.
    public let paid: [Said<Settle>]
    /// The recipients' words that it was received, by author and place.
    public let received: [Said<Settle>]

    /// What both sides confirm and has not been given back, in the unit's smallest part: what the states
    /// of pledges call paid.
    public let amount: UInt64

    /// The words that count, the latest claimed last.
    public var words: [Said<Settle>] {
        (paid + received).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }
}

extension ConfirmedPledge {
    /// Every pledge that answers an ask of its project, by project, author and place: those that stand, whether
    /// or not anybody settled them, and those taken back of which something was paid.
    public static func all(in source: some ViewSource) throws -> [ConfirmedPledge] {
        let words = Dictionary(grouping: try source.said(.settle, of: nil, Self.settle), by: \.content.pledge)
        return try source.definitions(.project).flatMap { said -> [ConfirmedPledge] in
            guard let project = said.map(\.project) else { return [] }
            let standing = Set(try source.pledges(to: said.id).map(\.id))
            return try source.everyPledge(to: said.id).filter { $0.content.answers(project.content) }
                .map { ConfirmedPledge($0, project, words[$0.id] ?? []) }
                .filter { $0.amount > 0 || standing.contains($0.pledge.id) }
        }
    }

    /// One pledge; nil where it answers no ask of a project that is here, or was taken back with nothing paid.
    public init?(_ id: EntryID, to project: EntryID, in source: some ViewSource) throws {
        guard let project = try source.definition(project)?.map(\.project),
            let pledge = try source.everyPledge(to: project.id).first(where: { $0.id == id }), pledge.content.answers(project.content)
        else { return nil }
        self.init(pledge, project, try source.said(.settle, of: id, Self.settle))
        guard try amount > 0 || !source.isTakenBack(id) else { return nil }
    }

    private init(_ pledge: Said<Pledge>, _ project: Said<Project>, _ words: [Said<Settle>]) {
        self.pledge = pledge
        self.project = project
        recipients = project.content.receivers(author: project.author)
        let settlement = Settlement(of: pledge, receivers: recipients, words: words)
        amount = settlement.confirmed - settlement.refunded
        let others = recipients.filter { $0 != pledge.author }
        paid = words.filter { $0.content.side == .paid && $0.author == pledge.author }
        received = words.filter { $0.content.side == .received && others.contains($0.author) }
    }

    private static func settle(_ facts: Facts) -> Settle? {
        if case .settle(let settle) = facts { settle } else { nil }
    }
}

extension Pledge {
    /// Whether it answers one of a project's asks.
    func answers(_ project: Project) -> Bool { project.asks.contains { fits($0) } }
}
