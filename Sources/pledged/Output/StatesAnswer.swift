import PledgeLedger

/// How far the promises to a project have come, as `show` prints it.
struct StatesAnswer {
    let states: ProjectStates
    let details: Details

    // MARK: for programs

    /// One ask's columns.
    func json(ask number: UInt32) -> [JSON.Field] {
        guard let ask = states.asks.first(where: { $0.ask.number == number }) else { return [] }
        return [
            .init("met", .bool(ask.isMet)), .init("backed", .number(ask.backed)), .init("missing", .number(ask.missing)),
            .init("unproven", .number(ask.unproven)), .init("held_back", .number(ask.heldBack)), .init("awaited", .number(ask.awaited)), .init("phase", .string("\(states.phase)")),
            .init("stages", ask.amounts.json),
        ]
    }

    // MARK: for people

    /// What an ask's authors can carry of what they pledged to it.
    func backed(ask number: UInt32) -> UInt128 { states.asks.first { $0.ask.number == number }?.backed ?? 0 }

    /// A line an ask on what became of it, none where nobody pledged; and what one side alone says.
    func lines() throws -> [String] {
        let oneSided = states.pledges.filter { !$0.oneSided.isEmpty }
        return states.asks.filter { $0.amounts.total > 0 }.map { ask in
            "ask \(ask.ask.number): \(verdict(ask)); \(shares(ask))"
        } + (try oneSided.prefix(Self.mostOneSided).flatMap { state in
            try StateAnswer(state: state, details: details).oneSided().map { "  pledge \(state.id.short): \($0)" }
        }) + (oneSided.count > Self.mostOneSided
            ? ["  and \(oneSided.count - Self.mostOneSided) more: `pledged explain \(states.project.short)` has all"] : [])
    }

    private static let mostOneSided = 9

    /// Whether the project is met, and if not, whether it still can be.
    var standing: String { states.isMet ? "met" : missed }

    private var missed: String {
        switch states.phase {
        case .ahead: "not met yet"
        case .locked: "missed so far"
        case .over: "missed"
        }
    }

    /// Whether an ask is met, and what it lacks.
    func verdict(_ ask: ProjectStates.AskStates) -> String {
        if ask.isMet { return "met" }
        let lacking = lacking(ask).map { ", \($0)" } ?? ""
        switch states.phase {
        case .ahead: return "\(missed)\(lacking)"
        case .locked: return "\(missed)\(lacking); only what was there before the lock can still meet it, once it comes here"
        case .over: return "\(missed)\(lacking); what was promised has lapsed"
        }
    }

    /// What keeps an ask from being met; nil where that is each promise's own.
    private func lacking(_ ask: ProjectStates.AskStates) -> String? {
        func shown(_ amount: UInt128) -> String { AmountText.shown(amount, unit: ask.ask.unit.name) }
        let conditions = ask.heldBack > 0 ? "conditions on people or other projects hold back \(shown(ask.heldBack))" : nil
        let also = conditions.map { ", and \($0)" } ?? ""
        if ask.awaited > 0, ask.missing <= ask.awaited {
            return "it waits for witnesses: a quorum has yet to cover \(shown(ask.awaited))\(also)"
        }
        if ask.missing > 0 {
            let left = ask.missing - ask.awaited
            let awaited = ask.awaited > 0 ? ", besides \(shown(ask.awaited)) that a quorum of witnesses has yet to cover" : ""
            let missed = "\(shown(left)) was missing \(states.lock == nil ? "when the time to settle was over" : "at the lock")"
            return (states.phase == .ahead ? "\(shown(left)) short of its least amount\(awaited)" : missed) + also
        }
        if conditions != nil, ask.ask.minimum == 0 {
            return "it has no least amount; all that could meet it, \(shown(ask.heldBack)), is held back by conditions on people or other projects"
        }
        if let conditions { return "\(conditions), and without that it is \(shown(ask.unproven)) short of its least amount" }
        return ask.amounts.total == 0 ? "nothing is promised to it" : ask.backed == 0 ? "nothing that is promised to it is backed" : nil
    }

