/// What one voter approves of.
public struct Ballot: Hashable, Sendable {
    public var voter: PublicKey
    public var approves: [EntryID]

    public init(voter: PublicKey, approves: [EntryID]) {
        self.voter = voter
        self.approves = approves
    }
}

/// Everything that a budget's equal shares are computed from. The order of the lists is of no account.
public struct EqualSharesRound: Sendable {
    /// A project to be funded whole or not at all.
    public struct Project: Hashable, Sendable {
        public var project: EntryID
        /// At least 1, in the unit's smallest part; one that costs more than the budget can't be funded.
        public var cost: UInt128

        public init(project: EntryID, cost: UInt128) {
            self.project = project
            self.cost = cost
        }
    }

    /// In the unit's smallest part; below 2^96.
    public var budget: UInt128
    /// By how much the endowment rises in one raise; nil for a hundredth of the first, at least 1.
    public var step: UInt64?
    /// Each listed once.
    public var projects: [Project]
    /// A voter's ballots count together. Who approves of nothing still has a share of the budget.
    public var ballots: [Ballot]

    public init(budget: UInt128, step: UInt64? = nil, projects: [Project], ballots: [Ballot]) {
        self.budget = budget
        self.step = step
        self.projects = projects
        self.ballots = ballots
    }
}
