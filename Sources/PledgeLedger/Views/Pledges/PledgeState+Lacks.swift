/// What would bring a pledge further.
struct PledgeLacks {
    let book: PledgeBook
    let listed: PledgeBook.Listed
    let met: MetSet
    let cutoff: Cutoff
    /// By ask number: all binding pledges, and those that wait for nothing but its minimum.
    private let binding, ready: [UInt32: UInt128]
    private let people: Int

    init(_ book: PledgeBook, _ listed: PledgeBook.Listed, _ met: MetSet, _ cutoff: Cutoff) {
        (self.book, self.listed, self.met, self.cutoff) = (book, listed, met, cutoff)
        var binding: [UInt32: UInt128] = [:], people: Set<PublicKey> = []
        let silent = book.silent[listed.project.moment(at: cutoff)] ?? []
        for promise in listed.promises where promise.isBinding {
            let pledge = promise.said.content, amount = UInt128(pledge.quantity.amount)
            binding[pledge.ask, default: 0] += amount
            if !silent.contains(promise.said.author) { people.insert(promise.said.author) }
        }
        (self.binding, self.people) = (binding, people.count)
        ready = Dictionary(listed.project.asks.map { ask in
            (ask.number, Self.ready(ask, book, listed, met, cutoff) ?? binding[ask.number] ?? 0)
        }) { first, _ in first }
    }

    /// What binding pledges to an ask come to whose conditions hold once its minimum is reached: in the largest set that
    /// there is with the minimum taken as reached. So the ask is met by whatever this lacks of the minimum, and by no less
    /// from people who are in that set. Nil where no condition is in the way.
    private static func ready(
        _ ask: Project.Ask, _ book: PledgeBook, _ listed: PledgeBook.Listed, _ met: MetSet, _ cutoff: Cutoff
    ) -> UInt128? {
        let own = listed.promises.filter { $0.isBinding && $0.ask?.number == ask.number }
        guard own.contains(where: { !$0.isUnconditional && !met.pledges.contains($0.said.id) }) else { return nil }
        let set = MetSet(book, at: cutoff, taking: (listed.id, ask.number))
        return own.filter { set.pledges.contains($0.said.id) }.reduce(0) { $0 + UInt128($1.said.content.quantity.amount) }
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

    private func conditions(_ promise: Promise) -> [PledgeLack] {
        guard let ask = promise.ask else { return [] }
        var lacks: [PledgeLack] = []
        if promise.missingCapacity > 0 { lacks.append(.capacity(promise.missingCapacity)) }
        if promise.timeliness == .awaited { lacks.append(.cover) }
        if promise.timeliness == .late, let lock = listed.project.lock { lacks.append(.late(lock: lock)) }
        if missing(ask) > 0 { lacks.append(.amount(missing(ask))) }
        // What binds nobody waits for nobody.
        guard promise.isBinding else { return lacks }
        let wanted = Int(promise.said.content.minimumPeople)
        if wanted > people { lacks.append(.people(wanted - people)) }
        for joint in promise.said.content.joint where !met.isMet(joint) { lacks.append(.joint(joint)) }
        if lacks.isEmpty { lacks.append(.othersConditions(unproven(ask))) }
        return lacks
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
