/// Judges the pledges of one project at a cutoff.
struct PledgeJudge {
    let listed: PledgeBook.Listed
    let met: MetSet
    let cutoff: Cutoff

    private var now: UInt64 { cutoff.time }
    private var isLocked: Bool { listed.project.lock.map { now > $0 } ?? true }
    private var isPastSettling: Bool { listed.project.settleBy.map { now > $0 } ?? false }
    /// Whether what is not met by now lapses: with the time to settle, or with the lock.
    private var lapses: Bool { (listed.project.settleBy ?? listed.project.lock).map { now > $0 } ?? false }

    /// How far the project's own times have come.
    var phase: ProjectStates.Phase {
        if lapses { return .over }
        return listed.project.lock != nil && isLocked ? .locked : .ahead
    }

    private var closed: UInt64? { listed.project.closed(at: now) }

    /// One pledge's state, without what it lacks.
    func state(of promise: Promise, words: [Said<Settle>]) -> PledgeState {
        state(of: promise, Settlement(of: promise.said, receivers: listed.receivers, words: words),
            isMet: met.pledges.contains(promise.said.id))
    }

    /// The same of one that may be no project's.
    func state(of promise: Promise, _ settlement: Settlement, isMet: Bool) -> PledgeState {
        let said = promise.said
        let rest = stageOfRest(promise, isMet: isMet)
        let amounts = split(said.content.quantity.amount, settlement, rest: rest)
        return PledgeState(
            id: said.id, author: said.author, pledge: said.content, stage: stage(amounts, rest: rest),
            isBacked: promise.missingCapacity == 0, timeliness: promise.timeliness, stands: promise.stands, isTakenBack: promise.isTakenBack,
            isMet: isMet, wasDue: isMet && isLocked, closed: closed, amounts: amounts, said: settlement.said,
            oneSided: settlement.oneSided(isLoan: said.content.repayBy != nil), refused: settlement.refused,
            counterparties: settlement.others, loan: loan(said.content, settlement), lacks: [])
    }

    /// Where the part is of which nobody says anything.
    private func stageOfRest(_ promise: Promise, isMet: Bool) -> PledgeStage {
        if promise.isTakenBack { return .retracted }
        if isMet { return isLocked ? (isPastSettling ? .defaulted : .due) : .firm }
        return lapses ? .lapsed : .open
    }

    /// Splits a pledge's amount by what both sides say; what is left is where the pledge is.
    private func split(_ whole: UInt64, _ words: Settlement, rest: PledgeStage) -> StageAmounts<UInt64> {
        var amounts = StageAmounts<UInt64>()
        let confirmed = words.confirmed
        amounts[.refunded] = words.refunded
        amounts[.paid] = confirmed - words.refunded
        guard rest != .retracted else {
            amounts[.retracted] = whole - confirmed
            return amounts
        }
        // Before it is due only the donor can say that it was paid: nobody makes another a debtor.
        let isDue = rest == .due || rest == .defaulted
        let claimed = (isDue ? max(words.paid, words.everReceived) : words.paid) - confirmed
        // What the other side alone says came, and stands by, a refusal of the rest leaves alone.
        let stands = min(claimed, words.received - confirmed), unsaid = whole - confirmed - claimed
        let refused = min(words.refused, whole - confirmed)
        let contested = min(claimed - stands, refused)
        let declined = min(unsaid, refused - contested)
        amounts[.disputed] = contested + min(stands, refused - contested - declined)
        amounts[.half] = claimed - amounts[.disputed]
        amounts[.lapsed] += declined
        amounts[rest] += unsaid - declined
        return amounts
    }

    /// One word for all of it: what is contested or over time comes first.
    private func stage(_ amounts: StageAmounts<UInt64>, rest: PledgeStage) -> PledgeStage {
        let isOver = rest == .retracted || rest == .lapsed
        if rest == .retracted, amounts[.retracted] > 0 { return .retracted }
        if amounts[.disputed] > 0 { return .disputed }
        if rest == .defaulted, amounts[.defaulted] > 0 { return .defaulted }
        if amounts[.half] > 0 { return .half }
        if !isOver, amounts[rest] > 0 { return rest }
        let settled = amounts[.paid] > 0 ? PledgeStage.paid : .refunded
        // What the other side declined leaves a pledge paid, where any of it was.
        if amounts[.lapsed] > 0, rest == .lapsed || amounts[.paid] + amounts[.refunded] == 0 { return .lapsed }
        return settled
    }

    private func loan(_ pledge: Pledge, _ words: Settlement) -> LoanState? {
        guard let repayBy = pledge.repayBy else { return nil }
        let lent = words.confirmed - words.refunded
        let repaid = min(words.repaidToDonor, words.repaidByOther, lent)
        let most = min(max(words.repaidToDonor, words.repaidByOther), lent)
        return LoanState(repayBy: repayBy, lent: lent, repaid: repaid, half: most - repaid, isPast: now > repayBy)
    }
}

extension Project {
    /// Until when what was promised can have met it, once that time is past; nil while what comes now can.
    public func closed(at now: UInt64) -> UInt64? {
        [lock, settleBy].contains { $0.map { now > $0 } ?? false } ? lock ?? settleBy : nil
    }
}
