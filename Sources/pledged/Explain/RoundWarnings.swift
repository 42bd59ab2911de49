import PledgeLedger

/// What a round's split takes on trust: promises that are not backed and fill its pool or draw on it all the same, and
/// a matching without a bound. docs/views.md has both among the weak points of matching.
struct RoundWarnings {
    private let round: RoundAnswer

    /// Of more gifts the largest are looked at: each takes a look into its author's chain.
    private static let mostGifts = 200
    private static let mostNamed = 3

    /// Said too before a round without a bound is signed.
    static let noBound = "no bound is set (--cap), so two people who promise much to one project can draw the whole pool between them, "
        + "whether or not they ever pay."

    init(_ round: RoundAnswer) { self.round = round }

    func lines() throws -> [String] {
        let isUnbounded = round.rule == .matching && round.reading.rules.cap == 0
        return try [pool(), gone(), gifts(), isUnbounded ? Self.noBound : nil].compactMap { $0 }
    }

    private func pool() -> String? {
        let unbacked = round.pool.map(\.pledge).filter { $0.idleness == nil && $0.missing > 0 }
        guard !unbacked.isEmpty else { return nil }
        let sum = unbacked.reduce(UInt128(0)) { $0 + UInt128($1.pledge.content.quantity.amount) }
        return "\(round.words(sum)) of the pool is not backed by what those who promised it can carry."
    }

    /// What was in the pool and is not any more, or never comes: the split counts it all the same.
    private func gone() -> String? {
        let sum = round.pool.map(\.pledge).filter { $0.idleness == nil }.reduce(UInt128(0)) { sum, one in
            let amounts = one.state.amounts
            return sum + UInt128(amounts[.refunded]) + UInt128(amounts[.lapsed]) + UInt128(one.state.loan?.repaid ?? 0)
        }
        return sum == 0 ? nil : "\(round.words(sum)) of the pool was given back or refused, and counts in the split all the same."
    }

    private func gifts() throws -> String? {
        let all = round.reading.gifts
        let largest = all.count <= Self.mostGifts ? all : Array(all.sorted { $0.amount > $1.amount }.prefix(Self.mostGifts))
        let missing = try round.missingCapacity(of: largest)
        let unbacked = largest.filter { gift in gift.pledge.map { missing[$0] != nil } ?? false }.sorted { $0.amount > $1.amount }
        guard !unbacked.isEmpty else { return nil }
        let sum = unbacked.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        let named = try unbacked.prefix(Self.mostNamed).map {
            "\(round.words($0.amount)) by \(try round.details.people.name($0.person)), pledge \($0.pledge?.short ?? "")"
        }
        let more = unbacked.count > named.count ? "; and \(unbacked.count - named.count) more" : ""
        let looked = all.count > largest.count ? " Of \(all.count) promises the largest \(largest.count) were looked at." : ""
        return "\(round.words(sum)) that draws on the pool is not backed by what those who promised it can carry, and counts all the same: "
            + "\(named.joined(separator: "; "))\(more).\(looked)"
    }
}

extension RoundAnswer {
    /// How much capacity is missing for gifts, by their pledges; none of those that are backed.
    func missingCapacity(of gifts: [RoundGift]) throws -> [EntryID: UInt128] {
        try details.store.missingCapacity(of: gifts.compactMap(\.pledge), in: details.collective, at: cutoff)
    }
}
