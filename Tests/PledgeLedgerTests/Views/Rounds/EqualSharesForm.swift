import PledgeLedger

/// The JSON of docs/views.md for equal shares.
struct EqualSharesQuestion: Codable {
    struct Project: Codable {
        var project: String
        var cost: UInt64
    }

    struct Vote: Codable {
        var voter: String
        var approves: [String]
    }

    var view = "equal_shares"
    var budget: UInt64
    var step: UInt64?
    var projects: [Project]
    var ballots: [Vote]

    enum CodingKeys: CodingKey { case view, budget, step, projects, ballots }

    init(_ round: EqualSharesRound) {
        budget = UInt64(clamping: round.budget)
        step = round.step
        projects = round.projects.map { Project(project: $0.project.brief, cost: UInt64(clamping: $0.cost)) }
        ballots = round.ballots.map { Vote(voter: $0.voter.brief, approves: $0.approves.map(\.brief)) }
    }

    /// Writes null where there is no step.
    func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: CodingKeys.self)
        try form.encode(view, forKey: .view)
        try form.encode(budget, forKey: .budget)
        try form.encode(step, forKey: .step)
        try form.encode(projects, forKey: .projects)
        try form.encode(ballots, forKey: .ballots)
    }

    func round() throws -> EqualSharesRound {
        try EqualSharesRound(
            budget: UInt128(budget), step: step, projects: projects.map { .init(project: try short($0.project), cost: UInt128($0.cost)) },
            ballots: ballots.map { try Ballot(voter: short($0.voter), approves: $0.approves.map(short)) })
    }
}

struct EqualSharesAnswer: Codable, Equatable {
    struct Purchase: Codable, Equatable {
        var project: String
        var supporters, full_payers: Int
        var share: String
    }

    var first_endowment, endowment: String
    var by_votes: [String]
    var purchases: [Purchase]
    var spent: String
    var winners: Int

    init(_ shares: EqualShares) {
        first_endowment = "\(shares.firstEndowment)"
        endowment = "\(shares.endowment)"
        by_votes = shares.byVotes.map(\.brief)
        purchases = shares.purchases.map {
            Purchase(project: $0.project.brief, supporters: $0.supporters, full_payers: $0.fullPayers, share: $0.share.description)
        }
        spent = "\(shares.spent)"
        winners = shares.winners
    }
}

extension EqualSharesRound {
    /// Random ballots: projects that cost too much or that nobody wants, voters with none or two.
    static func draw(_ generator: inout SeededGenerator) -> EqualSharesRound {
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let projects = some(0...9), voters = some(0...12), scale = UInt64(1) << UInt64(some(0...40))
        let budget = UInt64(some(0...300)) * scale
        return EqualSharesRound(
            budget: UInt128(budget), step: some(0...2) == 0 ? nil : max(1, budget / UInt64(some(20...200))),
            projects: (0..<projects).map { Project(project: EntryID(number: 1 + $0), cost: UInt128(some(0...120)) * UInt128(scale)) },
            ballots: (0..<voters).map { _ in
                Ballot(
                    voter: PublicKey(number: some(1...20)),
                    approves: (0..<some(0...4)).map { _ in EntryID(number: some(1...projects + 1)) })
            })
    }

    func shuffled(_ generator: inout SeededGenerator) -> EqualSharesRound {
        EqualSharesRound(
            budget: budget, step: step, projects: projects.shuffled(using: &generator), ballots: ballots.shuffled(using: &generator))
    }
}
