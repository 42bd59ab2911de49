import PledgeLedger

/// What a donor can show: a gift to a project or to a round's pool that both sides confirm, and whether the project's
/// host stands by it.
struct Receipt {
    /// One line of it.
    struct Line {
        let field: String
        let label: String
        let words: String
        let json: JSON

        init(_ field: String, _ label: String, _ words: String, _ json: JSON? = nil) {
            (self.field, self.label, self.words) = (field, label, words)
            self.json = json ?? .string(words)
        }
    }

    let title: String
    let isCountersigned: Bool
    let lines: [Line]
    /// What it is not, and how it can be checked.
    let notes: [String]

    /// - Throws: ``CommandFault`` where nothing is confirmed yet.
    init(
        _ pledge: ConfirmedPledge, _ countersigning: Countersigning?, _ workspace: Workspace,
        _ collective: CharteredCollective, _ cutoff: Cutoff
    ) throws {
        let people = People(workspace.store, collective.id, at: cutoff), content = pledge.pledge.content
        let unit = content.quantity.unit.name
        guard pledge.amount > 0 else { throw Self.unconfirmed(pledge) }
        // A promise to a project names one of its asks.
        let isToPool = content.ask == 0
        let details = Details(people: people, store: workspace.store, collective: collective.id, at: cutoff)
        isCountersigned = countersigning != nil
        title = "Receipt for \(AmountText.shown(pledge.amount, unit: unit))"
        lines = [
            Line("collective", "Collective", "\(try workspace.name(of: collective.id)) (\(collective.id.hex))", .string(collective.id.hex)),
            try Self.people("donor", "Given by", [pledge.pledge.author], people),
            try Self.people("recipients", "Given to", pledge.recipients, people),
            Line(isToPool ? "round" : "project", isToPool ? "For the pool of" : "For", try details.title(of: content.to), .string(content.to.hex)),
            Line("unit", "Unit", AmountUnit.words(unit), .string(unit)),
            Line("promised", "Promised", AmountText.shown(content.quantity.amount, unit: unit), .number(content.quantity.amount)),
            Line("confirmed", "Confirmed by both", AmountText.shown(pledge.amount, unit: unit), .number(pledge.amount)),
            Line("pledged_at", "Promised on", ISODate.day(pledge.pledge.time), .number(pledge.pledge.time)),
            try Self.words("paid", "Paid", pledge.paid, unit, details), try Self.words("received", "Received", pledge.received, unit, details),
        ] + (try Self.refused(pledge, unit, details)) + Self.givenBack(pledge, unit) + (try Self.oneSided(pledge, unit, people)) + Self.loan(pledge, unit) + [
            try Self.host(countersigning, pledge.host, isToPool ? "a round has none" : "the project has none", people),
        ] + Self.countersignatures(countersigning) + [Line("pledge", "Entry of the promise", pledge.pledge.id.hex)]
        notes = [
            (isCountersigned ? "The project's host endorsed that it was settled."
                : "No host countersigned it: it says what donor and recipient signed, and no more.")
                + (isToPool ? " What the pool pays to which project is not on it." : ""),
            content.repayBy == nil ? "It is no tax advice: ask the host or your tax office whether the gift can be deducted."
                : pledge.repaid == pledge.amount ? "It was a loan, and both sides say that it was repaid: it is no gift. It is no tax advice."
                : "It was a loan, to be repaid: it is no gift. It is no tax advice.",
            "No money moved through this program; dates are by the signers' clocks. Anybody who holds the collective can check "
                + "every entry named here with `pledged show ID`.",
            ViewNote.words(cutoff),
        ]
    }

    private static func unconfirmed(_ pledge: ConfirmedPledge) -> CommandFault {
        if pledge.refunded > 0 {
            let unit = pledge.pledge.content.quantity.unit.name
            return CommandFault(
                .notNow, "there is nothing to receipt: all that both sides said was paid of pledge \(pledge.pledge.id.short) was given back, "
                    + AmountText.shown(pledge.refunded, unit: unit))
        }
        let lacks = pledge.paid.isEmpty ? "who pledged has not said --paid"
            : pledge.refused > 0 ? "who it is for refused what was paid" : "who it is for has not said --received"
        return CommandFault(
            .notNow, "there is nothing to receipt yet: of pledge \(pledge.pledge.id.short) \(lacks); see `pledged help settle`")
    }

    private static func people(_ field: String, _ label: String, _ keys: [PublicKey], _ people: People) throws -> Line {
        let words = try keys.map { key in
            let alias = try people.alias(key).map { "\(SafeText.shown($0, width: 40)), " } ?? ""
            return "\(alias)\(KeyText.author(key))"
        }
        return Line(field, label, words.joined(separator: "; "), .array(keys.map { .string(KeyText.author($0)) }))
    }

