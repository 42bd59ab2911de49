import PledgeLedger
import Testing

/// What both sides confirm of a pledge, and what a host countersigns.
@Suite struct ConfirmedPledgeTests {
    /// Authors: 0 proposes and 1 stewards too, 2 gives, 3 is the host, 4 is nobody to it.
    private struct Scene {
        var maker: LedgerMaker
        var tips: [LedgerMaker.Tip]
        var project: EntryID
        var pledge: EntryID

        init(seed: UInt64, amount: UInt64 = 100, giver: Int = 2) throws {
            maker = try LedgerMaker(seed: seed, authors: 5, founders: 5)
            tips = (0..<5).map { LedgerMaker.Tip(author: $0) }
            let unit = try #require(Unit("iso4217:EUR"))
            var asked = Project(asks: [.init(number: 1, unit: unit, target: 1_000)])
            asked.stewards = [maker.keys[0].publicKey, maker.keys[1].publicKey]
            asked.host = maker.keys[3].publicKey
            project = try maker.sign(.project(asked), on: &tips[0]).entry.id
            pledge = try maker.sign(.pledge(Pledge(to: project, ask: 1, quantity: Quantity(amount, unit))), on: &tips[giver]).entry.id
        }

        @discardableResult
        mutating func say(_ author: Int, _ side: Settle.Side, _ amount: UInt64, answering counter: EntryID? = nil) throws -> EntryID {
            try maker.sign(.settle(Settle(pledge: pledge, side: side, amount: amount, counter: counter)), on: &tips[author]).entry.id
        }

        func source() -> LedgerSource {
            LedgerSource(LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made), at: .end)
        }

        func confirmed() throws -> ConfirmedPledge { try #require(try ConfirmedPledge(pledge, to: project, in: source())) }
    }

    @Test(arguments: 0..<40) func onlyWhatBothSidesSayCounts(seed: Int) throws {
        var scene = try Scene(seed: UInt64(seed))
        var paid: UInt64 = 0, received: UInt64 = 0
        for _ in 0..<Int.random(in: 0...8, using: &scene.maker.generator) {
            let author = Int.random(in: 0..<5, using: &scene.maker.generator)
            let side = Settle.Side.allCases.randomElement(using: &scene.maker.generator) ?? .paid
            let amount = UInt64.random(in: 1...60, using: &scene.maker.generator)
            let word = try scene.say(author, side, amount)
            if Bool.random(using: &scene.maker.generator), author != 2 {
                try scene.maker.sign(.retract(Retract(target: word)), on: &scene.tips[author])
                continue
            }
            if author == 2, side == .paid { paid += amount }
            if author < 2, side == .received { received += amount }
        }
        let confirmed = try scene.confirmed()
        #expect(confirmed.amount == min(paid, received, 100), "seed \(seed)")
        let all = try ConfirmedPledge.all(in: scene.source())
        #expect(all.map(\.pledge.id) == [scene.pledge] && all.first?.amount == confirmed.amount)
    }

    /// A retraction, early or late, undoes nothing that both sides say was paid.
    @Test(arguments: [0, 40, 100] as [UInt64]) func whatWasPaidOfAPledgeTakenBackStays(received: UInt64) throws {
        var scene = try Scene(seed: 11)
        try scene.say(2, .paid, 100)
        if received > 0 { try scene.say(1, .received, received) }
        try scene.maker.sign(.retract(Retract(target: scene.pledge)), on: &scene.tips[2])
        let found = try ConfirmedPledge(scene.pledge, to: scene.project, in: scene.source())
        #expect(found?.amount == (received > 0 ? received : nil))
        #expect(try ConfirmedPledge.all(in: scene.source()).map(\.amount) == (received > 0 ? [received] : []))
        let state = PledgeStates.of(scene.source().ledger, at: .end)[scene.project]?.pledges.first
        #expect(state?.amounts[.paid] == received)
    }

