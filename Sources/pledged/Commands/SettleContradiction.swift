import PledgeLedger

/// Why a word on a pledge can't be meant beside what was said before.
///
/// Both readings would be taken in by the views; one of them is a slip. Whoever means it says which word it
/// is about (`counter`), or takes the earlier one back.
enum SettleContradiction: Equatable {
    /// With this one's author would have said more than was pledged.
    case beyond(said: UInt64, EntryID)
    /// They said that it came, and now that they refuse it.
    case refusesWhatCame(UInt64, EntryID)
    /// They refused it already.
    case refusedAlready(EntryID)
    /// They refused so much of it that this can't have come, and nobody says that it was paid since.
    case cameAfterRefusal(EntryID)
    /// Nobody says that anything was paid which could be given back.
    case nothingPaid
    /// With this one's author would have said that more came back than anybody says was paid.
    case beyondPaid(UInt64)

    /// What contradicts a word about to be signed; nil where nothing does.
    /// - Parameters:
    ///   - settle: the word about to be signed by `author`.
    ///   - words: all that stand on the pledge.
    static func found(
        _ settle: Settle, to pledge: Pledge, by author: PublicKey, beside words: [Said<Settle>]
    ) -> SettleContradiction? {
        guard settle.counter == nil else { return nil }
        let own = words.filter { $0.author == author }.sorted { $0.seq < $1.seq }
        // What comes after a refusal counts anew.
        let refusal = own.last { $0.content.side == .refused }
        let since = own.filter { $0.seq > refusal?.seq ?? 0 }
        if settle.side == .refused {
            let came = since.filter { $0.content.side == .received }
            if let last = came.last { return .refusesWhatCame(sum(came), last.id) }
            return refusal.map { .refusedAlready($0.id) }
        }
        let isGivenBack = settle.side == .refunded || settle.side == .repaid
        if isGivenBack, !words.contains(where: { [.paid, .received].contains($0.content.side) }) { return .nothingPaid }
        if settle.side == .received, let refusal, isRefused(settle, pledge, own, refusal, words) { return .cameAfterRefusal(refusal.id) }
        let isRefusedElsewhere = words.contains { $0.content.side == .refused && $0.author != author }
        if settle.side == .paid, isRefusedElsewhere { return nil }
        let same = since.filter { $0.content.side == settle.side }
        let (total, overflow) = sum(same).addingReportingOverflow(settle.amount)
        if isGivenBack, overflow || total > paid(pledge, words) { return .beyondPaid(paid(pledge, words)) }
        guard overflow || total > pledge.quantity.amount, let last = same.last else { return nil }
        return .beyond(said: sum(same), last.id)
    }

    /// The most that one side says was paid of a pledge.
    static func paid(_ pledge: Pledge, _ words: [Said<Settle>]) -> UInt64 {
        let whole = pledge.quantity.amount
        return [Settle.Side.paid, .received].map { side in
            let said = words.filter { $0.content.side == side }
            return said.contains { $0.content.amount == 0 } ? whole : min(whole, sum(said))
        }.max() ?? 0
    }

    /// Whether what is said to have come goes beyond what its receiver left unrefused. A payment that the donor
    /// claims for a later time than the refusal may have come.
    private static func isRefused(
        _ settle: Settle, _ pledge: Pledge, _ own: [Said<Settle>], _ refusal: Said<Settle>, _ words: [Said<Settle>]
    ) -> Bool {
        guard !words.contains(where: { $0.content.side == .paid && $0.time > refusal.time }) else { return false }
        let whole = UInt128(pledge.quantity.amount)
        func total(_ side: Settle.Side) -> UInt128 {
            own.filter { $0.content.side == side }.reduce(0) { $0 + ($1.content.amount == 0 ? whole : UInt128($1.content.amount)) }
        }
        return total(.refused) + total(.received) + UInt128(settle.amount) > whole
    }

    private static func sum(_ words: [Said<Settle>]) -> UInt64 {
        words.reduce(0) { sum, word in
            let (total, overflow) = sum.addingReportingOverflow(word.content.amount)
            return overflow ? .max : total
        }
    }
}

extension SettleContradiction {
    /// What is wrong and what would be right, for the one who was about to sign.
    func words(_ side: Settle.Side, of pledge: Pledge) -> String {
        let unit = pledge.quantity.unit.name
        func shown(_ amount: UInt64) -> String { AmountText.shown(amount, unit: unit) }
        func orAnswer(_ id: EntryID) -> String {
            "take entry \(id.short) back (`pledged retract \(id.short)`), or name the word that this one is about with --answers ID"
        }
        switch self {
        case .beyond(let said, let id):
            return "you said already that \(shown(said)) of \(shown(pledge.quantity.amount)) was \(side), and this would make it "
                + "more than was pledged; \(orAnswer(id))"
        case .refusesWhatCame(let amount, let id):
            return "you said that \(shown(amount)) of it was received, which contradicts a refusal; \(orAnswer(id))"
        case .refusedAlready(let id):
            return "you refused it already, in entry \(id.short); that stands, and nothing was signed"
        case .cameAfterRefusal(let id):
            return "you refused it, in entry \(id.short), and nobody says that it was paid since; \(orAnswer(id))"
        case .beyondPaid(let amount):
            return "only \(shown(amount)) of it was paid, by anybody's word, and with this you would say that more was \(side)"
        case .nothingPaid:
            return "nobody says that any of it was paid, so nothing can be \(side); say --paid or --received first"
        }
    }
}
