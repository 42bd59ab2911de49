/// One project at a cutoff: its pledges' states and every total that follows from them.
public struct ProjectStates: Hashable, Sendable {
    /// One ask with its columns.
    public struct AskStates: Hashable, Sendable {
        public var ask: Project.Ask
        /// What people stand by: the same number as ``ProjectTotals/AskTotal/pledged``. What was taken
        /// back too late to be free of it is not in it, but still in its stage.
        public var pledged: UInt128 = 0
        /// Of `pledged`, what the authors' capacities hold.
        public var backed: UInt128 = 0
        /// Every pledge that answers the ask, by stage.
        public var amounts = StageAmounts<UInt128>()
        /// Authors who stand by a pledge to it.
        public var people = 0
        /// What all binding pledges together miss of the minimum.
        public var missing: UInt128 = 0
        /// What those of them miss of the minimum whose conditions hold once it is reached: so much more without
        /// conditions meets the ask. More than `missing` where conditions are in the way.
        public var unproven: UInt128 = 0
        /// What conditions on people or other projects hold back, whatever else comes to the ask.
        public var heldBack: UInt128 = 0
        /// Whether a set of binding pledges reaches the minimum, every one's conditions held.
        public var isMet = false
        /// Backed promises that nobody took back and that no quorum of witnesses has covered yet, while there is time.
        public var awaited: UInt128 = 0
    }

    /// How far the project's own times have come.
    public enum Phase: Hashable, Sendable {
        /// The lock is ahead, or there is none: what comes now can meet it.
        case ahead
        /// The lock is past: only what was there in time can meet it, once it has come here.
        case locked
        /// The time to settle is over, or without one the lock: what is not met has lapsed.
        case over
    }

    public var project: EntryID
    /// Until when what is promised can meet it, in milliseconds since the epoch; nil where it sets no such time.
    public var lock: UInt64?
    /// Whether each ask that has a minimum is met, and at least one pledge is.
    public var isMet: Bool
    public var asks: [AskStates]
    /// Authors who stand by a pledge to any ask.
    public var people: Int
    /// Pledges that answer an ask, by author and place.
    public var pledges: [PledgeState]
    /// Pledges to the project that answer none of its asks: a wrong number or another unit.
    public var idle: [EntryID]
    /// Whether it rests on the times that authors claim.
    public var isProvisional: Bool
    public var phase = Phase.ahead
}

/// The view "states of a pledge".
public enum PledgeStates {
    /// The view as a pure function: every project in it.
    public static func of(_ ledger: LedgerContents, at cutoff: Cutoff) -> [EntryID: ProjectStates] {
        let book = PledgeBook(ledger, at: cutoff)
        let met = MetSet(book, at: cutoff)
        return book.projects.mapValues {
            ProjectStates($0, book, met, at: cutoff, isProvisional: cutoff.timing.isProvisional)
        }
    }
}

extension ProjectStates {
    init(_ listed: PledgeBook.Listed, _ book: PledgeBook, _ met: MetSet, at cutoff: Cutoff, isProvisional: Bool) {
        let judge = PledgeJudge(listed: listed, met: met, cutoff: cutoff)
        let lacks = PledgeLacks(book, listed, met, cutoff)
        let promises = listed.promises.filter { $0.ask != nil }
        let states = promises.map { promise in
            var state = judge.state(of: promise, words: book.words[promise.said.id] ?? [])
            state.lacks = lacks.of(state, promise)
            return state
        }
        self.init(
            project: listed.id, lock: listed.project.lock, isMet: met.isMet(listed.id), asks: [],
            people: Set(states.filter(\.stands).map(\.author)).count, pledges: states,
            idle: listed.promises.filter { $0.ask == nil }.map(\.said.id), isProvisional: isProvisional)
        phase = judge.phase
        let byAsk = Dictionary(grouping: states, by: \.pledge.ask)
        asks = listed.project.asks.map { ask in
            var sums = AskStates(ask: ask, missing: lacks.missing(ask), unproven: lacks.unproven(ask), heldBack: lacks.heldBack(ask))
            for state in byAsk[ask.number] ?? [] { sums.add(state) }
            sums.awaited = promises.filter { $0.ask?.number == ask.number && $0.isAwaited }
                .reduce(0) { $0 + UInt128($1.said.content.quantity.amount) }
            sums.people = Set((byAsk[ask.number] ?? []).filter(\.stands).map(\.author)).count
            return sums
        }
    }
}

extension ProjectStates.AskStates {
    fileprivate mutating func add(_ state: PledgeState) {
        let amount = UInt128(state.pledge.quantity.amount)
        if state.stands { pledged += amount }
        if state.stands, state.isBacked { backed += amount }
        if state.isMet { isMet = true }
        for stage in PledgeStage.allCases { amounts[stage] += UInt128(state.amounts[stage]) }
    }
}