    /// A pool's other side is the round's author alone; a promise in another unit, or to an ask, is none to it.
    @Test func aGiftToAPoolIsAGift() throws {
        var scene = try Scene(seed: 12)
        let unit = try #require(Unit("iso4217:EUR")), hours = try #require(Unit("time:min"))
        let round = try scene.maker.sign(.round(Round(poolUnit: unit)), on: &scene.tips[1]).entry.id
        scene.pledge = try scene.maker.sign(.pledge(Pledge(to: round, ask: 0, quantity: Quantity(50, unit))), on: &scene.tips[2]).entry.id
        try scene.say(2, .paid, 50)
        try scene.say(0, .received, 50)
        #expect(try ConfirmedPledge(scene.pledge, to: round, in: scene.source())?.amount == 0)
        try scene.say(1, .received, 40)
        let confirmed = try #require(try ConfirmedPledge(scene.pledge, to: round, in: scene.source()))
        #expect(confirmed.amount == 40 && confirmed.host == nil && confirmed.recipients == [scene.maker.keys[1].publicKey])
        #expect(try ConfirmedPledge.all(in: scene.source()).filter { $0.amount > 0 }.map(\.pledge.id) == [scene.pledge])
        try scene.say(2, .refunded, 40)
        try scene.say(1, .refunded, 40)
        let back = try #require(try ConfirmedPledge(scene.pledge, to: round, in: scene.source()))
        #expect(back.amount == 0 && back.refunded == 40 && back.givenBack.count == 2)
        let idle = try scene.maker.sign(.pledge(Pledge(to: round, ask: 0, quantity: Quantity(50, hours))), on: &scene.tips[2]).entry.id
        #expect(try ConfirmedPledge(idle, to: round, in: scene.source()) == nil)
    }

    @Test func nobodyIsBothSides() throws {
        var scene = try Scene(seed: 7, giver: 0)
        try scene.say(0, .paid, 100)
        try scene.say(0, .received, 100)
        #expect(try scene.confirmed().amount == 0)
        try scene.say(1, .received, 30)
        #expect(try scene.confirmed().amount == 30)
        #expect(try scene.confirmed().recipients == [scene.maker.keys[1].publicKey])
    }

    /// What a refusal takes from a gift is told with it, and changes it.
    @Test func aRefusalIsPartOfTheGift() throws {
        var scene = try Scene(seed: 10)
        let one = try scene.say(2, .paid, 10), other = try scene.say(2, .paid, 20)
        try scene.say(1, .received, 10, answering: one)
        try scene.say(1, .received, 20, answering: other)
        #expect(try scene.confirmed().refusals.isEmpty && scene.confirmed().lastChange == scene.maker.clock)
        try scene.say(2, .refused, 5)
        let refusal = try scene.say(1, .refused, 5, answering: one)
        let confirmed = try scene.confirmed()
        #expect(confirmed.amount == 25 && confirmed.refusals.map(\.id) == [refusal] && confirmed.lastChange == scene.maker.clock)
        #expect(confirmed.refused == 5 && confirmed.idlyRefused == 0)
        // Of the 100 the 75 that did not come can be refused, and no more.
        try scene.say(0, .refused, 80)
        #expect(try scene.confirmed().amount == 25 && scene.confirmed().idlyRefused == 5)
        // What one side alone says was given back takes nothing from it.
        try scene.say(1, .refunded, 5)
        #expect(try scene.confirmed().lastChange == scene.maker.clock - 1_000)
    }

    @Test func onlyTheHostCountersignsAndNeverTheirOwnGift() throws {
        var scene = try Scene(seed: 8)
        try scene.say(2, .paid, 100)
        let word = try scene.say(1, .received, 100)
        try scene.maker.sign(.endorse(Endorse(target: word.raw, stance: 1)), on: &scene.tips[4])
        #expect(try Countersigning(scene.confirmed(), in: scene.source()) == nil)
        try scene.maker.sign(.endorse(Endorse(target: word.raw, stance: -1)), on: &scene.tips[3])
        #expect(try Countersigning(scene.confirmed(), in: scene.source()) == nil)
        try scene.maker.sign(.endorse(Endorse(target: word.raw, stance: 2)), on: &scene.tips[3])
        #expect(try Countersigning(scene.confirmed(), in: scene.source())?.words == [word])
        var own = try Scene(seed: 9, giver: 3)
        try own.say(3, .paid, 100)
        let other = try own.say(1, .received, 100)
        try own.maker.sign(.endorse(Endorse(target: other.raw, stance: 2)), on: &own.tips[3])
        #expect(try own.confirmed().amount == 100)
        #expect(try Countersigning(own.confirmed(), in: own.source()) == nil)
    }
}
