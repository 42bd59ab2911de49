import PledgeLedger

/// Every term of a matching, with the promises that it is made of.
struct MatchingTerms {
    private let matching: Matching
    private let explanation: RoundExplanation
    private let promises: [EntryID: [RoundPromise]]
    /// What came too late for the lock, and gifts that were taken back by then and that their projects count all the same;
    /// not looked for where only a few of each are printed.
    private let late: [EntryID: [RoundPromise]]
    private let takenBack: [EntryID: [PledgeState]]

    private var round: RoundAnswer { explanation.round }
    private var payments: [Matching.Payment] { matching.payments.filter { explanation.isWanted($0.project) } }

    init(_ matching: Matching, _ explanation: RoundExplanation) throws {
        (self.matching, self.explanation) = (matching, explanation)
        let round = explanation.round
        promises = Dictionary(grouping: round.reading.promises, by: \.project)
        guard explanation.most == nil else {
            (late, takenBack) = ([:], [:])
            return
        }
        let tooLate = try round.details.store.view(of: round.details.collective, at: round.cutoff) { try round.reading.latePromises(in: $0) }
        late = Dictionary(grouping: tooLate, by: \.project)
        let shown = Set((round.reading.promises + tooLate).map(\.pledge))
        takenBack = try Dictionary(grouping: Self.takenBack(explanation).filter { !shown.contains($0.id) }, by: \.pledge.to)
    }

    /// Gifts that their authors took back too late for their projects.
    private static func takenBack(_ explanation: RoundExplanation) throws -> [PledgeState] {
        let round = explanation.round, unit = round.reading.round.content.poolUnit
        return try round.reading.projects.filter { explanation.isWanted($0.project) }.flatMap {
            try round.details.store.pledgeStates(of: $0.project, in: round.details.collective, at: round.cutoff)?.pledges ?? []
        }.filter { $0.isTakenBackLate && $0.pledge.quantity.unit == unit && $0.pledge.repayBy == nil }
    }

    // MARK: for people

    func blocks() throws -> [Block] {
        let cap = round.reading.rules.cap
        let bound = cap == 0 ? "no bound, so K' ÷ (K' + λ·t) is 1" : "K = \(round.words(cap))"
        return try [.words(
            "Each pair of people draws 2·⌊s·s·K' ÷ (K' + λ·t)⌋ for a project, in millionths of the smallest part: s is the root of "
                + "what each gave, in thousandths; t is what the two have in common over all projects; λ is 4 where they vouch for "
                + "each other, else 1; \(bound).")] + payments.flatMap(blocks) + [.words(""), .words(matching.isScaled
            ? "The terms come to more than the pool: each project gets ⌊its terms · pool ÷ all terms⌋, and what is left goes to the "
                + "largest remainders." : "The pool suffices: each project gets its terms, rounded down.")]
    }

    private func blocks(_ payment: Matching.Payment) throws -> [Block] {
        let terms = explanation.cut(matching.terms(of: payment.project), "term", "terms")
        var table = Table([.text("one"), .text("other"), .number("s"), .number("s"), .number("λ"), .number("t"), .number("term")])
        for term in terms.shown {
            let names = try term.people.map { try round.details.people.name($0) }
            table.add(names + term.roots.map { "\($0)" } + ["\(term.doubt)", "\(term.common)", "\(term.raw)"])
        }
        let pairs: Block = table.rows.isEmpty
            ? .words("  nobody shares a gift to it with another person, so it draws nothing") : .table(table)
        return try [.words(""), .words("\(round.title(payment.project)): \(round.words(payment.amount)) for \(payment.raw) millionths")]
            + giftBlocks(payment.project) + [pairs] + terms.rest + [.words(next(payment))]
    }

    /// `400.00 EUR by nurse (pledge1…), pledge 5c01aa…, not backed: 30.00 EUR of capacity is missing`.
    private func giftBlocks(_ project: EntryID) throws -> [Block] {
        let all = explanation.cut(promises[project] ?? [], "promise", "promises")
        let missing = try round.missingCapacity(of: all.shown.map(\.pledge))
        return try all.shown.flatMap { promise in
            let lacks = missing[promise.pledge].map { lacking in
                ", not backed: \(round.words(lacking)) of capacity is missing"
                    + (lacking < UInt128(promise.amount) ? ", so all of it counts as not backed" : "")
            }
            return [.words("\(try line(promise))\(weight(promise))\(try since(promise))\(lacks ?? "")")] + (try oneSided(promise))
        } + all.rest + (late[project] ?? []).map { .words("\(try line($0)): \(try lateness($0)), so it draws nothing") }
            + (takenBack[project] ?? []).map(line)
    }

    private func line(_ promise: RoundPromise) throws -> String { try line(promise.amount, promise.author, promise.pledge) }