    /// Promises to an ask that their authors took back too late: they are in no sum of what is promised.
    func lateRetractions(_ ask: UInt32) -> [PledgeState] {
        states.pledges.filter { $0.pledge.ask == ask && $0.isTakenBackLate }
    }

    /// What became of the promises to an ask, in one line.
    func shares(_ ask: ProjectStates.AskStates) -> String {
        let unit = ask.ask.unit.name
        var parts = ask.amounts.parts.map { "\(AmountText.shown($0.amount, unit: unit)) \($0.stage.words)" }
        if ask.backed < ask.pledged {
            parts.append("\(AmountText.shown(ask.pledged - ask.backed, unit: unit)) of it not backed by what people can carry")
        }
        let late = Dictionary(grouping: lateRetractions(ask.ask.number)) { $0.lateDebt ?? "" }.sorted { $0.key < $1.key }
        for (debt, states) in late {
            let sum = states.reduce(UInt128(0)) { $0 + UInt128($1.pledge.quantity.amount) }
            parts.append("\(AmountText.shown(sum, unit: unit)) of it taken back too late\(debt.isEmpty ? "" : ", and \(debt)")")
        }
        return parts.joined(separator: ", ")
    }
}

/// How far one promise has come, as `show` prints it.
struct StateAnswer {
    let state: PledgeState
    let details: Details

    func json() throws -> [JSON.Field] {
        let unit = state.pledge.quantity.unit.name
        return [
            .init("stage", .string(state.stage.name)), .init("stages", state.amounts.json), .init("backed", .bool(state.isBacked)),
            .init("in_time", .string(state.timeliness.rawValue)), .init("met", .bool(state.isMet)),
            .init("words", .array(state.words.map { .string($0.hex) })),
            .init("one_sided", .array(state.oneSided.map(OneSidedAnswer.json))),
            .init("lacks", .array(try state.lacks.map { .string(try words($0, unit)) })),
        ]
    }

    func lines() throws -> [String] {
        let unit = state.pledge.quantity.unit.name
        var lines = ["stage: \(state.stageParts.map(\.words).joined(separator: "; "))\(state.isBacked ? "" : ", not backed by what its author can carry")"]
        for lack in state.lacks { lines.append("  lacks: \(try words(lack, unit))") }
        if state.stage == .retracted, !state.lacks.isEmpty {
            lines.append("one side says that some of it was paid; what was taken back is paid only where both say so")
        }
        // Later whose word is missing says it.
        if state.isToItself, [.open, .firm].contains(state.stage) {
            lines.append("it is for its author alone, and nobody is both sides of a promise: at most it is paid by one side's word")
        }
        if let loan = state.loan, loan.lent > 0 {
            lines.append("lent \(AmountText.shown(loan.lent, unit: unit)), of which \(AmountText.shown(loan.repaid, unit: unit)) is repaid")
        }
        return try lines + refusal(unit) + oneSided()
    }

    /// Who refused how much of it.
    private func refusal(_ unit: String) throws -> [String] {
        guard state.refused > 0 else { return [] }
        let who = Set(state.said.filter { $0.side == .refused }.map(\.author)).sorted()
        let what = state.refused < state.pledge.quantity.amount ? "\(AmountText.shown(state.refused, unit: unit)) of it" : "it"
        return ["\(try details.names(who, "and")) refused \(what)\(idleRefusal(unit))"]
    }

    /// How much of a refusal changes nothing, and why; empty where all of it does.
    private func idleRefusal(_ unit: String) -> String {
        if state.isTakenBack, !state.said.contains(where: { $0.side == .received }) {
            return ", which has no effect: its author took the promise back in time"
        }
        let idle = state.refused - min(state.refused, state.pledge.quantity.amount - state.confirmed)
        guard idle > 0 else { return "" }
        let what = idle == state.refused ? "which has no effect" : "of which \(AmountText.shown(idle, unit: unit)) has no effect"
        return ", \(what): both sides say that \(AmountText.shown(state.confirmed, unit: unit)) was paid"
    }

