/// Both sides' words on one pledge, added up. The donor is its author; the other side is who gets it
/// (see ``Project/receivers(author:)``); nobody else's word has weight, and nobody is both sides.
/// Every amount is in the pledge's unit and at most the pledge's.
struct Settlement: Hashable, Sendable {
    /// What was promised.
    let whole: UInt64
    /// The donor says that it was paid.
    let paid: UInt64
    /// The other side says that it came, and has not refused it since.
    let received: UInt64
    /// The other side said at some time that it came.
    let everReceived: UInt64
    /// The other side refuses it; 0 where no refusal stands.
    let refused: UInt64
    /// Both say that it was given back.
    let refunded: UInt64
    /// The donor says that it was given back; and who had received it.
    let refundedToDonor, refundedByOther: UInt64
    /// The donor of a loan says that it was repaid; and who borrowed it. 0 of what is no loan.
    let repaidToDonor, repaidByOther: UInt64
    /// The words that have weight, by author and place.
    let said: [PledgeWord]
    let donor: PublicKey
    /// The other side's keys that may speak: none where the donor would answer themself.
    let others: [PublicKey]

    init(of said: Said<Pledge>, receivers: [PublicKey], words all: [Said<Settle>]) {
        let whole = said.content.quantity.amount
        self.whole = whole
        func bounded(_ sum: UInt128) -> UInt64 { UInt64(min(sum, UInt128(whole))) }
        let others = receivers.filter { $0 != said.author }.sorted()
        let words = all.filter { $0.author == said.author || others.contains($0.author) }
            .sorted { ($0.author, $0.seq) < ($1.author, $1.seq) }
        let own = words.filter { $0.author == said.author }
        let byOther = others.map { key in words.filter { $0.author == key } }
        let payments = Set(own.filter { $0.content.side == .paid }.map(\.id))
        func donor(_ side: Settle.Side) -> UInt64 {
            bounded(own.filter { $0.content.side == side }.reduce(0) { $0 + UInt128($1.content.amount) })
        }
        func other(_ side: Settle.Side, refusals: Bool = false) -> UInt64 {
            bounded(Instalments.together(byOther.map {
                Instalments($0, of: side, payments: payments, refusals: refusals, whole: whole)
            }))
        }
        paid = donor(.paid)
        received = other(.received, refusals: true)
        everReceived = other(.received)
        refused = byOther.map { words in
            bounded(words.filter { $0.content.side == .refused }.reduce(0) { sum, word in
                sum + UInt128(word.content.amount == 0 ? whole : word.content.amount)
            })
        }.max() ?? 0
        refundedToDonor = donor(.refunded)
        refundedByOther = other(.refunded)
        refunded = min(refundedToDonor, refundedByOther, min(paid, received))
        // Of what is no loan nobody has anything to say that it was repaid.
        (repaidToDonor, repaidByOther) = said.content.repayBy == nil ? (0, 0) : (donor(.repaid), other(.repaid))
        self.said = words.map { PledgeWord(id: $0.id, author: $0.author, side: $0.content.side) }
        self.donor = said.author
        self.others = others
    }

    /// What both sides say was paid.
    var confirmed: UInt64 { min(paid, received) }

    /// What one side says was given back, or of a loan repaid, and the other does not.
    func oneSided(isLoan: Bool) -> [OneSidedWord] {
        [one(.refunded, refundedToDonor, refundedByOther), isLoan ? one(.repaid, repaidToDonor, repaidByOther) : nil].compactMap { $0 }
    }

    private func one(_ side: Settle.Side, _ byDonor: UInt64, _ byOther: UInt64) -> OneSidedWord? {
        guard byDonor != byOther else { return nil }
        let isDonor = byDonor > byOther
        let by = Set(said.filter { $0.side == side && ($0.author == donor) == isDonor }.map(\.author)).sorted()
        return OneSidedWord(
            side: side, amount: max(byDonor, byOther) - min(byDonor, byOther), by: by, waiting: isDonor ? others : [donor])
    }

    /// What the donor says was paid and the other side refuses.
    var contested: UInt64 { min(paid - confirmed, refused) }

    /// What both sides say of a loan that it was repaid, of what stays lent.
    var repaid: UInt64 { min(repaidToDonor, repaidByOther, confirmed - refunded) }

    /// What is no gift by both sides' words: given back, and refused while the donor does not say that it was paid.
    var gone: UInt64 {
        refunded + min(refused - contested, whole - paid)
    }
}

/// One receiver's words of one side. Words that answer the same payment are about the same money, so
/// that two stewards who both saw it arrive don't make it twice as much.
private struct Instalments {
    /// By the payment that they answer, in the order of the first word; nil where they name none.
    private var sums: [(payment: EntryID?, sum: UInt128)] = []
    private var places: [EntryID?: Int] = [:]
    private var total: UInt128 = 0
    private let whole: UInt128

    init(_ words: [Said<Settle>], of side: Settle.Side, payments: Set<EntryID>, refusals: Bool, whole: UInt64) {
        self.whole = UInt128(whole)
        for word in words {
            let payment = word.content.counter.flatMap { payments.contains($0) ? $0 : nil }
            if word.content.side == side { add(UInt128(word.content.amount), for: payment) }
            if refusals, word.content.side == .refused { refuse(UInt128(word.content.amount), of: payment) }
        }
    }

    private mutating func add(_ amount: UInt128, for payment: EntryID?) {
        total += amount
        if let at = places[payment] {
            sums[at].sum += amount
        } else {
            places[payment] = sums.count
            sums.append((payment, amount))
        }
    }

    /// Takes back what was said before: all of it for a refusal of everything; of the payment where one
    /// is named, and of what names none; else what goes beyond the part that has not come yet, newest first.
    private mutating func refuse(_ amount: UInt128, of payment: EntryID?) {
        if let payment, amount > 0 {
            var left = amount
            for at in [places[payment], places[nil]].compactMap({ $0 }) {
                let part = min(left, sums[at].sum)
                take(part, at: at)
                left -= part
            }
            return
        }
        let outstanding = whole > total ? whole - total : 0
        var left = amount == 0 ? total : amount > outstanding ? min(amount - outstanding, total) : 0
        while left > 0, let last = sums.last {
            let part = min(left, last.sum)
            take(part, at: sums.count - 1)
            left -= part
            if left > 0 { places[sums.removeLast().payment] = nil }
        }
    }

    private mutating func take(_ amount: UInt128, at: Int) {
        sums[at].sum -= amount
        total -= amount
    }

    /// What several receivers say together: of each payment the most that one of them says.
    static func together(_ all: [Instalments]) -> UInt128 {
        var most: [EntryID?: UInt128] = [:]
        for one in all {
            for (payment, sum) in one.sums { most[payment] = max(most[payment] ?? 0, sum) }
        }
        return most.values.reduce(0, +)
    }
}
