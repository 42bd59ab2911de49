import GossipNet
import Testing

/// What makes a channel part of the tree, and what takes it out.
@Suite struct BroadcastBranchTests {
    /// Ways that were shorter for long are taken while they still are: not after one that was not.
    @Test func waysAreShorterOnAverageAndNow() {
        var branch = BroadcastBranch()
        branch.isEager = false
        for entry in 1..<Limits.shorterEntries {
            branch.noteShorter(by: 2)
            #expect(!branch.isShorter, "after \(entry)")
        }
        branch.noteShorter(by: 2)
        #expect(branch.isShorter)
        branch.noteShorter(by: 0)
        for _ in 1..<Limits.shorterInARow {
            #expect(!branch.isShorter)
            branch.noteShorter(by: 2)
        }
        branch.noteShorter(by: 2)
        #expect(branch.isShorter)
    }

    /// A few that are shorter make no way shorter whose mean is longer.
    @Test func fewInARowAreNoMean() {
        var branch = BroadcastBranch()
        branch.isEager = false
        for _ in 0..<20 { branch.noteShorter(by: -3) }
        for _ in 0..<Limits.shorterInARow { branch.noteShorter(by: 1) }
        #expect(!branch.isShorter)
    }

    /// What is late again and again goes, unless it brings something new between.
    @Test func lateIsNotLostButForGood() {
        var branch = BroadcastBranch()
        let allButOne = 1..<Limits.latePushes
        #expect(allButOne.allSatisfy { _ in !branch.noteLate() })
        branch.noteUseful()
        #expect(allButOne.allSatisfy { _ in !branch.noteLate() })
        let last = branch.noteLate()
        #expect(last)
    }

    /// What stands in is of the tree once it has brought enough.
    @Test func standInsAreOnTrial() {
        var branch = BroadcastBranch()
        branch.standIn()
        #expect(!branch.isStandIn, "an eager channel is of the tree already")
        branch.isEager = false
        branch.standIn()
        for _ in 0..<Limits.standInPushes {
            #expect(branch.isEager && branch.isStandIn)
            branch.noteUseful()
        }
        #expect(branch.isEager && !branch.isStandIn)
        branch.isEager = false
        branch.isEager = true
        #expect(!branch.isStandIn)
    }

    /// What a muted peer was asked for besides does not count a second time.
    @Test func mutedIsCountedOnce() {
        var branch = BroadcastBranch()
        let asked = Moment(milliseconds: 1_000)
        let muted = (0..<4 * Limits.graftsUnanswered).map { _ in branch.noteUnanswered(now: asked) }
        #expect(muted.count(where: \.self) == 1)
        #expect(muted.firstIndex(of: true) == Limits.graftsUnanswered - 1)
        let later = asked.adding(Limits.announceMute)
        let again = (0..<Limits.graftsUnanswered).map { _ in branch.noteUnanswered(now: later) }
        #expect(again.last == true)
    }
}