    /// What one side alone says came back, a line each.
    func oneSided() throws -> [String] {
        try state.oneSided.map { word in
            let isMore = word.side == .repaid ? (state.loan?.repaid ?? 0) > 0 : state.amounts[.refunded] > 0
            return try OneSidedAnswer(
                word: word, pledge: state.id, unit: state.pledge.quantity.unit.name, isMore: isMore, details: details).words()
        }
    }

    /// What is missing, for people. What more promises could do they can only until the ask is closed.
    func words(_ lack: PledgeLack, _ unit: String) throws -> String {
        let words = try plainWords(lack, unit)
        guard let closed = state.closed, lack.isForOthersToPromise else { return words }
        return "\(words); only what was there by \(ISODate.text(closed)) counts"
    }

    private func plainWords(_ lack: PledgeLack, _ unit: String) throws -> String {
        switch lack {
        case .capacity(let amount): try capacity(amount, unit)
        case .late(let lock): "time: \(try details.lateness(of: state.id, for: lock)), \(ISODate.text(lock))"
        case .cover: "a quorum of witnesses that saw it in time"
        case .covers(let amount): "a quorum of witnesses that saw \(AmountText.shown(amount, unit: unit)) more of what is promised in time"
        case .amount(let amount):
            "\(AmountText.shown(amount, unit: unit)) more\(state.closed == nil ? " from anybody" : ""), to reach the least amount"
        case .othersConditions(let amount):
            "\(AmountText.shown(amount, unit: unit)) more without conditions, or that the conditions of other promises to it hold"
        case .people(let count):
            "\(Count.words(count, "more person", "more people")) with a voice to pledge to the project, backed"
                + (try hasLock() ? " and in time" : "")
        case .joint(let id): "its other project, \(try details.title(of: id)), to be met\(try closing(of: id))"
        case .lock(let lock): "the lock, \(ISODate.text(lock)): from then on it is due"
        case .wordOfDonor(let key, let amount):
            try wordMissing(of: [key], "\(AmountText.shown(amount, unit: unit)) was paid")
        // Nobody is both sides of a promise: whoever gives to themselves has nobody to confirm it.
        case .wordOfReceiver([], let amount):
            "somebody besides its author who could say that \(AmountText.shown(amount, unit: unit)) was received: it is for nobody else, so "
                + "both sides never settle it"
        case .wordOfReceiver(let keys, let amount):
            try wordMissing(of: keys, "\(AmountText.shown(amount, unit: unit)) was received")
        case .contradiction(let amount):
            "agreement over \(AmountText.shown(amount, unit: unit)): both sides say what came (`pledged settle`), or one takes a word back (`pledged retract`)"
        }
    }
}

extension StateAnswer {
    /// Who is to say it. A key that forked can't: nothing new of it counts.
    private func wordMissing(of keys: [PublicKey], _ what: String) throws -> String {
        let able = try keys.filter { try !details.isForked($0) }
        guard able.isEmpty else { return "\(try details.names(able, "or")) to say that \(what) (`pledged settle`)" }
        return "the word that \(what), which can't come any more: the key of \(try details.names(keys, "or")) told two stories, and nothing new of it counts"
    }

    private func hasLock() throws -> Bool { try project(state.pledge.to)?.lock != nil }

    private func project(_ id: EntryID) throws -> Project? {
        try details.store.entry(id, in: details.collective)?.entry.reading.facts?.project
    }

    /// That nothing new can meet another project any more; empty while it can.
    private func closing(of id: EntryID) throws -> String {
        guard let project = try project(id), let closed = project.closed(at: details.cutoff.time) else { return "" }
        let past = [(project.lock, "lock"), (project.settleBy, "time to settle")]
            .compactMap { moment, name in moment.flatMap { details.cutoff.time > $0 ? "its \(name)" : nil } }
        return "; \(past.joined(separator: " and ")) \(past.count == 1 ? "is" : "are") past, so only what was there by "
            + "\(ISODate.text(closed)) can still do that, once it comes here"
    }

