import PledgeLedger
import Testing

/// Random facts within their ranges.
struct FactsDraw {
    var generator: SeededGenerator
    private let minutes: Unit

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        minutes = try #require(Unit("time:min"))
    }

    private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
    private mutating func value<T: ThirtyTwoBytes>() -> T {
        T(Bytes32((0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }) ?? .zero)
    }
    private mutating func list<T: ThirtyTwoBytes>(atMost limit: Int) -> [T] { (0..<below(limit + 1)).map { _ in value() } }
    private mutating func tag() -> String {
        String((0...below(32)).map { _ in "abcxyz0189-".randomElement(using: &generator) ?? "a" })
    }
    private mutating func unit() -> Unit {
        let names = ["time:min", "iso4217:EUR", "iso4217:XAF", "item:\(tag())"]
        return Unit(names[below(4)]) ?? minutes
    }
    private mutating func amount() -> UInt64 {
        [1, UInt64.random(in: 1...1_000_000_000_000_000, using: &generator), 1_000_000_000_000_000][below(3)]
    }
    private mutating func time() -> UInt64? { below(2) == 0 ? nil : UInt64.random(in: 1 ... .max, using: &generator) }

    mutating func facts() -> Facts { facts(kind: below(Self.kinds)) }

    /// How many kinds are drawn from: all but `key`.
    static let kinds = 13

    mutating func facts(kind: Int) -> Facts {
        switch kind {
        case 0: .charter(charter())
        case 1: .profile(profile())
        case 2:
            .vouch(Vouch(
                subject: value(), scope: below(2) == 0 ? .member : .skill(tag()), until: time(), level: UInt8(below(4))))
        case 3: .project(project())
        case 4: .pledge(pledge())
        case 5:
            .endorse(Endorse(
                target: (value() as EntryID).raw, stance: Int8(below(5) - 2), standing: Endorse.Standing.allCases[below(6)],
                re: below(2) == 0 ? nil : value()))
        case 6: .retract(Retract(target: value(), erase: below(2) == 0))
        default: laterFacts(kind: kind)
        }
    }

    private mutating func laterFacts(kind: Int) -> Facts {
        switch kind {
        case 7: .problem(Problem(place: ["", "Goma, Kivu", "नेपाल"][below(3)], sameAs: below(2) == 0 ? nil : value()))
        case 8:
            .cause(Cause(cause: value(), effect: value(), strength: UInt8(1 + below(3)), evidence: list(atMost: 8)))
        case 9:
            .round(Round(
                poolUnit: unit(), rules: RoundRules(rule: [nil, .matching, .equalShares][below(3)], cap: amount(), step: 0),
                eligible: list(atMost: 100), lock: time()))
        case 10:
            .settle(Settle(
                pledge: value(), side: Settle.Side.allCases[below(5)], amount: amount(),
                counter: below(2) == 0 ? nil : value()))
        case 11: .report(report())
        default: .witness(witness())
        }
    }

    private mutating func report() -> Report {
        let times = [time(), time()].compactMap { $0 }.sorted()
        return Report(
            project: value(), metric: tag(), unit: below(2) == 0 ? nil : unit(),
            value: Int64.random(in: -1_000_000_000_000_000...1_000_000_000_000_000, using: &generator),
            from: times.count == 2 ? times[0] : nil, to: times.last, spent: below(2) == 0 ? nil : Quantity(amount(), unit()),
            evidence: list(atMost: 8))
    }

    private mutating func witness() -> Witness {
        let authors: [PublicKey] = list(atMost: 49) + [value()]
        return Witness(
            key: value(), time: UInt64.random(in: 1...UInt64(Int64.max), using: &generator),
            covers: authors.sorted().map {
                Witness.Cover(author: $0, seq: UInt64.random(in: 1...4_294_967_295, using: &generator), id: value())
            },
            cosignature: (0..<64).map { _ in UInt8.random(in: 0...255, using: &generator) })
    }

    private mutating func charter() -> Charter {
        let founders: [PublicKey] = list(atMost: 20) + [value()]
        let ladders = [Charter.defaultLadder, [5], (0..<16).map { _ in UInt32(below(1_001)) }]
        let witnesses: [PublicKey] = (0..<[0, 1, 4, 7][below(4)]).map { _ in value() }
        return Charter(
            founders: founders, admission: below(2) == 0 ? .open : .vouched,
            vouchesNeeded: UInt32(below(founders.count) + 1), ladder: ladders[below(3)],
            quota: below(2) == 0 ? .init() : .init(entries: UInt64(1 + below(10_000_000)), bytes: UInt64(8_192 + below(1 << 40 - 8_192))),
            witnesses: witnesses, rulesVersion: UInt32(1 + below(3)))
    }

    private mutating func profile() -> Profile {
        let roles: [Profile.Role] = [.unspecified, .person, .circle, .organisation, .witness]
        var capacity: [Quantity] = []
        for name in ["time:min", "iso4217:EUR", "item:blanket"] where below(2) == 0 {
            if let unit = Unit(name) { capacity.append(Quantity(amount(), unit)) }
        }
        return Profile(
            role: roles[below(5)], skills: (0..<below(33)).map { _ in tag() }, capacity: capacity,
            nextKeyHash: below(2) == 0 ? nil : value())
    }

    private mutating func project() -> Project {
        let numbers = Set((0..<below(12)).map { _ in UInt32(1 + below(65_535)) }).sorted()
        var project = Project(asks: numbers.map { number in
            let target = amount()
            return .init(
                number: number, unit: unit(), minimum: UInt64.random(in: 0...target, using: &generator), target: target,
                tag: below(2) == 0 ? "" : tag())
        })
        project.revises = list(atMost: 8)
        project.stewards = list(atMost: 16)
        project.recipient = below(2) == 0 ? nil : value()
        project.host = below(2) == 0 ? nil : value()
        project.addresses = list(atMost: 16)
        let times = [time(), time()].sorted { ($0 ?? 0) < ($1 ?? 0) }
        (project.lock, project.settleBy) = (times[0], times[1])
        let keys: [PublicKey] = list(atMost: 16)
        project.split = keys.map { .init(key: $0, parts: UInt32(1 + below(10_000))) }
        project.bonus = below(2) == 0 ? nil : Quantity(amount(), unit())
        return project
    }

    private mutating func pledge() -> Pledge {
        var pledge = Pledge(to: value(), ask: UInt32.random(in: 0 ... .max, using: &generator), quantity: Quantity(amount(), unit()))
        pledge.joint = list(atMost: 8)
        pledge.minimumPeople = UInt32(below(1_000_001))
        pledge.repayBy = time()
        return pledge
    }

    mutating func noise() -> [UInt8] {
        (0..<below(40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    /// Flips, inserts or drops one byte.
    mutating func change(_ bytes: inout [UInt8]) {
        let at = below(bytes.count)
        switch below(3) {
        case 0: bytes[at] ^= 1 << UInt8(below(8))
        case 1: bytes.insert(UInt8(below(256)), at: at)
        default: bytes.remove(at: at)
        }
    }
}
