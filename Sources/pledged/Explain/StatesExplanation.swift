import PledgeLedger

/// Which pledges make up the numbers of a project, on which words they rest, and what would change them.
struct StatesExplanation {
    let states: ProjectStates
    /// One pledge alone; nil for all.
    let only: EntryID?
    /// Promises that are printed of each number; nil for all.
    private let most: Int?
    /// What prints them all.
    private let command: String
    let details: Details
    let cutoff: Cutoff
    private let stateByID: [EntryID: PledgeState]

    /// Nil where the project is in no view, or the pledge is none to it: ``UncountedEntry`` says why.
    init?(of project: EntryID, only: EntryID? = nil, most: Int? = nil, command: String? = nil, _ details: Details, at cutoff: Cutoff) throws {
        guard let states = try details.store.pledgeStates(of: project, in: details.collective, at: cutoff) else { return nil }
        let stateByID = Dictionary(states.pledges.map { ($0.id, $0) }) { first, _ in first }
        if let only, stateByID[only] == nil { return nil }
        (self.states, self.only, self.most, self.details, self.cutoff) = (states, only, most, details, cutoff)
        self.stateByID = stateByID
        self.command = command ?? "pledged explain \(project.short)"
    }

    private static let columns: [(name: String, words: String, column: PledgeColumn)] =
        [("pledged", "pledged", .pledged), ("backed", "backed by what people can carry", .backed)]
            + PledgeStage.allCases.map { ($0.name, $0.words, .stage($0)) }

    // MARK: for people

    /// Whether promises of a number are left out.
    var isCut: Bool {
        guard let most else { return false }
        return states.asks.contains { ask in
            Self.columns.contains { states.explain($0.column, ask: ask.ask.number).count > most }
        }
    }

    func lines() throws -> [String] {
        if let state = states.pledges.first(where: { $0.id == only }) { return try lines(of: state) }
        let words = StatesAnswer(states: states, details: details)
        var lines = ["\(try details.title(of: states.project)): \(words.standing)"]
        if let by = try details.listed(states.project)?.retractedBy {
            lines.append("taken back by its author (entry \(by.short)); what is promised to it counts all the same")
        }
        for ask in states.asks {
            let unit = ask.ask.unit.name
            let least = ask.ask.minimum > 0 ? ", at least \(AmountText.shown(ask.ask.minimum, unit: unit))" : ""
            lines += ["", "Ask \(ask.ask.number), \(AmountText.shown(ask.ask.target, unit: unit)) wanted\(least)"]
            lines.append("  \(words.verdict(ask))")
            lines += wouldMeet(ask).map { ["  \($0)"] } ?? []
            for (_, words, column) in Self.columns { lines += try self.lines(of: column, words, ask.ask) }
        }
        if !states.idle.isEmpty {
            lines += ["", "Answers no ask, and counts for nothing"] + (try idle())
        }
        return lines
    }

    /// Promises of which nothing is in a number, each with why.
    private func idle() throws -> [String] {
        let lines = try states.idle.prefix(Self.mostIdle).map { id in
            guard let listed = try details.listed(id) else { return "  pledge \(id.short)" }
            let why = listed.retractedBy == nil ? try Idleness.of(listed.entry, details)?.why : "taken back by its author"
            return "  pledge \(id.short) by \(try details.people.name(listed.author))\(why.map { ": \($0)" } ?? "")"
        }
        return lines + (states.idle.count > lines.count ? ["  and \(states.idle.count - lines.count) more: --json has all"] : [])
    }

    private static let mostIdle = 50

    /// What would meet an ask; nil where nothing new can, or only covers are awaited.
    private func wouldMeet(_ ask: ProjectStates.AskStates) -> String? {
        func shown(_ amount: UInt128) -> String { AmountText.shown(amount, unit: ask.ask.unit.name) }
        guard states.phase == .ahead, !ask.isMet else { return nil }
        let hasLock = states.lock != nil
        if ask.ask.minimum == 0, ask.heldBack > 0, ask.awaited == 0 {
            return "anything more, backed\(hasLock ? ", in time" : "") and without conditions, would meet it; or nothing more, once those conditions hold"
        }
        guard ask.unproven > ask.awaited else { return nil }
        let more = shown(ask.unproven - ask.awaited)
        guard ask.heldBack > 0 else { return "\(more) more, backed\(hasLock ? " and in time" : ""), would meet it" }
        let left = ask.missing > ask.awaited ? "\(shown(ask.missing - ask.awaited)) more" : "nothing more"
        return "\(more) more, backed\(hasLock ? ", in time" : "") and without conditions, would meet it; or \(left), once those conditions hold"
    }

    /// What keeps a promise from coming further and is its own, not the ask's: that is said once.
    private func lacks(_ term: PledgeTerm, _ column: PledgeColumn, _ unit: String) throws -> [String] {
        guard let state = stateByID[term.pledge], case .stage(state.stage) = column else { return [] }
        let words = StateAnswer(state: state, details: details), said = SettlementWords(state: state, details: details)
        return try (said.lateRetraction() + words.oneSided()).map { "      \($0)" } + term.lacks.compactMap { lack in
            switch lack {
            case .amount, .covers, .lock: nil
            default: "      lacks: \(try words.words(lack, unit))"
            }
        }
    }