    /// What would back a promise that is not: no later profile does.
    private func capacity(_ amount: UInt128, _ unit: String) throws -> String {
        let whole = state.pledge.quantity.amount
        let all = amount < whole ? " (it is backed whole or not at all, so all \(AmountText.shown(whole, unit: unit)) counts as not backed)" : ""
        let missing = "\(AmountText.shown(amount, unit: unit)) more capacity in its author's profile before it\(all)"
        guard state.stands, state.timeliness != .late, state.closed == nil else { return missing }
        let said = try details.store.backingProof(of: state.id, in: details.collective, at: .end)?.capacity ?? 0
        guard amount <= UInt128(Amount.most) - min(UInt128(said), UInt128(Amount.most)) else {
            return "\(missing), and no profile can say more than \(AmountText.shown(Amount.most, unit: unit)) in all. "
                + "They can take this one back (`pledged retract \(state.id.short)`), and pledge less"
        }
        let both = try hasLock() ? " for both (what is taken back weighs until the lock)" : ""
        return "\(missing): what its author says now backs only later promises. They can say that they can carry enough\(both) "
            + "(`pledged profile --capacity`), take this one back (`pledged retract \(state.id.short)`), and pledge again"
    }
}

extension PledgeLack {
    /// Whether others' promises would be what is missing.
    fileprivate var isForOthersToPromise: Bool {
        switch self {
        case .amount, .othersConditions, .people: true
        default: false
        }
    }
}

extension StageAmounts {
    /// What lies in which stage; stages with nothing in them are left out.
    var parts: [(stage: PledgeStage, amount: Amount)] {
        PledgeStage.allCases.filter { self[$0] > 0 }.map { ($0, self[$0]) }
    }

    /// Every stage with what lies in it.
    var json: JSON { .object(PledgeStage.allCases.map { .init($0.name, .number(self[$0])) }) }
}

extension Settle.Side {
    /// What became of what came back, for people.
    var backWords: String { self == .repaid ? "repaid" : "given back" }
}

extension PledgeState {
    /// What both sides say was paid, also where it was given back since.
    var confirmed: UInt64 { amounts[.paid] + amounts[.refunded] }

    /// Whether its author alone receives it.
    var isToItself: Bool { counterparties.isEmpty }

    /// Whether its author took it back when it was owed already.
    var isTakenBackLate: Bool { !stands && !isTakenBack }

    /// What a promise is to its author that they took back too late; nil where nothing of it is owed. While its ask is not
    /// met it is owed only if that comes to light.
    var lateDebt: String? {
        guard isTakenBackLate else { return nil }
        if !isMet { return amounts[.open] > 0 ? "owed all the same if its ask is met" : nil }
        return [PledgeStage.firm, .due, .half, .disputed, .defaulted].contains { amounts[$0] > 0 } ? "owed all the same" : nil
    }

    /// How far it has come; amount by amount where its parts have not come equally far.
    var stageParts: [(stage: PledgeStage, words: String)] {
        let parts = amounts.parts
        guard parts.count > 1 else { return [(stage, stage.words)] }
        return parts.map { ($0.stage, "\(AmountText.shown($0.amount, unit: pledge.quantity.unit.name)) \($0.stage.words)") }
    }
}

extension PledgeStage {
    /// The word for programs.
    var name: String { "\(self)" }

    /// The words for people.
    var words: String {
        switch self {
        case .open: "open"
        case .firm: "firm until the lock"
        case .due: "due now"
        case .paid: "paid, both sides say"
        case .refunded: "given back, both sides say"
        case .half: "paid by one side's word"
        case .disputed: "disputed"
        case .defaulted: "not kept in time"
        case .lapsed: "lapsed"
        case .retracted: "taken back"
        }
    }
}
