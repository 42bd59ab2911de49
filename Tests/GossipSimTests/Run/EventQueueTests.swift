import GossipNet
import GossipSim
import Testing

@Suite struct EventQueueTests {
    /// Against the plainest queue there is: everything sorted by time, then by coming.
    @Test(arguments: 1...20) func givesBackInOrder(seed: UInt64) {
        var draw = Draw(seed: seed), queue = EventQueue<Int>()
        var waiting: [(time: UInt64, number: Int)] = [], last: UInt64 = 0
        for number in 0..<2_000 {
            let time = last + UInt64(draw.below(50))
            queue.push(number, at: time)
            waiting.append((time, number))
            guard draw.below(3) == 0 else { continue }
            waiting.sort { ($0.time, $0.number) < ($1.time, $1.number) }
            let first = waiting.removeFirst(), got = queue.pop()
            #expect(got?.time == first.time && got?.event == first.number)
            last = first.time
        }
        #expect(queue.count == waiting.count)
        waiting.sort { ($0.time, $0.number) < ($1.time, $1.number) }
        for left in waiting { #expect(queue.pop()?.event == left.number) }
        #expect(queue.pop() == nil && queue.nextTime == nil)
    }
}
