import GossipNet
import PledgeLedger
import Testing

@Suite struct SuspicionTests {
    private static func node(_ name: String) -> PublicKey { PublicKey(SHA256.hash(Array(name.utf8)).raw) }

    @Test(.enabled(if: SecureVectors.exist(ProbeTables.path))) func lastsAsTheTableSays() throws {
        let table = try SecureVectors.load(ProbeTables.self, ProbeTables.path).suspicion_remaining
        for row in table.cases {
            let lasting = Suspicion.lasting(
                confirmations: row.n, of: row.k, least: row.min_s * 1_000, most: row.max_s * 1_000)
            let remaining = Double(lasting) / 1_000 - Double(row.elapsed_s)
            #expect(abs(remaining - row.remaining_s) < 0.005, "n = \(row.n): \(remaining)")
        }
        #expect(table.cases.count >= 6)
    }

    @Test(.enabled(if: SecureVectors.exist(ProbeTables.path))) func timerShortensAsTheTableSays() throws {
        let table = try SecureVectors.load(ProbeTables.self, ProbeTables.path).suspicion_timer
        for row in table.cases {
            let began = Moment(milliseconds: 7)
            var suspicion = Suspicion(
                by: Self.node(table.suspected_by), began: began, incarnation: 0, confirmationsDue: table.k,
                least: table.min_ms, most: table.max_ms)
            for confirmation in row.confirmations {
                let counts = suspicion.confirm(by: Self.node(confirmation.by))
                #expect(counts == confirmation.counts, "\(confirmation.by)")
            }
            let lasts = Int(suspicion.deadline.since(began))
            #expect(abs(lasts - row.expected_ms) <= 2, "\(lasts), not \(row.expected_ms)")
        }
        #expect(table.cases.count >= 5)
    }

    @Test func neverLongerWithMoreConfirmationsAndAlwaysWithinItsBounds() {
        var draw = CoreDraw(seed: 3)
        for _ in 0..<2_000 {
            let due = draw.below(12), least = UInt64(draw.below(5_000)), most = least + UInt64(draw.below(60_000))
            var before = UInt64.max
            for confirmations in 0...(due + 3) {
                let lasting = Suspicion.lasting(confirmations: confirmations, of: due, least: least, most: most)
                #expect(lasting >= least && lasting <= most && lasting <= before)
                before = lasting
            }
            #expect(before == least)
        }
    }

    /// The logarithm is written out in the sources: where n + 1 and k + 1 are powers of two, the ratio
    /// is known.
    @Test func exactAtPowersOfTwo() {
        for (confirmations, due, lasts) in [
            (1, 3, 12_000), (1, 7, 16_000), (3, 15, 12_000), (7, 511, 16_000), (1, 255, 21_000), (15, 255, 12_000),
        ] as [(Int, Int, UInt64)] {
            let lasting = Suspicion.lasting(confirmations: confirmations, of: due, least: 0, most: 24_000)
            #expect(lasting.distance(to: lasts).magnitude <= 1, "\(confirmations) of \(due): \(lasting)")
        }
    }

    @Test func whereNobodyCanConfirmItLastsTheLeast() {
        #expect(Suspicion.lasting(confirmations: 0, of: 0, least: 600, most: 1_200) == 600)
    }
}