    private func line(_ amount: UInt64, _ author: PublicKey, _ pledge: EntryID) throws -> String {
        "  \(round.words(amount)) by \(try round.details.people.name(author)), pledge \(pledge.short)"
    }

    /// One that its author took back in time for the round, and too late for its project.
    private func line(_ state: PledgeState) throws -> Block {
        .words("\(try line(state.pledge.quantity.amount, state.author, state.id)), taken back by its author, so it draws nothing; too late for its "
            + "project, which counts it all the same: \(state.stageParts.map(\.words).joined(separator: "; "))")
    }

    private func lateness(_ promise: RoundPromise) throws -> String {
        try round.reading.round.content.lock.map { try round.details.lateness(of: promise.pledge, for: $0, "the round's") } ?? "it is not there"
    }

    /// What one side alone says came back of it.
    private func oneSided(_ promise: RoundPromise) throws -> [Block] {
        try promise.oneSided.map { word in
            let answer = OneSidedAnswer(
                word: word, pledge: promise.pledge, unit: round.reading.round.content.poolUnit.name, isMore: promise.refunded > 0,
                details: round.details)
            return .words("    \(try answer.words())")
        }
    }

    /// Why not all of a promise draws on the pool.
    private func weight(_ promise: RoundPromise) -> String {
        if promise.isLoan { return ", a loan, which draws nothing" }
        guard promise.gone > 0 else { return "" }
        let rest = promise.counted > 0 ? "the other \(round.words(promise.counted)) draws" : "it draws nothing"
        return ", of which \(round.words(promise.gone)) was given back or declined: \(rest)"
    }

    /// What its author took back after the lock.
    private func since(_ promise: RoundPromise) throws -> String {
        try round.pastLock.flatMap { try round.details.lateRetraction(of: promise.pledge, for: $0) }.map { ", \($0)" } ?? ""
    }

    /// What one more gift would do.
    private func next(_ payment: Matching.Payment) throws -> String {
        if round.pastLock != nil { return "  The round's lock is past, so nothing more is drawn." }
        guard let least = smallestGift(payment.project) else { return "  It draws once two people give to it." }
        let gain = matching.gain(to: payment.project, from: least) / Matching.scale
        guard round.reading.pool > 0 else { return "  The pool is empty, so nothing is drawn before somebody pledges to it." }
        let spent = matching.payments.reduce(0) { $0 + $1.amount }, left = round.reading.pool - min(spent, round.reading.pool)
        let cut = matching.isScaled ? ", before everybody's part is cut to the pool"
            : gain > left ? "; only \(round.words(left)) of the pool is left, so that everybody's part would then be cut to it" : ""
        return "  One more person who gives \(round.words(least)), as the smallest gift to it is, would draw \(round.words(gain)) more\(cut)."
    }

    private func smallestGift(_ project: EntryID) -> UInt64? { promises[project]?.map(\.counted).filter { $0 > 0 }.min() }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        let wanted = payments.flatMap { promises[$0.project] ?? [] }
        let missing = try round.missingCapacity(of: wanted.map(\.pledge))
        return [
            .init("cap", .number(round.reading.rules.cap)),
            .init("gifts", .array(wanted.map { promise in
                .object([
                    .init("project", .string(promise.project.hex)), .init("pledge", .string(promise.pledge.hex)),
                    .init("author", .string(KeyText.author(promise.author))), .init("amount", .number(promise.amount)),
                    .init("counted", .number(promise.counted)), .init("loan", .bool(promise.isLoan)), .init("gone", .number(promise.gone)),
                    .init("missing_capacity", .number(missing[promise.pledge] ?? 0)),
                    .init("one_sided", .array(promise.oneSided.map(OneSidedAnswer.json))),
                ])
            })),
            .init("late", .array(payments.flatMap { late[$0.project] ?? [] }.map { .string($0.pledge.hex) })),
            .init("taken_back", .array(payments.flatMap { takenBack[$0.project] ?? [] }.map { .string($0.id.hex) })),
            .init("terms", .array(payments.flatMap { payment in
                matching.terms(of: payment.project).map { Self.json($0, of: payment.project) }
            })),
            .init("one_more", .array(payments.compactMap { payment in
                smallestGift(payment.project).map { least in
                    .object([
                        .init("project", .string(payment.project.hex)), .init("gift", .number(least)),
                        .init("raw_millionths", .number(matching.gain(to: payment.project, from: least))),
                    ])
                }
            })),
        ]
    }

    private static func json(_ term: Matching.Term, of project: EntryID) -> JSON {
        .object([
            .init("project", .string(project.hex)), .init("people", .array(term.people.map { .string(KeyText.author($0)) })),
            .init("roots", .array(term.roots.map { .number($0) })), .init("lambda", .number(term.doubt)),
            .init("common", .number(term.common)), .init("raw_millionths", .number(term.raw)),
        ])
    }
}
