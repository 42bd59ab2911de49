import PledgeLedger
import Testing

@Suite struct FeedRulesTests {
    /// The rules in other words: all pairs for the fork, then one step after another.
    private func naive(_ held: [VerifiedEntry], _ quota: Charter.Quota) -> FeedState {
        let valid = Array(Set(held)).filter { $0.entry.seq <= quota.entries }
        var fork: UInt64 = 0
        for one in valid {
            for other in valid where (try? ForkProof(one, other)) != nil {
                if fork == 0 || one.entry.seq < fork { fork = one.entry.seq }
            }
        }
        var state = FeedState(fork: fork)
        while let next = valid.first(where: { $0.entry.seq == state.stop + 1 && $0.entry.prev == state.stopID }),
            fork == 0 || next.entry.seq < fork, state.bytes + UInt64(next.entry.bytes.count) <= quota.bytes
        {
            state = state.extended(by: next.entry)
        }
        return state
    }

    /// Whatever is held, however often and in whatever order, the state is the same.
    @Test(arguments: 0..<80) func anyOrderGivesOneState(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed))
        var tips = [LedgerMaker.Tip(author: 0)]
        let branches = seed % 4
        for _ in 0..<20 {
            let at = Int.random(in: tips.indices, using: &maker.generator)
            if tips.count <= branches, Int.random(in: 0..<5, using: &maker.generator) == 0 { tips.append(tips[at]) }
            try maker.sign([UInt8.random(in: 0...255, using: &maker.generator)], on: &tips[at])
        }
        let size = UInt64(maker.made[0].entry.bytes.count)
        let quotas: [Charter.Quota] = [.init(), .init(entries: 6), .init(bytes: size * 5)]
        for quota in quotas {
            for keep in [1.0, 0.8, 0.5] {
                let held = maker.made.filter { _ in Double.random(in: 0..<1, using: &maker.generator) < keep }
                let expected = naive(held, quota)
                for _ in 0..<4 {
                    let repeats = (0..<5).compactMap { _ in held.randomElement(using: &maker.generator) }
                    let offered = (held + repeats).shuffled(using: &maker.generator)
                    let (state, chain) = FeedRules.state(of: offered, quota: quota)
                    #expect(state == expected, "seed \(seed), quota \(quota), kept \(keep)")
                    #expect(chain.count == Int(state.stop) && chain.last?.entry.id ?? .zero == state.stopID)
                    #expect(zip(chain, chain.dropFirst()).allSatisfy { $1.entry.prev == $0.entry.id })
                }
            }
        }
    }

    @Test func nothingHeldIsNoState() {
        #expect(FeedRules.state(of: [], quota: .init()).state == FeedState())
    }

    @Test func threeBranchesAndStrays() throws {
        var maker = try LedgerMaker(seed: 90)
        var tip = LedgerMaker.Tip(author: 0)
        let one = try maker.sign([1], on: &tip), two = try maker.sign([2], on: &tip)
        var branches = [tip, tip, tip]
        let thirds = try branches.indices.map { try maker.sign([UInt8($0 + 3)], on: &branches[$0]) }
        let fourth = try maker.sign([7], on: &branches[1])
        func state(_ held: [VerifiedEntry]) -> FeedState { FeedRules.state(of: held, quota: .init()).state }
        for pair in [[0, 1], [0, 2], [1, 2]] {
            let forked = state([one, two, fourth] + pair.map { thirds[$0] })
            #expect(forked.stop == 2 && forked.stopID == two.entry.id && forked.fork == 3)
        }
        #expect(state([one, two] + thirds) == state([two, one, fourth] + thirds.reversed()))
        #expect(state([one, two, thirds[1], fourth]).stop == 4)
        #expect(state([one, two, fourth]).stop == 2)
        #expect(state([two, fourth, thirds[1]]) == FeedState())
        #expect(state([one, thirds[0], thirds[1]]).fork == 3)
        #expect(state([one, thirds[0], thirds[1]]).stop == 1)
    }
}