    private static func words(
        _ field: String, _ label: String, _ words: [Said<Settle>], _ unit: String, _ details: Details
    ) throws -> Line {
        let said = try words.map { word -> (words: String, json: JSON) in
            // What was written beside it: the reference of a transfer, most often.
            let text = try details.listed(word.id)?.text?.text ?? ""
            let reference = text.isEmpty ? "" : ", reference \(SafeText.quoted(text))"
            // A refusal of no amount is of everything.
            let amount = word.content.side == .refused && word.content.amount == 0 ? "all of it" : AmountText.shown(word.content.amount, unit: unit)
            return (
                "\(amount) on \(ISODate.day(word.time)), entry \(word.id.short)\(reference)",
                .known([
                    .init("entry", .string(word.id.hex)), .init("amount", .number(word.content.amount)), .init("time", .number(word.time)),
                    .init("author", .string(KeyText.author(word.author))), text.isEmpty ? nil : .init("reference", .string(text)),
                ])
            )
        }
        return Line(field, label, said.map(\.words).joined(separator: "; "), .array(said.map(\.json)))
    }

    /// What was refused of it, and how much of that changes nothing; nothing where all was welcome.
    private static func refused(_ pledge: ConfirmedPledge, _ unit: String, _ details: Details) throws -> [Line] {
        guard !pledge.refusals.isEmpty else { return [] }
        let said = try words("refused", "Refused", pledge.refusals, unit, details), idle = pledge.idlyRefused
        guard idle > 0 else { return [said] }
        let what = idle == pledge.refused ? "which has no effect" : "of which \(AmountText.shown(idle, unit: unit)) has no effect"
        let paid = AmountText.shown(pledge.amount + pledge.refunded, unit: unit)
        return [Line(said.field, said.label, "\(said.words), \(what): both sides say that \(paid) was paid", said.json)]
    }

    /// What both sides say went back of it; nothing where all stayed.
    private static func givenBack(_ pledge: ConfirmedPledge, _ unit: String) -> [Line] {
        guard pledge.refunded > 0 else { return [] }
        let entries = pledge.givenBack.map(\.id.short).joined(separator: ", ")
        return [Line("refunded", "Given back since", "\(AmountText.shown(pledge.refunded, unit: unit)), entries \(entries)", .number(pledge.refunded))]
    }

    /// What one side alone says came back: the receipt holds it all the same.
    private static func oneSided(_ pledge: ConfirmedPledge, _ unit: String, _ people: People) throws -> [Line] {
        try pledge.oneSided.map { word in
            let amount = AmountText.shown(word.amount, unit: unit)
            let by = try word.by.map { try people.name($0) }.joined(separator: " and ")
            let waiting = try word.waiting.map { try people.name($0) }.joined(separator: " or ")
            let label = word.side == .repaid ? "Repaid, one side says" : "Given back, one side says"
            return Line(
                "\(word.side)_by_one_side", label, "\(amount), \(by) \(word.by.count == 1 ? "says" : "say"); "
                    + (waiting.isEmpty ? "nobody else can say so" : "\(waiting) has not said so yet"), .number(word.amount))
        }
    }

    /// By when a loan is to be repaid, and what both sides say was; nothing of a gift.
    private static func loan(_ pledge: ConfirmedPledge, _ unit: String) -> [Line] {
        guard let repayBy = pledge.pledge.content.repayBy else { return [] }
        func shown(_ amount: UInt64) -> String { AmountText.shown(amount, unit: unit) }
        let entries = pledge.repayments.map(\.id.short).joined(separator: ", ")
        let repaid = pledge.repaid > 0 ? "\(shown(pledge.repaid)) of \(shown(pledge.amount)), entries \(entries)"
            : pledge.repayments.isEmpty ? "nothing so far" : "nothing that both sides say; entries \(entries)"
        return [
            Line("repay_by", "A loan, to be repaid by", ISODate.day(repayBy), .number(repayBy)),
            Line("repaid", "Repaid", repaid, .number(pledge.repaid)),
        ]
    }

    /// - Parameter none: what is said where there is no host.
    private static func host(_ signed: Countersigning?, _ host: PublicKey?, _ none: String, _ people: People) throws -> Line {
        guard let host else { return Line("countersigned", "Host", none, .array([])) }
        let name = try people.name(host)
        guard let signed else { return Line("countersigned", "Host", "\(name) has not countersigned", .array([])) }
        let entries = zip(signed.words, signed.endorsements).map { "entry \($0.short), by endorsement \($1.short)" }.joined(separator: "; ")
        return Line("countersigned", "Countersigned", "by the host, \(name): \(entries)", .array(signed.words.map { .string($0.hex) }))
    }

    /// The endorsements by which the host countersigned; none without one.
    private static func countersignatures(_ signed: Countersigning?) -> [Line] {
        guard let ids = signed?.endorsements else { return [] }
        return [Line("countersignatures", "Entries of the host", ids.map(\.hex).joined(separator: ", "), .array(ids.map { .string($0.hex) }))]
    }

    // MARK: as it is printed

    var words: String {
        let width = lines.map { DisplayWidth.of($0.label) }.max() ?? 0
        let rows = lines.map { line in
            "\(line.label)\(String(repeating: " ", count: width - DisplayWidth.of(line.label)))  \(line.words)"
        }
        return ([title, ""] + rows + [""] + notes).joined(separator: "\n")
    }

    func json(_ cutoff: Cutoff) -> JSON {
        .object([.init("kind", "receipt")] + lines.map { .init($0.field, $0.json) } + ViewNote.fields(cutoff))
    }
}
