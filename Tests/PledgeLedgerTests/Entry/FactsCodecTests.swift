import PledgeLedger
import Testing

@Suite struct FactsCodecTests {
    @Test(arguments: 0..<FactsDraw.kinds) func everyKindComesBack(kind: Int) throws {
        var draw = try FactsDraw(seed: UInt64(kind) + 100)
        for round in 0..<300 {
            let facts = draw.facts(kind: kind)
            let bytes = try FactsCodec.encode(facts)
            #expect(try FactsCodec.decode(bytes) == facts, "round \(round): \(facts)")
            #expect(try FactsCodec.encode(FactsCodec.decode(bytes)) == bytes, "round \(round): \(facts)")
        }
    }

    @Test func valuesOutOfRangeAreNotWritten() throws {
        let minutes = try #require(Unit("time:min"))
        for amount in [0, 1_000_000_000_000_001, .max] as [UInt64] {
            #expect(throws: VoidReason.range(.pledge, amount == 0 ? "names an amount that is zero; the least is 1 of the unit's smallest part"
                : "names an amount that is too large, \(amount); the most is 10^15 of the unit's smallest part")) {
                try FactsCodec.encode(.pledge(Pledge(to: .zero, ask: 1, quantity: Quantity(amount, minutes))))
            }
        }
        #expect(throws: VoidReason.self) { try FactsCodec.encode(.endorse(Endorse(target: .zero, stance: 3))) }
        #expect(throws: VoidReason.self) { try FactsCodec.encode(.charter(Charter(founders: []))) }
        #expect(throws: VoidReason.self) { try FactsCodec.encode(.vouch(Vouch(subject: .zero, scope: .skill("A")))) }
        #expect(throws: VoidReason.self) { try FactsCodec.encode(.vouch(Vouch(subject: .zero, until: 0))) }
    }

    /// By the author's own word of when they signed: the same for every reader, at any time.
    @Test func deadlinesThatArePastAreVoid() throws {
        var maker = try LedgerMaker(seed: 2)
        let minutes = try #require(Unit("time:min")), next = maker.clock + 1_000
        func facts(_ deadline: UInt64) -> [Facts] {
            var locked = Project(asks: []), settled = locked, loan = Pledge(to: .zero, ask: 1, quantity: Quantity(1, minutes))
            (locked.lock, settled.settleBy, loan.repayBy) = (deadline, deadline, deadline)
            return [.project(locked), .project(settled), .pledge(loan), .round(Round(poolUnit: minutes, lock: deadline))]
        }
        for place in facts(next).indices {
            var tip = LedgerMaker.Tip(author: 0)
            maker.clock = next - 1_000
            let past = try maker.sign(facts(next)[place], on: &tip).reading
            maker.clock = next - 1_000
            let ahead = try maker.sign(facts(next + 1)[place], on: &tip).reading
            guard case .void(.range(let kind, let rule)) = past else { throw VoidReason.noKind }
            #expect(kind == facts(next)[place].kind && rule.contains("past when it was signed; name a time to come"), "\(past)")
            #expect(ahead == .facts(facts(next + 1)[place]))
        }
        // A vouch that had run out is no mistake of form: it takes an earlier one back.
        var tip = LedgerMaker.Tip(author: 0)
        #expect(try maker.sign(.vouch(Vouch(subject: .zero, until: 1)), on: &tip).reading.facts != nil)
    }

    /// A charter belongs outside every collective, and nothing else does.
    @Test func misplacedChartersAreVoid() throws {
        var maker = try LedgerMaker(seed: 1)
        #expect(maker.charterEntry.reading == .facts(.charter(maker.charter)))
        var tip = LedgerMaker.Tip(author: 0)
        let inside = try maker.sign(.charter(maker.charter), on: &tip)
        #expect(inside.reading == .void(.misplacedCharter))
        var verifier = EntryVerifier()
        let facts = try FactsCodec.encode(.retract(Retract(target: .zero)))
        let outside = try verifier.verify(Entry.sign(Entry.Draft(collective: .zero, time: 0, facts: facts), with: maker.keys[0]))
        #expect(outside.reading == .void(.misplacedCharter))
        #expect(outside.reading.kind == nil && outside.reading.facts == nil)
    }
}

@Suite struct CharterTests {
    private func entry(_ charter: Charter, by author: Int = 0, maker: LedgerMaker) throws -> VerifiedEntry {
        var verifier = EntryVerifier()
        let draft = Entry.Draft(collective: .zero, time: 5, facts: try FactsCodec.encode(.charter(charter)))
        return try verifier.verify(Entry.sign(draft, with: maker.keys[author]))
    }

    @Test func isReadFromItsEntry() throws {
        let maker = try LedgerMaker(seed: 2)
        #expect(try Charter(of: maker.charterEntry) == maker.charter)
        let other = Charter(
            founders: maker.keys.map(\.publicKey), admission: .open, vouchesNeeded: 3, ladder: [9, 0],
            quota: .init(entries: 7, bytes: 9_000))
        #expect(try Charter(of: entry(other, maker: maker)) == other)
    }

    @Test func absentValuesAreTheConstants() throws {
        let bytes = WireBytes.bytes(1, WireBytes.id(2, 1))
        guard case .charter(let charter) = try FactsCodec.decode(bytes) else { throw VoidReason.noKind }
        #expect(charter.rulesVersion == 1 && charter.vouchesNeeded == 1 && charter.admission == .vouched)
        #expect(charter.ladder == [100, 100, 50, 25, 12, 6, 3])
        #expect(charter.quota.entries == 100_000 && charter.quota.bytes == 64 * 1024 * 1024)
    }

    @Test func whatCannotBeJoinedIsNamed() throws {
        var maker = try LedgerMaker(seed: 3)
        let founders = [maker.keys[0].publicKey]
        #expect(throws: CharterFault.authorNotFounder) { try Charter(of: entry(Charter(founders: founders), by: 1, maker: maker)) }
        #expect(throws: CharterFault.rulesVersion(2)) {
            try Charter(of: entry(Charter(founders: founders, rulesVersion: 2), maker: maker))
        }
        var tip = LedgerMaker.Tip(author: 0)
        let inside = try maker.sign(.charter(maker.charter), on: &tip)
        #expect(throws: CharterFault.notACharter) { try Charter(of: inside) }
        var verifier = EntryVerifier()
        let none = try verifier.verify(Entry.sign(Entry.Draft(collective: .zero, time: 0, facts: [1]), with: maker.keys[0]))
        #expect(throws: CharterFault.void(.notCanonical)) { try Charter(of: none) }
    }
}
