import PledgeLedger

/// The JSON of docs/views.md for matching.
struct MatchingQuestion: Codable {
    struct Gift: Codable {
        var person, project: String
        var amount: UInt64
    }

    struct Vouch: Codable { var voucher, subject: String }

    var view = "matching"
    var pool: UInt64
    var bound: UInt64?
    var projects: [String]
    var gifts: [Gift]
    var vouches: [Vouch]

    enum CodingKeys: CodingKey { case view, pool, bound, projects, gifts, vouches }

    init(_ round: MatchingRound) {
        pool = UInt64(clamping: round.pool)
        bound = round.bound
        projects = round.projects.map(\.brief)
        gifts = round.gifts.map { Gift(person: $0.person.brief, project: $0.project.brief, amount: $0.amount) }
        vouches = round.vouches.map { Vouch(voucher: $0.voucher.brief, subject: $0.subject.brief) }
    }

    /// Writes null where there is no bound.
    func encode(to encoder: any Encoder) throws {
        var form = encoder.container(keyedBy: CodingKeys.self)
        try form.encode(view, forKey: .view)
        try form.encode(pool, forKey: .pool)
        try form.encode(bound, forKey: .bound)
        try form.encode(projects, forKey: .projects)
        try form.encode(gifts, forKey: .gifts)
        try form.encode(vouches, forKey: .vouches)
    }

    func round() throws -> MatchingRound {
        try MatchingRound(
            pool: UInt128(pool), bound: bound, projects: projects.map(short),
            gifts: gifts.map { try RoundGift(person: short($0.person), project: short($0.project), amount: $0.amount) },
            vouches: vouches.map { try RoundVouch(voucher: short($0.voucher), subject: short($0.subject)) })
    }
}

struct MatchingAnswer: Codable, Equatable {
    struct Payment: Codable, Equatable {
        var project, raw, amount: String
        var supporters: Int
    }

    var payments: [Payment]

    init(_ matching: Matching) {
        payments = matching.payments.map {
            Payment(project: $0.project.brief, raw: "\($0.raw)", amount: "\($0.amount)", supporters: $0.supporters)
        }
    }
}

extension MatchingRound {
    /// Random gifts, some of the largest there can be; without a bound where `isBounded` is false.
    static func draw(_ generator: inout SeededGenerator, isBounded: Bool) -> MatchingRound {
        func some(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }
        let people = some(1...12), projects = some(1...5), width = some(1...50)
        let most = min(UInt64(1) << UInt64(width), 1_000_000_000_000_000)
        var gifts: [RoundGift] = [], vouches: [RoundVouch] = []
        for _ in 0..<some(0...50) {
            gifts.append(RoundGift(
                person: PublicKey(number: some(1...people)), project: EntryID(number: 100 + some(1...projects + 1)),
                amount: UInt64.random(in: 1...most, using: &generator)))
        }
        for _ in 0..<some(0...40) {
            vouches.append(RoundVouch(voucher: PublicKey(number: some(1...people)), subject: PublicKey(number: some(1...people))))
        }
        return MatchingRound(
            pool: UInt128(1) << UInt128(some(1...62)), bound: isBounded ? (1 << UInt64(some(0...50))) - 1 : nil,
            projects: (1...projects).map { EntryID(number: 100 + $0) }, gifts: gifts, vouches: vouches)
    }

    func shuffled(_ generator: inout SeededGenerator) -> MatchingRound {
        MatchingRound(
            pool: pool, bound: bound, projects: projects.shuffled(using: &generator), gifts: gifts.shuffled(using: &generator),
            vouches: vouches.shuffled(using: &generator))
    }
}
