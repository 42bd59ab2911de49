/// A pledge to a project or to a round's pool with what both sides say of it: the one place that says how much is settled.
public struct ConfirmedPledge: Sendable {
    public let pledge: Said<Pledge>
    /// Who receives for what it is to: the project's recipient, else its stewards, else its author; a round's author.
    public let receivers: [PublicKey]
    /// Who it is for: those of them who did not give it, as nobody is both sides; its author where nobody else receives.
    public let recipients: [PublicKey]
    /// Who countersigns for the project; nil for a round.
    public let host: PublicKey?
    /// The author's words that it was paid, by place.
    public let paid: [Said<Settle>]
    /// The recipients' words that it was received, by author and place.
    public let received: [Said<Settle>]
    /// The recipients' words that refuse some of it, by author and place.
    public let refusals: [Said<Settle>]
    /// Both sides' words that it was given back, by author and place.
    public let givenBack: [Said<Settle>]

    /// What both sides confirm and has not been given back, in the unit's smallest part: what the states
    /// of pledges call paid.
    public let amount: UInt64
    /// What both sides say was given back.
    public let refunded: UInt64
    /// What both sides say was repaid of a loan, at most ``amount``; 0 for a gift.
    public let repaid: UInt64
    /// Both sides' words that it was repaid, by author and place.
    public let repayments: [Said<Settle>]
    /// What one side alone says came back.
    public let oneSided: [OneSidedWord]
    /// The other side refuses it; 0 where no refusal stands.
    public let refused: UInt64
    /// What of that has no effect, as both sides say that it was paid.
    public var idlyRefused: UInt64 { refused - min(refused, pledge.content.quantity.amount - amount - refunded) }

    /// The words that count, the latest claimed last.
    public var words: [Said<Settle>] {
        (paid + received).sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    }

    /// When the last word came on which ``amount`` rests; the pledge's own time where there is none.
    public var lastChange: UInt64 {
        (paid + received + refusals + (refunded > 0 ? givenBack : [])).map(\.time).max() ?? pledge.time
    }
}

/// What pledges can be to, as far as their settlement goes.
private struct Receiving {
    let id: EntryID
    let recipients: [PublicKey]
    let host: PublicKey?
    /// Whether a pledge answers one of its asks, or is in its pool's unit.
    let takes: (Pledge) -> Bool

    /// Nil where it is neither a project nor a round.
    init?(_ said: Said<Facts>) {
        id = said.id
        switch said.content {
        case .project(let project):
            (recipients, host) = (project.receivers(author: said.author), project.host)
            takes = { $0.answers(project) }
        case .round(let round):
            (recipients, host) = ([said.author], nil)
            takes = { round.takes($0) }
        default: return nil
        }
    }
}

extension ConfirmedPledge {
    /// Every pledge that answers an ask of its project, then every one in its round's unit, by project or round, author
    /// and place: those that stand, whether or not anybody settled them, and those taken back of which something was paid.
    public static func all(in source: some ViewSource) throws -> [ConfirmedPledge] {
        let words = Dictionary(grouping: try source.said(.settle, of: nil, \.settle), by: \.content.pledge)
        let receiving = try (source.definitions(.project) + source.definitions(.round)).compactMap(Receiving.init)
        return try receiving.flatMap { one -> [ConfirmedPledge] in
            let standing = Set(try source.pledges(to: one.id).map(\.id))
            return try source.everyPledge(to: one.id).filter { one.takes($0.content) }
                .map { ConfirmedPledge($0, one, words[$0.id] ?? []) }
                .filter { $0.amount > 0 || standing.contains($0.pledge.id) }
        }
    }

    /// One pledge; nil where it answers no ask of a project that is here, and is in no unit of a round that is, or was
    /// taken back with nothing paid.
    public init?(_ id: EntryID, to target: EntryID, in source: some ViewSource) throws {
        guard let receiving = try source.definition(target).flatMap(Receiving.init),
            let pledge = try source.everyPledge(to: target).first(where: { $0.id == id }), receiving.takes(pledge.content)
        else { return nil }
        self.init(pledge, receiving, try source.said(.settle, of: id, \.settle))
        guard try amount > 0 || !source.isTakenBack(id) else { return nil }
    }

    private init(_ pledge: Said<Pledge>, _ receiving: Receiving, _ words: [Said<Settle>]) {
        self.pledge = pledge
        (receivers, host) = (receiving.recipients, receiving.host)
        let settlement = Settlement(of: pledge, receivers: receivers, words: words)
        amount = settlement.confirmed - settlement.refunded
        refunded = settlement.refunded
        repaid = pledge.content.repayBy == nil ? 0 : min(settlement.repaidToDonor, settlement.repaidByOther, amount)
        oneSided = settlement.oneSided(isLoan: pledge.content.repayBy != nil)
        refused = settlement.refused
        let others = receivers.filter { $0 != pledge.author }
        recipients = others.isEmpty ? receivers : others
        paid = words.filter { $0.content.side == .paid && $0.author == pledge.author }
        received = words.filter { $0.content.side == .received && others.contains($0.author) }
        refusals = words.filter { $0.content.side == .refused && others.contains($0.author) }
        let both = others + [pledge.author]
        givenBack = words.filter { $0.content.side == .refunded && both.contains($0.author) }
        repayments = pledge.content.repayBy == nil ? [] : words.filter { $0.content.side == .repaid && both.contains($0.author) }
    }
}

extension Pledge {
    /// Whether it answers one of a project's asks.
    func answers(_ project: Project) -> Bool { project.asks.contains { fits($0) } }
}
