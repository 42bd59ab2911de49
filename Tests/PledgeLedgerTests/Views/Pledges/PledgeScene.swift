import PledgeLedger
import Testing

/// A small ledger of promises, made by hand or drawn from a seed. Times are milliseconds after `start`.
struct PledgeScene {
    static let start: UInt64 = 1_700_000_000_000
    var maker: LedgerMaker
    var tips: [LedgerMaker.Tip]
    let euro: Unit

    init(
        seed: UInt64 = 5, authors: Int = 4, founders: Int = 4, admission: Charter.Admission = .vouched
    ) throws {
        maker = try LedgerMaker(seed: seed, authors: authors, founders: founders, admission: admission)
        tips = maker.keys.indices.map { LedgerMaker.Tip(author: $0) }
        euro = try #require(Unit("iso4217:EUR"))
    }

    func key(_ author: Int) -> PublicKey { maker.keys[author].publicKey }

    @discardableResult
    mutating func sign(_ facts: Facts, by author: Int, at time: UInt64? = nil) throws -> EntryID {
        if let time { maker.clock = Self.start + time - 1_000 }
        return try maker.sign(facts, on: &tips[author]).entry.id
    }

    /// A project of author 0 that asks for money, with a lock at 1,000,000 and a time to settle of as long.
    mutating func project(
        minimum: UInt64 = 0, lock: UInt64? = 1_000_000, settleBy: UInt64? = 2_000_000,
        _ change: (inout Project, [PublicKey]) -> Void = { _, _ in }
    ) throws -> EntryID {
        var project = Project(asks: [.init(number: 1, unit: euro, minimum: minimum, target: 1_000_000)])
        project.lock = lock.map { $0 + Self.start }
        project.settleBy = settleBy.map { $0 + Self.start }
        change(&project, maker.keys.map(\.publicKey))
        return try sign(.project(project), by: 0)
    }

    /// Declares a capacity.
    mutating func declare(_ amount: UInt64, by author: Int) throws {
        try sign(.profile(Profile(capacity: [Quantity(amount, euro)])), by: author)
    }

    mutating func pledge(
        _ amount: UInt64, to: EntryID, by author: Int, at time: UInt64? = nil, _ change: (inout Pledge) -> Void = { _ in }
    ) throws -> EntryID {
        var pledge = Pledge(to: to, ask: 1, quantity: Quantity(amount, euro))
        change(&pledge)
        return try sign(.pledge(pledge), by: author, at: time)
    }

    @discardableResult
    mutating func settle(
        _ side: Settle.Side, _ amount: UInt64, _ pledge: EntryID, by author: Int, counter: EntryID? = nil
    ) throws -> EntryID {
        try sign(.settle(Settle(pledge: pledge, side: side, amount: amount, counter: counter)), by: author)
    }

    var ledger: LedgerContents {
        LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
    }

    /// A project's states at so many milliseconds after the start.
    func states(of project: EntryID, at time: UInt64, timing: Timing = .claimed) throws -> ProjectStates {
        try #require(PledgeStates.of(ledger, at: Cutoff(time: Self.start + time, timing: timing))[project])
    }

    /// One pledge's state at so many milliseconds after the start.
    func state(of pledge: EntryID, at time: UInt64, timing: Timing = .claimed) throws -> PledgeState {
        let all = PledgeStates.of(ledger, at: Cutoff(time: Self.start + time, timing: timing)).values
        return try #require(all.flatMap(\.pledges).first { $0.id == pledge })
    }
}
