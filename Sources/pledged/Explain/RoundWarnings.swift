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
        let unbacked = round.pool.map(\.pledge).filter { $0.inPool > 0 && $0.missing > 0 }
        guard !unbacked.isEmpty else { return nil }
        let sum = unbacked.reduce(UInt128(0)) { $0 + UInt128($1.inPool) }
        let missing = Self.missing(unbacked.map { ($0.pledge.author, $0.missing) })
        return "\(round.words(sum)) of the pool is not backed: \(missed(missing))."
    }

    /// What several promises miss together: of one author's the later ones miss what the earlier ones do, and more.
    private static func missing(_ all: [(author: PublicKey, missing: UInt128)]) -> UInt128 {
        Dictionary(all.map { ($0.author, $0.missing) }, uniquingKeysWith: max).values.reduce(0, +)
    }

    /// How much is missing, and why that makes more than it not backed.
    private func missed(_ missing: UInt128) -> String {
        "\(round.words(missing)) is missing in what those who promised it can carry, and a promise counts as backed whole or not at all"
    }

    /// What was promised in time and weighs nothing, since it is there no more or is no gift.
    private func gone() -> String? {
        let pool = round.pool.map(\.pledge).filter { $0.idleness == nil }
            .reduce(UInt128(0)) { $0 + UInt128($1.pledge.content.quantity.amount - $1.inPool) }
        let gone = round.reading.promises.reduce(UInt128(0)) { $0 + UInt128($1.gone) }
        let lent = round.reading.promises.filter(\.isLoan).reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        let parts = [
            pool > 0 ? "\(round.words(pool)) that was promised to the pool was given back or declined, and is not in it" : nil,
            gone > 0 ? "\(round.words(gone)) that was promised to its projects was given back or declined, and draws nothing" : nil,
            lent > 0 ? "\(round.words(lent)) is lent to its projects, and a loan draws nothing" : nil,
        ].compactMap { $0 }
        return parts.isEmpty ? nil : parts.joined(separator: "; ") + "."
    }

    private func gifts() throws -> String? {
        let all = round.reading.gifts
        let largest = all.count <= Self.mostGifts ? all : Array(all.sorted { $0.amount > $1.amount }.prefix(Self.mostGifts))
        let missing = try round.missingCapacity(of: largest.compactMap(\.pledge))
        let unbacked = largest.filter { gift in gift.pledge.map { missing[$0] != nil } ?? false }.sorted { $0.amount > $1.amount }
        guard !unbacked.isEmpty else { return nil }
        let sum = unbacked.reduce(UInt128(0)) { $0 + UInt128($1.amount) }
        let lacking = Self.missing(unbacked.map { ($0.person, $0.pledge.flatMap { missing[$0] } ?? 0) })
        let named = try unbacked.prefix(Self.mostNamed).map {
            "\(round.words($0.amount)) by \(try round.details.people.name($0.person)), pledge \($0.pledge?.short ?? "")"
        }
        let more = unbacked.count > named.count ? "; and \(unbacked.count - named.count) more" : ""
        let looked = all.count > largest.count ? " Of \(all.count) promises the largest \(largest.count) were looked at." : ""
        return "\(round.words(sum)) that draws on the pool is not backed, and counts all the same (\(missed(lacking))): "
            + "\(named.joined(separator: "; "))\(more).\(looked)"
    }
}

extension RoundAnswer {
    /// How much capacity is missing for pledges; none of those that are backed.
    func missingCapacity(of pledges: [EntryID]) throws -> [EntryID: UInt128] {
        try details.store.missingCapacity(of: pledges, in: details.collective, at: cutoff)
    }
}
