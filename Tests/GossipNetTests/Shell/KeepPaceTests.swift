import GossipNet
import Testing

@Suite struct KeepPaceTests {
    /// The seconds at which a node keeps something that looks at it every second.
    private func seconds(_ through: UInt64, _ pace: inout KeepPace, _ takes: (inout KeepPace, UInt64) -> Bool) -> [UInt64] {
        (1...through).filter { takes(&pace, $0) }
    }

    @Test func theBookIsKeptSoonAfterTheFirstLinkAndThenEverMoreRarely() {
        var pace = KeepPace()
        pace.beginLinks(at: 3)
        let kept = seconds(2_600, &pace) { $0.takesBook(at: $1) }
        #expect(kept == [8, 18, 38, 78, 158, 318, 638, 1_238, 1_838, 2_438])
        pace.beginLinks(at: 2_600)
        #expect(pace.nextBook == 2_605)
    }

    @Test func aBookWithoutLinksIsKeptRarely() {
        var pace = KeepPace()
        #expect(seconds(1_300, &pace) { $0.takesBook(at: $1) } == [600, 1_200])
    }

    @Test func cursorsAreKeptEveryHalfMinute() {
        var pace = KeepPace()
        pace.beginLinks(at: 3)
        #expect(seconds(100, &pace) { $0.takesCursors(at: $1) } == [30, 60, 90])
    }
}
