import PledgeLedger

/// Promises, and what became of them.
extension IdlenessReader {
    func pledge(_ pledge: Pledge) throws -> Idleness? {
        guard let target = try held(pledge.to) else {
            return Idleness("\(pledge.to.short), which it is to, is not here yet", .pending)
        }
        switch target.reading.facts {
        case .project(let project): return try self.pledge(pledge, to: project)
        case .round(let round):
            guard pledge.ask == 0, pledge.quantity.unit == round.poolUnit else {
                return Idleness("the pool is in \(AmountUnit.words(round.poolUnit.name)), and has no asks to choose from")
            }
            if let lock = round.lock, entry.time > lock, try !isWitnessed() {
                return Idleness("the round locked on \(ISODate.text(lock)); what is promised later does not count")
            }
            return try ownLoan(pledge)
        default: return Idleness("\(pledge.to.short) is no project and no round")
        }
    }

    private func pledge(_ pledge: Pledge, to project: Project) throws -> Idleness? {
        let unit = pledge.quantity.unit.name
        if let fault = AskChoice(project).fault(of: pledge.ask, in: unit, AmountText.shown(pledge.quantity.amount, unit: unit)) {
            return Idleness(fault)
        }
        if let lock = project.lock, entry.time > lock, try !isWitnessed() {
            return Idleness("the project locked on \(ISODate.text(lock)); what is promised later meets nothing", .part)
        }
        if let idleness = try named(pledge.joint, .project, "it waits for", .part) { return idleness }
        if let repayBy = pledge.repayBy, let lock = project.lock, repayBy <= lock {
            return Idleness("it is to be repaid by \(ISODate.text(repayBy)), and nothing is lent before the lock, \(ISODate.text(lock))", .part)
        }
        return try ownLoan(pledge)
    }

    /// Where there are witnesses it is for them to say what came in time, and the stages do.
    private func isWitnessed() throws -> Bool { try details.store.collective(details.collective)?.charter?.isWitnessed ?? false }

    /// A loan that nobody else can say was lent.
    private func ownLoan(_ pledge: Pledge) throws -> Idleness? {
        guard pledge.repayBy != nil else { return nil }
        let sides = try PledgeSides(pledge, by: entry.author, details.store, details.collective)
        return sides.receivers == [entry.author] ? Idleness("it is a loan to its own author, and nobody owes themselves; it is a promise like any other", .part) : nil
    }

    func settle(_ settle: Settle) throws -> Idleness? {
        guard let target = try held(settle.pledge) else {
            return Idleness("pledge \(settle.pledge.short), which it is about, is not here yet", .pending)
        }
        guard case .pledge(let pledge) = target.reading.facts else { return Idleness("\(settle.pledge.short) is no pledge") }
        let sides = try PledgeSides(pledge, by: target.entry.author, details.store, details.collective)
        if sides.isHere, let why = sides.refusal(of: settle.side, by: entry.author) { return Idleness(why) }
        if settle.side == .repaid, pledge.repayBy == nil { return Idleness("pledge \(settle.pledge.short) is no loan") }
        let unit = pledge.quantity.unit.name, whole = AmountText.shown(pledge.quantity.amount, unit: unit)
        if settle.amount > pledge.quantity.amount {
            return Idleness("\(AmountText.shown(settle.amount, unit: unit)) is more than was pledged, \(whole)", .part)
        }
        return try wrongAnswer(settle) ?? contradiction(settle, of: pledge) ?? lostRefusal(settle)
    }

    /// A refusal of what both sides say was paid all the same.
    private func lostRefusal(_ settle: Settle) throws -> Idleness? {
        guard settle.side == .refused,
            let state = try details.store.listedPledges([settle.pledge], in: details.collective, at: details.cutoff).first?.state,
            // One that is not stored yet takes back what its author said before.
            state.words.contains(entry.id), state.confirmed == state.pledge.quantity.amount
        else { return nil }
        return Idleness("both sides say that all of the pledge was paid")
    }

    /// It answers something that is no word on the same pledge.
    private func wrongAnswer(_ settle: Settle) throws -> Idleness? {
        guard let counter = settle.counter, let answered = try held(counter) else { return nil }
        if case .settle(let other) = answered.reading.facts, other.pledge == settle.pledge { return nil }
        return Idleness("entry \(counter.short), which it answers, is no word on pledge \(settle.pledge.short)", .part)
    }

    /// What was said before it leaves nothing for it to say.
    private func contradiction(_ settle: Settle, of pledge: Pledge) throws -> Idleness? {
        let words = try details.store.said(.settle, of: settle.pledge, in: details.collective, at: details.cutoff, \.settle)
        let before = words.filter { $0.author != entry.author || $0.seq < entry.seq }
        switch SettleContradiction.found(settle, to: pledge, by: entry.author, beside: before) {
        case .beyond(let said, let id):
            let unit = pledge.quantity.unit.name, whole = AmountText.shown(pledge.quantity.amount, unit: unit)
            return Idleness(
                "its author said by entry \(id.short) that \(AmountText.shown(said, unit: unit)) of \(whole) was \(settle.side), and this "
                    + "would make it more than was pledged", said >= pledge.quantity.amount ? .nothing : .part)
        case .beyondPaid(let amount):
            let shown = AmountText.shown(amount, unit: pledge.quantity.unit.name)
            return Idleness("only \(shown) of the pledge was paid, by anybody's word, and more than that can't be \(settle.side)", .part)
        case .nothingPaid:
            return Idleness("nobody says that any of it was paid, so nothing can be \(settle.side)", .pending)
        // A later word of the same side takes an earlier one back: it counts, and the stages show what comes of both.
        case .refusesWhatCame, .refusedAlready, .cameAfterRefusal, nil: return nil
        }
    }
}
