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

    /// What is put aside is passed over, and has its old place when it is taken back.
    @Test(arguments: 1...20) func takesBack(seed: UInt64) {
        var draw = Draw(seed: seed), queue = EventQueue<Int>(), plain = EventQueue<Int>()
        for number in 0..<500 {
            let time = UInt64(draw.below(100))
            queue.push(number, at: time, to: UInt32(number % 7))
            plain.push(number, at: time)
        }
        while plain.count > 0 {
            var passed = 0
            while queue.nextOwner == 3 {
                queue.putAside()
                passed += 1
            }
            #expect(queue.asideCount == passed && queue.count == plain.count)
            queue.takeBack()
            #expect(queue.asideCount == 0)
            let got = queue.pop(), due = plain.pop()
            #expect(got?.time == due?.time && got?.event == due?.event)
        }
    }
}
