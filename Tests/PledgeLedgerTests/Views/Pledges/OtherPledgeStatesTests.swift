import PledgeLedger
import Testing

/// The states of pledges of random ledgers, with witnesses and without, held against Tests/independent/views.py.
@Suite struct OtherPledgeStatesTests {
    private struct Ask: Encodable {
        let number: UInt32, unit: String, min: UInt64
    }

    /// A project's terms; what it lacks is there as nothing.
    private struct ProjectTerms: Encodable {
        let asks: [Ask], fields: [String: Field]

        private enum Key: String, CodingKey { case asks, id, author, lock, settle_by, recipient, stewards }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(asks, forKey: .asks)
            for (name, field) in fields {
                guard let key = Key(rawValue: name) else { continue }
                try container.encode(field, forKey: key)
            }
        }
    }

    /// An entry's fields by name, as the script reads them.
    private enum Field: Encodable {
        case text(String), number(UInt64), list([String]), amounts([String: UInt64]), none

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .text(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .list(let value): try container.encode(value)
            case .amounts(let value): try container.encode(value)
            case .none: try container.encodeNil()
            }
        }
    }

    private struct Question: Encodable {
        let view = "pledge_states"
        let cutoff: UInt64
        /// What a quorum has to have covered; nothing where times are as claimed.
        let witnesses: Witnesses?
        /// Whether what nobody covered is in, by its claimed time.
        let uncovered: Bool
        let projects: [ProjectTerms]
        /// Of all projects and rounds that are known, whether or not the cutoff leaves them out.
        let locks: [String: UInt64?]
        let voices: [String: [String]]
        let entries: [[String: Field]]
    }

    private struct Witnesses: Encodable {
        struct Cover: Encodable {
            let witness, author: String, seq, time: UInt64
        }

        let quorum: Int, covers: [Cover]
    }

    private struct Answer: Decodable, Hashable {
        let id: String, stage: String, amounts: [String: UInt64], backed: Bool, met: Bool
    }

    private static func fields(_ entry: VerifiedEntry) -> [String: Field]? {
        let own: [String: Field]
        switch entry.reading.facts {
        case .profile(let profile):
            own = ["capacity": .amounts(Dictionary(profile.capacity.map { ($0.unit.name, $0.amount) }) { one, _ in one })]
        case .pledge(let pledge):
            own = [
                "to": .text(pledge.to.hex), "ask": .number(UInt64(pledge.ask)), "unit": .text(pledge.quantity.unit.name),
                "amount": .number(pledge.quantity.amount), "min_people": .number(UInt64(pledge.minimumPeople)),
                "joint": .list(pledge.joint.map(\.hex)),
            ]
        case .settle(let settle):
            own = [
                "pledge": .text(settle.pledge.hex), "side": .text("\(settle.side)"), "amount": .number(settle.amount),
                "counter": settle.counter.map { .text($0.hex) } ?? .none,
            ]
        case .retract(let retract): own = ["target": .text(retract.target.hex)]
        default: return nil
        }
        let head: [String: Field] = [
            "kind": .text(entry.reading.kind?.rawValue ?? ""), "id": .text(entry.entry.id.hex),
            "author": .text(entry.entry.author.hex), "seq": .number(entry.entry.seq), "time": .number(entry.entry.time),
        ]
        return head.merging(own) { one, _ in one }
    }

    /// Covers of some entries by three of the authors, some of them late.
    private static func covers(_ scene: PledgeScene, seed: UInt64) -> [Covers.Cover] {
        var generator = SeededGenerator(seed: seed)
        return scene.maker.made.filter { _ in Int.random(in: 0..<3, using: &generator) == 0 }.flatMap { entry in
            (0..<3).filter { _ in Bool.random(using: &generator) }.map { witness in
                Covers.Cover(
                    witness: scene.key(witness), time: entry.entry.time + UInt64.random(in: 0...600_000, using: &generator),
                    author: entry.entry.author, seq: entry.entry.seq)
            }
        }
    }

    private static func isIn(_ definition: Entry, _ cutoff: Cutoff) -> Bool {
        if cutoff.includes(claimed: definition.time) { return true }
        guard case .witnessed(let covers) = cutoff.timing else { return false }
        return covers.place(of: definition.author, by: cutoff.time) >= definition.seq
    }

    private static func question(_ ledger: LedgerContents, _ cutoff: Cutoff, _ covers: [Covers.Cover]) -> Question {
        var projects: [ProjectTerms] = [], locks: [String: UInt64?] = [:], voices: [String: [String]] = [:]
        for (id, entry) in ledger.definitions {
            switch entry.reading.facts {
            case .round(let round): locks.updateValue(round.lock, forKey: id.hex)
            case .project(let project):
                locks.updateValue(project.lock, forKey: id.hex)
                guard isIn(entry.entry, cutoff) else { continue }
                let asks = project.asks.map { Ask(number: $0.number, unit: $0.unit.name, min: $0.minimum) }
                projects.append(ProjectTerms(asks: asks, fields: [
                    "id": .text(id.hex), "author": .text(entry.entry.author.hex),
                    "lock": project.lock.map { .number($0) } ?? .none, "settle_by": project.settleBy.map { .number($0) } ?? .none,
                    "recipient": project.recipient.map { .text($0.hex) } ?? .none, "stewards": .list(project.stewards.map(\.hex)),
                ]))
                let now = Members.now(ledger, at: cutoff.moved(to: min(project.lock ?? .max, cutoff.time)))
                voices[id.hex] = now.map(\.hex)
            default: break
            }
        }
        return Question(
            cutoff: cutoff.time,
            witnesses: cutoff.timing.isProvisional ? nil : Witnesses(quorum: 2, covers: covers.map {
                .init(witness: $0.witness.hex, author: $0.author.hex, seq: $0.seq, time: $0.time)
            }),
            uncovered: cutoff.takesUncovered, projects: projects, locks: locks, voices: voices, entries: ledger.feeds.flatMap(\.chain).compactMap(fields))
    }

    private static func answers(_ ledger: LedgerContents, _ cutoff: Cutoff) -> [Answer] {
        PledgeStates.of(ledger, at: cutoff).values.flatMap(\.pledges).map { state in
            let amounts = PledgeStage.allCases.filter { state.amounts[$0] > 0 }.map { ("\($0)", state.amounts[$0]) }
            return Answer(
                id: state.id.hex, stage: "\(state.stage)", amounts: Dictionary(amounts) { one, _ in one }, backed: state.isBacked,
                met: state.isMet)
        }.sorted { $0.id < $1.id }
    }

    @Test(.enabled(if: OtherViews.isHere)) func bothComputeTheSameStates() throws {
        var questions: [Question] = [], expected: [[Answer]] = []
        let times = [900_000, 3_600_000, 9_000_000].map { PledgeScene.start + $0 }
        for seed in 300..<360 as Range<UInt64> {
            let scene = try PledgeScene.random(seed: seed), ledger = scene.ledger, covers = Self.covers(scene, seed: seed)
            let timing = Timing.witnessed(Covers(quorum: 2, covers))
            let cutoffs = times.map { Cutoff(time: $0) }
                + times.map { Cutoff(time: $0, timing: timing, takesUncovered: seed % 2 == 0) }
            for cutoff in cutoffs {
                questions.append(Self.question(ledger, cutoff, covers))
                expected.append(Self.answers(ledger, cutoff))
            }
        }
        let found = try OtherViews.answers(questions, as: [Answer].self)
        var stages: [Bool: Set<String>] = [:], count = [true: 0, false: 0]
        for (place, pair) in zip(expected, found).enumerated() {
            let isWitnessed = place % 6 >= 3
            #expect(pair.0 == pair.1, "seed \(place / 6 + 300), cutoff \(place % 6)")
            stages[isWitnessed, default: []].formUnion(pair.1.map(\.stage))
            count[isWitnessed, default: 0] += pair.1.count
        }
        print("states of pledges, computed by two programs alike: \(count[false] ?? 0) by claimed times, \(count[true] ?? 0) by covers")
        for isWitnessed in [true, false] {
            #expect(stages[isWitnessed]?.count == PledgeStage.allCases.count, "\(isWitnessed): \(stages)")
            #expect(count[isWitnessed, default: 0] > 1_000)
        }
    }
}
