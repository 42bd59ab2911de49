import PledgeLedger

/// One pledge as `list pledges` prints it: what is promised, how far that has come, and what it hangs on.
struct ListedPledgeAnswer {
    private let answer: EntryAnswer
    private let state: PledgeState?
    private let details: Details

    init(_ pledge: ListedPledge, _ details: Details) {
        answer = EntryAnswer(listed: pledge.entry, details: details)
        (state, self.details) = (pledge.state, details)
    }

    private var pledge: Pledge? {
        if case .pledge(let pledge)? = answer.listed.entry.reading.facts { pledge } else { nil }
    }

    // MARK: for programs

    func json() throws -> [JSON.Field] {
        let fields = try answer.json()
        guard let state else { return fields }
        let loan: [JSON.Field] = state.loan.map { [.init("lent", .number($0.lent)), .init("repaid", .number($0.repaid))] } ?? []
        return fields + [
            .init("stage", .string(state.stage.name)), .init("stages", state.amounts.json), .init("backed", .bool(state.isBacked)),
            .init("in_time", .string(state.timeliness.rawValue)), .init("met", .bool(state.isMet)),
        ] + loan
    }

    // MARK: for people

    func cells() throws -> [String] {
        let listed = answer.listed
        return [
            listed.id.short, ISODate.text(listed.entry.entry.time), try answer.summary(), state?.stageParts.map(\.words).joined(separator: "; ") ?? "",
            state.map { $0.isBacked ? "yes" : "no" } ?? "", try conditions(), try details.people.name(listed.author), try remark(),
        ]
    }

    private func conditions() throws -> String {
        try pledge.map { pledge in Self.conditions(pledge, try pledge.joint.map { try details.title(of: $0) }) } ?? ""
    }

    /// `a loan until 2027-05-01, only with 3f9a2c…, from 5 people on`.
    static func conditions(_ pledge: Pledge) -> String { conditions(pledge, pledge.joint.map(\.short)) }

    /// - Parameter joint: the projects that it waits for, as they are called.
    private static func conditions(_ pledge: Pledge, _ joint: [String]) -> String {
        let loan = pledge.repayBy.map { "a loan until \(ISODate.day($0))" }
        let joint = pledge.joint.isEmpty ? nil : "only with \(joint.joined(separator: ", "))"
        let people = pledge.minimumPeople > 1 ? "from \(pledge.minimumPeople) people on" : nil
        return [loan, joint, people].compactMap { $0 }.joined(separator: ", ")
    }

    private func remark() throws -> String {
        let remark = try answer.fullRemark()
        if let state, state.isTakenBackLate { return "taken back too late\(state.lateDebt.map { ", \($0)" } ?? "")" }
        if let state, state.stage == .retracted, !state.words.isEmpty { return "\(remark); `explain` has what was said of it" }
        if remark.isEmpty, let state, state.isToItself { return "to its own author" }
        if remark.isEmpty, state?.timeliness == .awaited { return "not covered yet" }
        guard remark.isEmpty, let loan = state?.loan, loan.lent > 0, let pledge else { return remark }
        let unit = pledge.quantity.unit.name
        return "\(AmountText.shown(loan.repaid, unit: unit)) of \(AmountText.shown(loan.lent, unit: unit)) repaid"
    }
}