    private func lines(of column: PledgeColumn, _ words: String, _ ask: Project.Ask) throws -> [String] {
        let terms = states.explain(column, ask: ask.number), unit = ask.unit.name
        let late = column == .pledged ? try lateLines(ask) : []
        guard !terms.isEmpty || !late.isEmpty else { return [] }
        var lines = ["  \(AmountText.shown(states.sum(column, ask: ask.number), unit: unit)) \(words)\(terms.isEmpty ? "" : ", of")"]
        let shown = terms.prefix(most ?? terms.count)
        for term in shown {
            let rests = term.words.isEmpty ? "" : ", by \(term.words.map(\.short).joined(separator: ", "))"
            lines.append("    \(AmountText.shown(term.amount, unit: unit)) by \(try details.people.name(term.author)), "
                + "pledge \(term.pledge.short)\(rests)")
            lines += try lacks(term, column, unit)
        }
        if terms.count > shown.count {
            lines.append("    and \(Count.words(terms.count - shown.count, "promise", "promises")) more: `\(command)` has all")
        }
        return lines + late
    }

    /// What is in a stage and in no sum of what is promised, since its author took it back too late.
    private func lateLines(_ ask: Project.Ask) throws -> [String] {
        try StatesAnswer(states: states, details: details).lateRetractions(ask.number).map { state in
            "    besides \(AmountText.shown(state.pledge.quantity.amount, unit: ask.unit.name)) by \(try details.people.name(state.author)), "
                + "pledge \(state.id.short), which its author took back too late: it is \(state.lateDebt.map { "\($0), and " } ?? "")in its stage below"
        }
    }

    private func lines(of state: PledgeState) throws -> [String] {
        let unit = state.pledge.quantity.unit.name
        var lines = [
            "\(AmountText.shown(state.pledge.quantity.amount, unit: unit)) by \(try details.people.name(state.author)) to "
                + "\(try details.title(of: states.project)), ask \(state.pledge.ask)",
        ]
        lines += try details.conditions(of: state.pledge).map { "\($0.label): \($0.words)" }
        lines += try StateAnswer(state: state, details: details).lines()
        if let held = try details.store.entry(state.id, in: details.collective)?.entry, let idleness = try Idleness.of(held, details) {
            lines.append(idleness.words)
        }
        lines += try BackingAnswer(of: state.id, in: unit, details, at: cutoff)?.lines() ?? []
        lines += try CoverProof(of: state.id, at: cutoff, details)?.lines() ?? []
        lines += try SettlementWords(state: state, details: details).lines()
        if state.isMet {
            let proof = states.proof(ask: state.pledge.ask).map(\.short).joined(separator: ", ")
            lines.append("its ask is met by the pledges \(proof)")
        }
        return lines
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        let asks = try states.asks.map { ask in
            JSON.object(
                [.init("ask", .number(ask.ask.number)), .init("unit", .string(ask.ask.unit.name)), .init("met", .bool(ask.isMet)),
                    .init("missing", .number(ask.missing)), .init("unproven", .number(ask.unproven)),
                    .init("held_back", .number(ask.heldBack)),
                    .init("proof", .array(states.proof(ask: ask.ask.number).map { .string($0.hex) }))]
                + Self.columns.map { .init($0.name, .array(json(states.explain($0.column, ask: ask.ask.number)))) }
                + (try pledges(ask.ask.number)))
        }
        return [
            .init("project", .string(states.project.hex)), .init("met", .bool(states.isMet)), .init("asks", .array(asks)),
            .init("idle", .array(states.idle.map { .string($0.hex) })),
        ]
    }

    private func json(_ terms: [PledgeTerm]) -> [JSON] {
        terms.filter { only == nil || $0.pledge == only }.map { term in
            .object([
                .init("pledge", .string(term.pledge.hex)), .init("author", .string(KeyText.author(term.author))),
                .init("amount", .number(term.amount)), .init("words", .array(term.words.map { .string($0.hex) })),
            ])
        }
    }

    /// Each pledge's own state, with what it lacks.
    private func pledges(_ ask: UInt32) throws -> [JSON.Field] {
        let states = states.pledges.filter { $0.pledge.ask == ask && (only == nil || $0.id == only) }
        return [.init("pledges", .array(try states.map { state in
            let fields: [JSON.Field] = [.init("pledge", .string(state.id.hex))] + (try StateAnswer(state: state, details: details).json())
            guard only != nil else { return .object(fields) }
            let unit = state.pledge.quantity.unit.name
            let covers = try CoverProof(of: state.id, at: cutoff, details)?.json()
            let backing = try BackingAnswer(of: state.id, in: unit, details, at: cutoff)?.json()
            return .object(fields + (covers.map { [.init("covers", $0)] } ?? []) + (backing.map { [.init("backing", $0)] } ?? [])
                + [.init("said", try SettlementWords(state: state, details: details).json())])
        }))]
    }
}
