/// What would bring a pledge further.
struct PledgeLacks {
    let book: PledgeBook
    let listed: PledgeBook.Listed
    let met: MetSet
    let cutoff: Cutoff
    /// By ask number: all binding pledges, those that wait for nothing but its minimum, and those that would be binding
    /// once a quorum covers them.
    private let binding, ready, awaited: [UInt32: UInt128]
    /// By ask number, the largest set with its minimum taken as reached, where a condition is in the way.
    private let sets: [UInt32: MetSet]

    init(_ book: PledgeBook, _ listed: PledgeBook.Listed, _ met: MetSet, _ cutoff: Cutoff) {
        (self.book, self.listed, self.met, self.cutoff) = (book, listed, met, cutoff)
        var binding: [UInt32: UInt128] = [:], ready: [UInt32: UInt128] = [:], awaited: [UInt32: UInt128] = [:]
        var sets: [UInt32: MetSet] = [:]
        for promise in listed.promises where promise.isAwaited {
            awaited[promise.said.content.ask, default: 0] += UInt128(promise.said.content.quantity.amount)
        }
        for promise in listed.promises where promise.isBinding {
            binding[promise.said.content.ask, default: 0] += UInt128(promise.said.content.quantity.amount)
        }
        for ask in listed.project.asks where sets[ask.number] == nil {
            sets[ask.number] = Self.set(ask, book, listed, met, cutoff)
            ready[ask.number] = sets[ask.number].map { Self.ready(ask, listed, $0) } ?? binding[ask.number] ?? 0
        }
        (self.binding, self.ready, self.awaited, self.sets) = (binding, ready, awaited, sets)
    }

    /// The largest set that there is with an ask's minimum taken as reached; nil where no condition is in the way.
    private static func set(
        _ ask: Project.Ask, _ book: PledgeBook, _ listed: PledgeBook.Listed, _ met: MetSet, _ cutoff: Cutoff
    ) -> MetSet? {
        let isHeldBack = listed.promises.contains {
            $0.isBinding && $0.ask?.number == ask.number && !$0.isUnconditional && !met.pledges.contains($0.said.id)
        }
        return isHeldBack ? MetSet(book, at: cutoff, taking: (listed.id, ask.number)) : nil
    }

    /// What binding pledges to an ask come to whose conditions hold once its minimum is reached. So the ask is met by whatever
    /// this lacks of the minimum, and by no less from people who are in that set.
    private static func ready(_ ask: Project.Ask, _ listed: PledgeBook.Listed, _ set: MetSet) -> UInt128 {
        listed.promises.filter { $0.isBinding && $0.ask?.number == ask.number && set.pledges.contains($0.said.id) }
            .reduce(0) { $0 + UInt128($1.said.content.quantity.amount) }
    }

    /// How much all binding pledges miss of an ask's minimum.
    func missing(_ ask: Project.Ask) -> UInt128 { Self.short(ask, binding[ask.number]) }

    /// How much those miss of it that wait for nothing else.
    func unproven(_ ask: Project.Ask) -> UInt128 { Self.short(ask, ready[ask.number]) }

    /// How much is promised that conditions hold back, whatever else comes to the ask.
    func heldBack(_ ask: Project.Ask) -> UInt128 { (binding[ask.number] ?? 0) - min(ready[ask.number] ?? 0, binding[ask.number] ?? 0) }

    private static func short(_ ask: Project.Ask, _ sum: UInt128?) -> UInt128 {
        let minimum = UInt128(ask.minimum), sum = sum ?? 0
        return minimum > sum ? minimum - sum : 0
    }

    func of(_ state: PledgeState, _ promise: Promise) -> [PledgeLack] {
        switch state.stage {
        case .refunded, .paid: []
        case .open, .lapsed: state.isMet ? [] : conditions(promise)
        case .firm: listed.project.lock.map { [.lock($0)] } ?? []
        case .due, .half, .disputed, .defaulted, .retracted:
            state.wordsLacking(Settlement(of: promise.said, receivers: listed.receivers, words: book.words[state.id] ?? []))
        }
    }

    /// What a promise misses of its ask's minimum besides itself: first what waits for covers, then what nobody promised.
    private func missing(_ ask: Project.Ask, for promise: Promise) -> [PledgeLack] {
        let awaited = awaited[ask.number] ?? 0, own = promise.isAwaited ? UInt128(promise.said.content.quantity.amount) : 0
        let missing = missing(ask)
        guard missing > own else { return [] }
        return (awaited > own ? [.covers(awaited - own)] : []) + (missing > awaited ? [.amount(missing - awaited)] : [])
    }

    private func conditions(_ promise: Promise) -> [PledgeLack] {
        guard let ask = promise.ask else { return [] }
        var lacks: [PledgeLack] = []
        if promise.missingCapacity > 0 { lacks.append(.capacity(promise.missingCapacity)) }
        if promise.timeliness == .awaited { lacks.append(.cover) }
        if promise.timeliness == .late, let lock = listed.project.lock { lacks.append(.late(lock: lock)) }
        // What came late meets nothing, however much else is there.
        guard promise.timeliness != .late else { return lacks }
        lacks += missing(ask, for: promise)
        // What binds nobody waits for nobody.
        guard promise.isBinding else { return lacks }
        let need = sets[ask.number]?.needs[promise.said.id]
        let people = need?.people ?? missingPeople(promise, ask), sum = need?.sum ?? ready[ask.number]
        if people > 0 { lacks.append(.people(people)) }
        let joint = promise.said.content.joint.filter { !met.isMet($0) }
        for project in joint { lacks.append(.joint(project)) }
        // What others' conditions hold back, its other projects may hold back as well.
        if missing(ask) == 0, joint.isEmpty, Self.short(ask, sum) > 0 { lacks.append(.othersConditions(Self.short(ask, sum))) }
        return lacks
    }

    /// How many people one lacks whose other projects are not met, besides its author.
    private func missingPeople(_ promise: Promise, _ ask: Project.Ask) -> Int {
        guard let set = sets[ask.number] else { return 0 }
        let author = promise.said.author, silent = book.silent[listed.project.moment(at: cutoff)] ?? []
        return max(0, Int(promise.said.content.minimumPeople) - set.people(of: listed.id, with: silent.contains(author) ? nil : author))
    }

}

extension PledgeState {
    /// Whose words are missing for what was promised to be settled.
    func wordsLacking(_ settlement: Settlement) -> [PledgeLack] {
        if stage == .retracted { return wordsLackingOfRetracted(settlement) }
        var lacks: [PledgeLack] = []
        if amounts[.disputed] > 0 { lacks.append(.contradiction(amounts[.disputed])) }
        let rest = amounts[.due] + amounts[.defaulted]
        let bySilentDonor = settlement.everReceived > settlement.paid ? amounts[.half] : 0
        if rest + bySilentDonor > 0 { lacks.append(.wordOfDonor(author, rest + bySilentDonor)) }
        let unanswered = rest + amounts[.half] - bySilentDonor
        if unanswered > 0 { lacks.append(.wordOfReceiver(settlement.others, unanswered)) }
        return lacks
    }

    /// Of what was taken back only what one side says was paid can still come further: the other side's word makes it paid.
    private func wordsLackingOfRetracted(_ settlement: Settlement) -> [PledgeLack] {
        let confirmed = settlement.confirmed
        if settlement.paid > confirmed { return [.wordOfReceiver(settlement.others, settlement.paid - confirmed)] }
        return settlement.received > confirmed ? [.wordOfDonor(author, settlement.received - confirmed)] : []
    }
}
