import PledgeLedger
import Testing

/// A random collective with rounds: promises and loans to projects and pools, both sides' words, endorsements, vouches
/// that end, and what authors take back. Until `lock` everything; after it what the caller asks for.
struct RoundScene {
    /// After the scene's start, in milliseconds.
    static let lock: UInt64 = 3_000_000
    var promises: PledgeScene
    private(set) var projects: [EntryID] = []
    /// One that goes by each rule with the lock, and one by each without.
    private(set) var rounds: [EntryID] = []
    private var given: [(pledge: EntryID, author: Int, receiver: Int, amount: UInt64)] = []
    /// What each author said, and what of what became of promises.
    private var own, spoken: [[EntryID]]

    init(seed: UInt64, entries: Int = 60) throws {
        promises = try PledgeScene(seed: seed, authors: 6, founders: 3)
        (own, spoken) = (Array(repeating: [], count: 6), Array(repeating: [], count: 6))
        for author in 1..<6 { try say(.profile(Profile(capacity: [Quantity(UInt64(author) * 2_000, promises.euro)])), by: author) }
        for author in 3..<6 { try say(.vouch(Vouch(subject: promises.key(author), until: draw(0...2) == 0 ? Self.at(Self.lock / 2) : nil)), by: 0) }
        for _ in 0..<3 {
            var project = Project(asks: [.init(number: 1, unit: promises.euro, target: UInt64(draw(500...4_000)))])
            if draw(0...1) == 0 { project.recipient = promises.key(draw(0...5)) }
            projects.append(try say(.project(project), by: draw(0...2)))
        }
        for rule in SplitRule.allCases {
            for lock in [Self.at(Self.lock), nil] {
                let named = draw(0...1) == 0 ? projects.sorted() : []
                rounds.append(try say(.round(Round(
                    poolUnit: promises.euro, rules: RoundRules(rule: rule, cap: UInt64(draw(0...2)) * 500), eligible: named, lock: lock)), by: draw(0...2)))
            }
        }
        for step in 0..<entries {
            promises.maker.clock = max(promises.maker.clock, Self.at(UInt64(step) * Self.lock / UInt64(entries)) - 2_000)
            if draw(0...3) == 0 { try settle() } else { try sayAnything() }
        }
    }

    static func at(_ time: UInt64) -> UInt64 { PledgeScene.start + time }

    private mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &promises.maker.generator) }

    @discardableResult
    private mutating func say(_ facts: Facts, by author: Int) throws -> EntryID {
        let id = try promises.sign(facts, by: author)
        if case .settle = facts { spoken[author].append(id) } else { own[author].append(id) }
        return id
    }

    /// Anything but what became of a promise.
    mutating func sayAnything() throws {
        let author = draw(0...5)
        switch draw(0...9) {
        case 0...3:
            let isPool = draw(0...3) == 0, place = draw(0...(isPool ? 3 : 2)), amount = UInt64(draw(1...1_500))
            var pledge = Pledge(to: isPool ? rounds[place] : projects[place], ask: isPool ? 0 : 1, quantity: Quantity(amount, promises.euro))
            if draw(0...5) == 0 { pledge.repayBy = Self.at(Self.lock * 4) }
            let id = try say(.pledge(pledge), by: author)
            given.append((id, author, receiver(of: pledge.to), amount))
        case 4...6: try say(.endorse(Endorse(target: projects[draw(0...2)].raw, stance: Int8(draw(-1...2)), standing: .donor)), by: author)
        case 7: if let one = own[author].randomElement(using: &promises.maker.generator) { try say(.retract(Retract(target: one)), by: author) }
        case 8: try say(.vouch(Vouch(subject: promises.key(draw(0...5)), level: UInt8(draw(0...1)))), by: author)
        default: try say(.profile(Profile(capacity: [Quantity(UInt64(draw(1...9_000)), promises.euro)])), by: author)
        }
    }

    private func receiver(of target: EntryID) -> Int {
        let made = promises.maker.made.first { $0.entry.id == target }
        let key = if case .project(let project)? = made?.reading.facts, let recipient = project.recipient { recipient } else { made?.entry.author }
        return promises.maker.keys.firstIndex { $0.publicKey == key } ?? 0
    }

    /// One side's word on a promise, both sides' that it was paid and came back, or a word taken back.
    mutating func settle() throws {
        guard let one = given.randomElement(using: &promises.maker.generator) else { return }
        let part = UInt64(draw(1...Int(one.amount)))
        switch draw(0...5) {
        case 5: if let word = spoken[one.receiver].randomElement(using: &promises.maker.generator) { try say(.retract(Retract(target: word)), by: one.receiver) }
        case 0: try say(.settle(Settle(pledge: one.pledge, side: .refused, amount: draw(0...1) == 0 ? 0 : part)), by: one.receiver)
        case 1: try say(.settle(Settle(pledge: one.pledge, side: .paid, amount: part)), by: one.author)
        case 2: try say(.settle(Settle(pledge: one.pledge, side: .refunded, amount: part)), by: draw(0...1) == 0 ? one.author : one.receiver)
        default:
            for (side, author) in [(Settle.Side.paid, one.author), (.received, one.receiver)] {
                try say(.settle(Settle(pledge: one.pledge, side: side, amount: one.amount)), by: author)
            }
            for author in [one.author, one.receiver] {
                for side in [Settle.Side.refunded, .repaid] { try say(.settle(Settle(pledge: one.pledge, side: side, amount: part)), by: author) }
            }
        }
    }
}

/// All that a round's split says, to be compared.
func words(of reading: RoundReading) -> String {
    let promises = reading.promises.map { "\($0.pledge.hex.prefix(6)) \($0.counted)" }.joined(separator: ", ")
    let split = switch reading.split() {
    case .matching(let matching): "\(matching.payments)"
    case .equalShares(let shares): "\(shares.voters) \(shares.funded) \(shares.spent)"
    }
    return "\(reading.pool) \(reading.projects.map(\.project)) [\(promises)] \(split)"
}
