import PledgeLedger
import Testing

/// States of pledges and matchings of random ledgers, derived by Tests/independent/ledger_views.py from their bundles alone:
/// which entries stand by a time, who has a voice at which lock, what both sides' words come to, what a round counts.
@Suite struct BundledViewsTests {
    private struct Answer: Decodable, Equatable {
        struct State: Decodable, Equatable {
            let id, stage: String, amounts: [String: UInt64], backed, met: Bool
        }

        struct Round: Decodable, Equatable {
            let round: String, payments: [Payment]
        }

        struct Payment: Decodable, Equatable {
            let project, raw, amount: String, supporters: Int
        }

        let pledge_states: [State], matching: [Round]
    }

    /// What the program computes.
    private static func answer(_ ledger: LedgerContents, at cutoff: Cutoff) throws -> Answer {
        let states = PledgeStates.of(ledger, at: cutoff).values.flatMap(\.pledges).map { state in
            let parts = PledgeStage.allCases.filter { state.amounts[$0] > 0 }.map { ("\($0)", state.amounts[$0]) }
            return Answer.State(
                id: state.id.hex, stage: "\(state.stage)", amounts: Dictionary(uniqueKeysWithValues: parts), backed: state.isBacked, met: state.isMet)
        }
        let source = LedgerSource(ledger, at: cutoff)
        let rounds = try source.definitions(.round).compactMap { round -> Answer.Round? in
            guard case .matching(let matching)? = try RoundReading(round.id, in: source)?.split() else { return nil }
            return Answer.Round(round: round.id.hex, payments: matching.payments.map {
                .init(project: $0.project.hex, raw: "\($0.raw)", amount: "\($0.amount)", supporters: $0.supporters)
            })
        }
        return Answer(pledge_states: states.sorted { $0.id < $1.id }, matching: rounds.sorted { $0.round < $1.round })
    }

    private static func maker(_ seed: Int) throws -> LedgerMaker {
        switch seed % 3 {
        case 0: try LedgerMaker.ofViews(seed, from: 5_200, entries: 200)
        case 1: try PledgeScene.random(seed: UInt64(seed) + 5_200).maker
        default: try RoundScene(seed: UInt64(seed) + 5_200, entries: 90).promises.maker
        }
    }

    @Test(.enabled(if: OtherAuditor.isHere)) func anotherProgramDerivesTheSame() throws {
        let folder = try TemporaryFolder()
        var stages: Set<String> = [], states = 0, paid = 0
        for seed in 0..<18 {
            var maker = try Self.maker(seed)
            let store = try maker.store(in: folder, name: "\(seed)")
            try StoreConvergenceTests.feed(&maker, to: store)
            let path = "\(folder.path)/\(seed).bundle", ledger = try store.contents(of: maker.collective)
            _ = try store.writeBundle(of: maker.collective, to: path)
            let times = maker.made.map(\.entry.time).sorted()
            for time in [times[times.count / 2], times[times.count - 1] + 1, .max] {
                let own = try Self.answer(ledger, at: Cutoff(time: time))
                let other = try OtherAuditor.run("ledger_views.py", path, "\(time)", as: Answer.self)
                #expect(other.pledge_states == own.pledge_states, "seed \(seed) at \(time)")
                #expect(other.matching == own.matching, "seed \(seed) at \(time)")
                stages.formUnion(own.pledge_states.map(\.stage))
                states += own.pledge_states.count
                paid += own.matching.flatMap(\.payments).count { $0.amount != "0" }
            }
            try store.close()
        }
        print("derived from bundles by two programs alike: \(states) states of pledges, \(paid) payments of matchings")
        #expect(stages.count == PledgeStage.allCases.count && states > 500 && paid > 20, "\(stages) \(states) \(paid)")
    }
}
