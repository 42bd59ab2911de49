import PledgeLedger
import Testing

extension PledgeScene {
    /// Two hours of promises: conditions of every kind, words of every side, retractions in time and
    /// late, clocks that go back, capacities and voices that come and go, and authors who fork.
    static func random(seed: UInt64, entries count: Int = 140) throws -> PledgeScene {
        var scene = try PledgeScene(
            seed: seed, authors: 7, founders: 3, admission: seed % 4 == 0 ? .open : .vouched)
        for author in 1..<7 { try scene.declare(UInt64(author) * 4_000, by: author) }
        for author in 3..<6 { try scene.sign(.vouch(Vouch(subject: scene.key(author))), by: 0) }
        for _ in 0..<count { try scene.drawOne() }
        return scene
    }

    /// The ids made so far of one kind.
    private func made(_ kind: Kind) -> [VerifiedEntry] { maker.made.filter { $0.reading.kind == kind } }

    private mutating func draw(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &maker.generator) }
    private mutating func isDrawn(oneIn odds: Int) -> Bool { draw(1...odds) == 1 }

    private mutating func drawOne() throws {
        maker.clock += UInt64(draw(0...100_000))
        if isDrawn(oneIn: 9) { maker.clock -= UInt64(draw(0...900_000)) }
        var at = draw(0...(tips.count - 1))
        let facts: Facts
        switch draw(0...19) {
        case 0, 1: facts = .project(try drawProject())
        case 2: facts = .profile(Profile(capacity: [Quantity(UInt64(draw(1...30_000)), euro)]))
        case 3:
            let until = isDrawn(oneIn: 2) ? maker.clock + UInt64(draw(0...2_000_000)) : nil
            facts = .vouch(Vouch(subject: key(draw(0...6)), until: until, level: isDrawn(oneIn: 3) ? 0 : 1))
        case 4, 5:
            let own = maker.made.filter { $0.entry.author == key(tips[at].author) }
            guard let target = own.randomElement(using: &maker.generator) else { return }
            facts = .retract(Retract(target: target.entry.id))
        case 6...12: facts = .pledge(try drawPledge())
        case 13 where seedForks && tips.count < maker.keys.count + 2:
            let author = tips[at].author
            guard let stem = maker.made.last(where: { $0.entry.author == key(author) && $0.entry.seq > 3 }) else { return }
            tips.append(LedgerMaker.Tip(author: author, seq: stem.entry.seq - 1, id: stem.entry.prev))
            at = tips.count - 1
            facts = .problem(Problem())
        case 14, 15:
            try drawAgreement()
            return
        default:
            guard let settle = try drawSettle(&at) else { return }
            facts = .settle(settle)
        }
        _ = try maker.sign(facts, on: &tips[at])
    }

    private var seedForks: Bool { maker.charter.founders[0].raw.prefix % 2 == 0 }

    private mutating func drawProject() throws -> Project {
        let minutes = try #require(Unit("time:min"))
        let minimum = UInt64(draw(0...6_000))
        var project = Project(asks: [
            .init(number: 1, unit: euro, minimum: isDrawn(oneIn: 3) ? 0 : minimum, target: 10_000),
            .init(number: 2, unit: minutes, minimum: 0, target: 600),
        ])
        if isDrawn(oneIn: 2) { project.asks.removeLast() }
        if !isDrawn(oneIn: 4) { project.lock = drawDeadline() }
        if !isDrawn(oneIn: 3) { project.settleBy = project.lock.map { $0 + UInt64(draw(0...2_400_000)) } ?? drawDeadline() }
        if isDrawn(oneIn: 3) { project.recipient = key(draw(0...6)) }
        if isDrawn(oneIn: 3) { project.stewards = Array(Set([key(draw(0...6)), key(draw(0...6))])).sorted() }
        return project
    }

    private mutating func drawPledge() throws -> Pledge {
        let minutes = try #require(Unit("time:min"))
        let projects = made(.project).map(\.entry.id)
        // Of something else, or of nothing, once in a while.
        let strange = [maker.made.randomElement(using: &maker.generator)?.entry.id, EntryID(key(0).raw)].compactMap { $0 }
        let to = (isDrawn(oneIn: 8) ? strange : projects.suffix(5) + projects.suffix(1))
            .randomElement(using: &maker.generator) ?? maker.collective
        let second = isDrawn(oneIn: 4)
        let amount = isDrawn(oneIn: 12) ? AmountBounds.allowed.upperBound : UInt64(draw(1...4_000))
        var pledge = Pledge(to: to, ask: second ? 2 : 1, quantity: Quantity(amount, second ? minutes : euro))
        if second, isDrawn(oneIn: 2) { pledge.quantity.amount = UInt64(draw(1...60)) }
        if isDrawn(oneIn: 3) {
            let others = projects.suffix(6).filter { $0 != to }.shuffled(using: &maker.generator).prefix(draw(1...2))
            pledge.joint = (isDrawn(oneIn: 8) ? strange.prefix(1).filter { $0 != to } : Array(others)).sorted()
        }
        if isDrawn(oneIn: 3) { pledge.minimumPeople = UInt32(draw(1...4)) }
        if isDrawn(oneIn: 4) { pledge.repayBy = drawDeadline() }
        return pledge
    }

    /// A time that is mostly still to come: what names one that is past is void.
    private mutating func drawDeadline() -> UInt64 {
        let time = Self.start + UInt64(draw(0...5_000_000))
        return isDrawn(oneIn: 12) ? time : max(time, maker.clock + 1_001 + UInt64(draw(0...300_000)))
    }

    /// Some late pledge, and who gets it.
    private mutating func drawPledged() -> (entry: VerifiedEntry, pledge: Pledge, receivers: [PublicKey])? {
        guard let entry = made(.pledge).suffix(8).randomElement(using: &maker.generator),
            case .facts(.pledge(let pledge)) = entry.reading
        else { return nil }
        let project = maker.made.first { $0.entry.id == pledge.to }
        var receivers: [PublicKey] = project.map { [$0.entry.author] } ?? []
        if case .facts(.project(let terms)) = project?.reading {
            receivers = terms.recipient.map { [$0] } ?? (terms.stewards.isEmpty ? receivers : terms.stewards)
        }
        return (entry, pledge, receivers)
    }

    /// Both sides say the same: that it was paid, and perhaps that it came back.
    private mutating func drawAgreement() throws {
        guard let (entry, pledge, receivers) = drawPledged(), let receiver = receivers.randomElement(using: &maker.generator),
            let donor = maker.keys.firstIndex(where: { $0.publicKey == entry.entry.author }),
            let other = maker.keys.firstIndex(where: { $0.publicKey == receiver })
        else { return }
        let whole = pledge.quantity.amount
        try settle(.paid, whole, entry.entry.id, by: donor)
        try settle(.received, whole, entry.entry.id, by: other)
        guard isDrawn(oneIn: 2) else { return }
        let side: Settle.Side = pledge.repayBy == nil ? .refunded : .repaid
        try settle(side, whole, entry.entry.id, by: donor)
        try settle(side, isDrawn(oneIn: 3) ? max(1, whole / 3) : whole, entry.entry.id, by: other)
    }

    /// A word on some pledge, mostly by one of its sides and of the amount that it is about.
    private mutating func drawSettle(_ at: inout Int) throws -> Settle? {
        guard let (entry, pledge, receivers) = drawPledged() else { return nil }
        let isDonor = isDrawn(oneIn: 2)
        let speaker = isDonor ? entry.entry.author : receivers.randomElement(using: &maker.generator)
        if !isDrawn(oneIn: 12), let speaker, let number = maker.keys.firstIndex(where: { $0.publicKey == speaker }) {
            at = number
        }
        let sides: [Settle.Side] = isDonor
            ? [.paid, .paid, .paid, .paid, .refunded, .repaid] : [.received, .received, .received, .refused, .refunded, .repaid]
        let side = isDrawn(oneIn: 10) ? Settle.Side.allCases[draw(0...4)] : sides[draw(0...5)]
        let whole = pledge.quantity.amount
        let amount = isDrawn(oneIn: 3) ? max(1, whole / 2) : isDrawn(oneIn: 9) ? AmountBounds.allowed.upperBound : whole
        let counter = isDrawn(oneIn: 3) ? made(.settle).suffix(5).randomElement(using: &maker.generator)?.entry.id : nil
        let isWhole = side == .refused && isDrawn(oneIn: 2)
        return Settle(pledge: entry.entry.id, side: side, amount: isWhole ? 0 : amount, counter: counter)
    }
}
