import PledgeLedger

/// Why a word on a pledge can't be meant beside what was said before.
///
/// Both readings would be taken in by the views; one of them is a slip. Whoever means it says which word it
/// is about (`counter`), or takes the earlier one back.
enum SettleContradiction: Equatable {
    /// With this one's author would have said more than was pledged.
    case beyond(said: UInt64, EntryID)
    /// They said that so much came, and now refuse more than what is `left`.
    case refusesWhatCame(UInt64, left: UInt64, EntryID)
    /// They refused so much of it already, and now refuse more than what is `left`.
    case refusedAlready(UInt64, left: UInt64, EntryID)
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
        return switch settle.side {
        case .refused: refusal(settle, pledge, own)
        case .refunded, .repaid: givenBack(settle, pledge, own, words)
        case .paid, .received: moved(settle, pledge, author, own, words)
        }
    }

    /// Refusing more than what they have neither said to have come nor refused before. The rest of a promise of which a
    /// part came can be refused.
    private static func refusal(_ settle: Settle, _ pledge: Pledge, _ own: [Said<Settle>]) -> SettleContradiction? {
        let whole = pledge.quantity.amount, (came, refused) = standing(own, pledge)
        let left = whole - min(whole, came + refused)
        guard amount(settle, pledge) > left, let last = own.last(where: { [.received, .refused].contains($0.content.side) }) else { return nil }
        return last.content.side == .received ? .refusesWhatCame(came, left: left, last.id) : .refusedAlready(refused, left: left, last.id)
    }

    /// What a receiver says came and has not refused since, and what they refuse: neither more than the pledge.
    private static func standing(_ own: [Said<Settle>], _ pledge: Pledge) -> (came: UInt64, refused: UInt64) {
        let whole = pledge.quantity.amount
        return own.map(\.content).reduce((0, 0)) { sum, word in
            let (came, refused) = sum, amount = min(amount(word, pledge), whole)
            switch word.side {
            case .received: return (min(whole, came + amount), refused)
            case .refused:
                // Of what is still outstanding it takes nothing back, unless it is about one payment.
                let untouched = word.counter == nil ? whole - came : 0
                return (came - min(came, amount - min(amount, untouched)), min(whole, refused + amount))
            case .paid, .refunded, .repaid: return sum
            }
        }
    }

    /// Giving back more than anybody says was paid.
    private static func givenBack(_ settle: Settle, _ pledge: Pledge, _ own: [Said<Settle>], _ words: [Said<Settle>]) -> SettleContradiction? {
        guard words.contains(where: { [.paid, .received].contains($0.content.side) }) else { return .nothingPaid }
        let said = sum(own.filter { $0.content.side == settle.side }, of: pledge), paid = paid(pledge, words)
        return said > paid || settle.amount > paid - said ? .beyondPaid(paid) : nil
    }

    /// Paying or receiving more than was pledged, or what was refused. What comes after a refusal counts anew.
    private static func moved(
        _ settle: Settle, _ pledge: Pledge, _ author: PublicKey, _ own: [Said<Settle>], _ words: [Said<Settle>]
    ) -> SettleContradiction? {
        let refusal = own.last { $0.content.side == .refused }
        if settle.side == .received, let refusal, isRefused(settle, pledge, own, refusal, words) { return .cameAfterRefusal(refusal.id) }
        let isRefusedElsewhere = words.contains { $0.content.side == .refused && $0.author != author }
        if settle.side == .paid, isRefusedElsewhere { return nil }
        let same = own.filter { $0.seq > refusal?.seq ?? 0 && $0.content.side == settle.side }, said = sum(same, of: pledge)
        guard let last = same.last, said > pledge.quantity.amount || settle.amount > pledge.quantity.amount - said else { return nil }
        return .beyond(said: said, last.id)
    }

    /// The most that one side says was paid of a pledge.
    static func paid(_ pledge: Pledge, _ words: [Said<Settle>]) -> UInt64 {
        [Settle.Side.paid, .received].map { side in
            min(pledge.quantity.amount, sum(words.filter { $0.content.side == side }, of: pledge))
        }.max() ?? 0
    }

    /// Whether what is said to have come goes beyond what its receiver left unrefused. A payment that the donor
    /// claims for a later time than the refusal may have come.
    private static func isRefused(
        _ settle: Settle, _ pledge: Pledge, _ own: [Said<Settle>], _ refusal: Said<Settle>, _ words: [Said<Settle>]
    ) -> Bool {
        guard !words.contains(where: { $0.content.side == .paid && $0.time > refusal.time }) else { return false }
        let said = own.filter { [.refused, .received].contains($0.content.side) }.reduce(UInt128(0)) { $0 + UInt128(amount($1.content, pledge)) }
        return said + UInt128(settle.amount) > UInt128(pledge.quantity.amount)
    }

    /// How much a word is about: 0 is all of the pledge.
    private static func amount(_ settle: Settle, _ pledge: Pledge) -> UInt64 {
        settle.amount == 0 ? pledge.quantity.amount : settle.amount
    }

    /// What words come to together, or the largest number where it is beyond 64 bits.
    static func sum(_ words: [Said<Settle>], of pledge: Pledge) -> UInt64 {
        UInt64(clamping: words.reduce(UInt128(0)) { $0 + UInt128(amount($1.content, pledge)) })
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
        case .refusesWhatCame(let amount, 0, let id):
            return "you said that \(shown(amount)) of it was received, which contradicts a refusal; \(orAnswer(id))"
        case .refusesWhatCame(let amount, let left, let id):
            return "you said that \(shown(amount)) of it was received, so \(shown(left)) is left to refuse: say \"\(shown(left))\" --refused; or, "
                + "where that did not come, \(orAnswer(id))"
        case .refusedAlready(pledge.quantity.amount, _, let id):
            return "you refused it already, in entry \(id.short); that stands, and nothing was signed"
        case .refusedAlready(let amount, 0, let id):
            return "you refused \(shown(amount)) of it already (see entry \(id.short)), and said that the rest was received; that stands, and "
                + "nothing was signed"
        case .refusedAlready(let amount, let left, let id):
            return "you refused \(shown(amount)) of it already (see entry \(id.short)), so \(shown(left)) is left to refuse: say "
                + "\"\(shown(left))\" --refused"
        case .cameAfterRefusal(let id):
            return "you refused it, in entry \(id.short), and nobody says that it was paid since; \(orAnswer(id))"
        case .beyondPaid(let amount):
            return "only \(shown(amount)) of it was paid, by anybody's word, and with this you would say that more was \(side)"
        case .nothingPaid:
            return "nobody says that any of it was paid, so nothing can be \(side); say --paid or --received first"
        }
    }
}
