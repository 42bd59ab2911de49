/// What would bring a pledge further.
struct PledgeLacks {
    let book: PledgeBook
    let listed: PledgeBook.Listed
    let met: MetSet
    let cutoff: Cutoff
    /// By ask number: all binding pledges, and those in the set that meets it.
    private let binding, proven: [UInt32: UInt128]
    private let people: Int

    init(_ book: PledgeBook, _ listed: PledgeBook.Listed, _ met: MetSet, _ cutoff: Cutoff) {
        (self.book, self.listed, self.met, self.cutoff) = (book, listed, met, cutoff)
        var binding: [UInt32: UInt128] = [:], proven: [UInt32: UInt128] = [:], people: Set<PublicKey> = []
        let silent = book.silent[listed.project.moment(at: cutoff)] ?? []
        for promise in listed.promises where promise.isBinding {
            let pledge = promise.said.content, amount = UInt128(pledge.quantity.amount)
            binding[pledge.ask, default: 0] += amount
            if met.pledges.contains(promise.said.id) { proven[pledge.ask, default: 0] += amount }
            if !silent.contains(promise.said.author) { people.insert(promise.said.author) }
        }
        (self.binding, self.proven, self.people) = (binding, proven, people.count)
    }

    /// How much all binding pledges miss of an ask's minimum.
    func missing(_ ask: Project.Ask) -> UInt128 { Self.short(ask, binding[ask.number]) }

    /// How much the set that meets the ask misses of its minimum.
    func unproven(_ ask: Project.Ask) -> UInt128 { Self.short(ask, proven[ask.number]) }

    private static func short(_ ask: Project.Ask, _ sum: UInt128?) -> UInt128 {
        let minimum = UInt128(ask.minimum), sum = sum ?? 0
        return minimum > sum ? minimum - sum : 0
    }

    func of(_ state: PledgeState, _ promise: Promise) -> [PledgeLack] {
        switch state.stage {
        case .retracted, .refunded, .paid: []
        case .open, .lapsed: state.isMet ? [] : conditions(promise)
        case .firm: listed.project.lock.map { [.lock($0)] } ?? []
        case .due, .half, .disputed, .defaulted: settling(state, promise)
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

    private func settling(_ state: PledgeState, _ promise: Promise) -> [PledgeLack] {
        var lacks: [PledgeLack] = []
        let settlement = Settlement(of: promise.said, receivers: listed.receivers, words: book.words[state.id] ?? [])
        if state.amounts[.disputed] > 0 { lacks.append(.contradiction(state.amounts[.disputed])) }
        let rest = state.amounts[.due] + state.amounts[.defaulted]
        let bySilentDonor = settlement.everReceived > settlement.paid ? state.amounts[.half] : 0
        if rest + bySilentDonor > 0 { lacks.append(.wordOfDonor(state.author, rest + bySilentDonor)) }
        let unanswered = rest + state.amounts[.half] - bySilentDonor
        if unanswered > 0 { lacks.append(.wordOfReceiver(settlement.others, unanswered)) }
        return lacks
    }
}
