import PledgeLedger
import Testing

@Suite struct RecordTests {
    private func record(_ scene: PledgeScene, of author: Int, at time: UInt64) -> Record.Score? {
        PledgeStates.record(of: scene.key(author), scene.ledger, at: Cutoff(time: PledgeScene.start + time)).first?.pledges
    }

    @Test func silenceIsNoFailureBeforeItsTime() throws {
        var scene = try PledgeScene()
        try scene.declare(1_000, by: 1)
        let project = try scene.project()
        let pledges = try (0..<4).map { _ in try scene.pledge(10, to: project, by: 1) }
        try scene.settle(.paid, 10, pledges[0], by: 1)
        try scene.settle(.received, 10, pledges[0], by: 0)
        try scene.settle(.paid, 10, pledges[1], by: 1)
        try scene.settle(.paid, 10, pledges[2], by: 1)
        try scene.settle(.refused, 0, pledges[2], by: 0)
        #expect(record(scene, of: 1, at: 2_000_000) == .init(kept: 1, due: 1))
        #expect(record(scene, of: 1, at: 2_000_001) == .init(kept: 1, due: 4))
        #expect(record(scene, of: 0, at: 2_000_001) == nil)
    }

    /// Whoever says that they paid is not late where no time was set.
    @Test func aWordThatNobodyAnsweredIsNotLateWithoutATime() throws {
        var scene = try PledgeScene()
        try scene.declare(1_000, by: 1)
        let project = try scene.project(lock: nil, settleBy: nil)
        let pledge = try scene.pledge(10, to: project, by: 1)
        #expect(record(scene, of: 1, at: 9_000_000) == nil)
        try scene.settle(.paid, 10, pledge, by: 1)
        #expect(record(scene, of: 1, at: 9_000_000) == nil)
        try scene.settle(.refused, 0, pledge, by: 0)
        #expect(record(scene, of: 1, at: 9_000_000) == .init(kept: 0, due: 1))
    }

    /// Promises to oneself and to keys without a voice are no record.
    @Test func onlyCounterpartiesWithAVoiceCount() throws {
        var scene = try PledgeScene(authors: 4, founders: 2)
        try scene.declare(1_000, by: 1)
        try scene.sign(.vouch(Vouch(subject: scene.key(2), until: PledgeScene.start + 5_000_000)), by: 0)
        for (receiver, times) in [(1, []), (3, []), (2, [2_000_001]), (0, [2_000_001, 5_000_000])] as [(Int, [UInt64])] {
            var scene = scene
            let project = try scene.project { $0.recipient = $1[receiver] }
            _ = try scene.pledge(10, to: project, by: 1)
            for time in [2_000_001, 5_000_000] as [UInt64] {
                #expect((record(scene, of: 1, at: time) != nil) == times.contains(time), "\(receiver) \(time)")
            }
        }
    }

    @Test func ratiosCompareExactly() {
        typealias Score = Record.Score
        #expect(Score().ratio == (1, 2))
        #expect(Score(kept: 1, due: 1).ratio == (2, 3))
        #expect(Score(kept: 1, due: 2).isLess(than: Score(kept: 1, due: 1)))
        #expect(!Score(kept: 0, due: 0).isLess(than: Score(kept: 1, due: 2)))
        let many = Int(Int32.max)
        #expect(Score(kept: many - 1, due: many).isLess(than: Score(kept: many, due: many)))
    }
}
