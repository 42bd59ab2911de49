import GossipNet
import Testing

@Suite struct FrameClockTests {
    @Test func timeGrowsWithWhatComes() {
        var clock = FrameClock(limits: .standard)
        #expect(clock.deadline == nil)
        clock.took(0, now: Moment(milliseconds: 1))
        #expect(clock.deadline == nil)
        clock.took(4_096, now: Moment(milliseconds: 1_000))
        #expect(clock.deadline == Moment(milliseconds: 12_000))
        clock.took(8_192, now: Moment(milliseconds: 5_000))
        #expect(clock.deadline == Moment(milliseconds: 14_000))
        #expect(clock.held == 12_288)
        clock.resumed(now: Moment(milliseconds: 60_000))
        #expect(clock.deadline == Moment(milliseconds: 73_000))
        clock.frameEnded()
        #expect(clock.deadline == nil)
        clock.resumed(now: Moment(milliseconds: 70_000))
        #expect(clock.deadline == nil)
    }

    @Test func aDripIsOverdueWhateverItsLength() {
        var clock = FrameClock(limits: .standard)
        var now = Moment(milliseconds: 0)
        var count = 0
        while clock.deadline.map({ now < $0 }) ?? true, count < 1_000 {
            clock.took(1, now: now)
            now = now.adding(1_000)
            count += 1
        }
        #expect(count == 11)
    }
}
