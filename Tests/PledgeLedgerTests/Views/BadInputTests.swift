import PledgeLedger
import Testing

/// What nobody could have signed with this program, but another program may: it is void, or weighs nothing,
/// and no view moves.
@Suite struct BadInputTests {
    private typealias W = WireBytes

    /// What every view says.
    private struct Views: Equatable {
        let totals: [EntryID: ProjectTotals]
        let tallies: [Bytes32: Tally]
        let members: [Member]
        let roots: RootCauses
        let rally: RallyList

        init(_ ledger: LedgerContents) throws {
            totals = Totals.of(ledger, at: .end)
            tallies = Endorsements.of(ledger, at: .end)
            members = Members.of(ledger, at: .end)
            let source = LedgerSource(ledger, at: .end)
            roots = RootCauses(try CauseWords(source))
            rally = try RallyList(source, roots: roots)
        }
    }

    /// Facts that are void, with a word of the reason.
    private static func void(_ project: EntryID) -> [(facts: [UInt8], reason: String)] {
        let to = W.bytes(1, project.bytes)
        func pledge(_ unit: String, _ amount: UInt64) -> [UInt8] {
            W.bytes(8, to + W.number(2, 1) + W.text(3, unit) + (amount == 0 ? [] : W.number(4, amount)))
        }
        let ask = W.bytes(6, []), five = to + W.number(2, 1) + W.text(3, "iso4217:EUR") + W.number(4, 5)
        return [
            (pledge("iso4217:EUR", 0), "amount"), (pledge("iso4217:EUR", 1_000_000_000_000_001), "amount"),
            (pledge("iso4217:EUR", 1 << 63), "amount"), (pledge("iso4217:EUR", .max), "amount"),
            (pledge("points", 5), "unit"), (pledge("iso4217:euro", 5), "unit"),
            (W.bytes(5, W.id(1, 7) + W.id(2, 7) + W.number(3, 1)), "own cause"),
            (W.bytes(5, W.id(1, 7) + W.id(2, 8) + W.number(3, 4)), "strength"),
            (W.bytes(11, to + W.signed(2, 3)), "stance"),
            (W.bytes(4, W.text(1, "up\u{202E}stream")), "place"),
            (W.bytes(6, (0..<2_000).flatMap { _ in ask }), "asks"),
            (W.bytes(8, five + W.bytes(5, project.bytes)), "very project"), (W.bytes(8, five + W.bytes(7, W.number(1, 9))), "past"),
            (W.bytes(6, W.number(7, 9)), "past"), (W.bytes(6, W.number(8, 9)), "past"),
            (W.bytes(7, W.text(1, "time:min") + W.number(4, 9)), "past"),
        ]
    }

    /// Facts that can be read and weigh nothing: about oneself, about nothing, about the wrong thing.
    private static func weightless(
        own: EntryID, author: PublicKey, project: EntryID, collective: CollectiveID, euro: Unit, hours: Unit
    ) -> [Facts] {
        let nothing = EntryID(author.raw)
        return [
            .endorse(Endorse(target: own.raw, stance: 2, standing: .affected)),
            .endorse(Endorse(target: author.raw, stance: 2)),
            .pledge(Pledge(to: project, ask: 1, quantity: Quantity(5, hours))),
            .pledge(Pledge(to: project, ask: 77, quantity: Quantity(5, euro))),
            .pledge(Pledge(to: nothing, ask: 1, quantity: Quantity(5, euro))),
            .pledge(Pledge(to: collective, ask: 1, quantity: Quantity(5, euro))),
            .cause(Cause(cause: project, effect: nothing, strength: 3)), .cause(Cause(cause: own, effect: collective, strength: 3)),
            .settle(Settle(pledge: project, side: .paid, amount: 5)), .settle(Settle(pledge: nothing, side: .refused, amount: 0)),
            .report(Report(project: nothing, metric: "wells", value: 1)),
            .retract(Retract(target: project)), .retract(Retract(target: nothing)),
            .vouch(Vouch(subject: author)),
        ]
    }

    @Test(arguments: 0..<40) func nothingBadMovesAView(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed) + 4_000, authors: 6, ladder: [3, 2, 1])
        try maker.scene(entries: 80, forks: 0)
        func ledger() -> LedgerContents {
            LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        }
        let before = ledger(), views = try Views(before)
        let euro = try #require(Unit("iso4217:EUR")), hours = try #require(Unit("time:min"))
        var reasons = 0, beyond = 0
        for feed in before.feeds {
            let author = try #require(maker.keys.firstIndex { $0.publicKey == feed.author })
            guard let last = feed.chain.last?.entry else { continue }
            var tip = LedgerMaker.Tip(author: author, seq: last.seq, id: last.id)
            let others = before.listed(.project).filter { id in !feed.chain.contains { $0.entry.id == id } }
            guard let project = others.first else { continue }
            for (facts, reason) in Self.void(project) {
                let entry = try maker.sign(facts, on: &tip)
                #expect("\(entry.reading)".contains(reason) && entry.reading.voidReason != nil, "\(entry.reading), not \(reason)")
                reasons += 1
            }
            let weightless = Self.weightless(
                own: last.id, author: feed.author, project: project, collective: maker.collective, euro: euro, hours: hours)
            for facts in weightless { try maker.sign(facts, on: &tip) }
            let record = VouchRecord(voucher: feed.author, chain: feed.chain)
            let stranger = try LedgerMaker.key(seed: UInt64(seed) + 777_000).publicKey
            let allowance = VouchAllowance(charter: maker.charter, distance: feed.distance, record: record)
            if !allowance.allows(stranger) {
                try maker.sign(.vouch(Vouch(subject: stranger)), on: &tip)
                beyond += 1
            }
        }
        let after = ledger()
        #expect(try Views(after) == views, "seed \(seed), \(reasons) void, \(beyond) vouches beyond")
    }

    /// Without ever more than the ladder gives, a vouch that is allowed is one that the ladder counts.
    @Test(arguments: 0..<100) func whatIsAllowedIsWhatTheLadderCounts(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed) + 9_000)
        let keys = try (0..<12).map { try LedgerMaker.key(seed: UInt64(50 + $0)).publicKey }
        let charter = Charter(founders: [keys[0]], vouchesNeeded: 1, ladder: [UInt32.random(in: 0...6, using: &generator)])
        let spent = keys.dropFirst().shuffled(using: &generator).prefix(Int.random(in: 0...8, using: &generator))
        let record = VouchRecord(voucher: keys[0], statements: spent.enumerated().map { at, key in
            .init(seq: UInt64(at + 1), time: 0, subject: key, level: 1, until: nil)
        })
        let allowance = VouchAllowance(charter: charter, distance: 0, record: record)
        for subject in keys.dropFirst() {
            var more = record
            more.statements.append(.init(seq: 99, time: 0, subject: subject, level: 1, until: nil))
            let isAdmitted = VouchLadder.distances(charter: charter, positions: [more.kept])[subject] != nil
            #expect(allowance.allows(subject) == isAdmitted, "seed \(seed)")
        }
    }
}
