import GossipNet
import Testing

@Suite struct LocalHealthTests {
    @Test(.enabled(if: SecureVectors.exist(ProbeTables.path))) func movesAsTheTableSays() throws {
        let table = try SecureVectors.load(ProbeTables.self, ProbeTables.path).awareness
        #expect(table.max == Limits.probeHealth)
        var health = LocalHealth()
        for (index, delta) in table.deltas.enumerated() {
            health.apply(delta)
            #expect(health.score == table.scores[index], "step \(index)")
            #expect(health.scale(table.base_timeout_s) == table.timeouts_s[index], "step \(index)")
        }
        #expect(table.deltas.count >= 14)
    }

    @Test(.enabled(if: SecureVectors.exist(ProbeTables.path))) func limitsAreTheUsualOnes() throws {
        let usual = try SecureVectors.load(ProbeTables.self, ProbeTables.path).defaults_lan
        #expect(Limits.probeInterval == usual.probe_interval_ms)
        #expect(Limits.probeTimeoutFirst == usual.probe_timeout_ms)
        #expect(Limits.probeHelpers == usual.indirect_checks)
        #expect(Limits.probeHealth == usual.awareness_max)
    }

    @Test func staysWithinItsRangeWhateverIsAdded() {
        var draw = CoreDraw(seed: 4), health = LocalHealth()
        for _ in 0..<10_000 {
            health.apply(draw.below(50) == 0 ? .min : draw.below(50) == 0 ? .max : draw.below(7) - 3)
            #expect((0..<Limits.probeHealth).contains(health.score))
        }
    }
}
