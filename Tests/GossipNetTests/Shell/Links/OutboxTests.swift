import GossipNet
import Synchronization
import Testing

@Suite struct OutboxTests {
    private static let overhead = Outbox.overhead

    @Test func onlyTheFirstFrameWakes() {
        let outbox = Outbox(limits: .standard)
        #expect(outbox.push([1], urgent: false) == .wake)
        #expect(outbox.push([2], urgent: false) == .queued)
        outbox.drainBegins()
        #expect(outbox.push([3], urgent: true) == .wake)
        #expect(outbox.take(upTo: 1_000).frames == [[3], [1], [2]])
        #expect(outbox.queued == 3 * (1 + Self.overhead))
        #expect(outbox.wrote(3 * (1 + Self.overhead)) == 0)
    }

    @Test func takesWhatFitsAndAtLeastOne() {
        let outbox = Outbox(limits: .standard)
        let big = [UInt8](repeating: 0, count: 500)
        for frame in [big, [1], [2], big] { _ = outbox.push(frame, urgent: false) }
        #expect(outbox.take(upTo: 100).frames == [big])
        #expect(outbox.take(upTo: 100).frames == [[1], [2]])
        #expect(outbox.take(upTo: 100).frames == [big])
        #expect(outbox.take(upTo: 100).frames.isEmpty)
    }

    @Test func theBoundHolds() {
        var limits = LinkLimits()
        limits.queueBytes = 100
        let outbox = Outbox(limits: limits)
        #expect(outbox.push([UInt8](repeating: 0, count: 100 - Self.overhead), urgent: false) == .wake)
        #expect(outbox.push([], urgent: true) == .overflow(queued: 100))
        outbox.end()
        #expect(outbox.push([], urgent: true) == .ended)
    }

    @Test func orderAndCountsHoldOverManyFrames() {
        for seed in 0..<10 as Range<UInt64> {
            var draw = SecureTestGenerator(seed: seed)
            let outbox = Outbox(limits: .standard)
            var put: [[UInt8]] = [], got: [[UInt8]] = []
            var unwritten = 0
            for _ in 0..<6_000 {
                if draw.next() % 3 > 0 {
                    let frame = draw.bytes(Int(draw.next() % 20))
                    put.append(frame)
                    _ = outbox.push(frame, urgent: false)
                } else {
                    let (frames, size) = outbox.take(upTo: Int(draw.next() % 200))
                    #expect(size == frames.reduce(0) { $0 + $1.count + Self.overhead }, "seed \(seed)")
                    got += frames
                    unwritten += size
                    if draw.next() % 2 == 0 {
                        _ = outbox.wrote(unwritten)
                        unwritten = 0
                    }
                }
            }
            got += outbox.take(upTo: .max).frames
            #expect(got == put, "seed \(seed)")
        }
    }

    @Test func waitersAreAnsweredOnceInTime() {
        let outbox = Outbox(limits: .standard)
        let answers = Arrivals<Bool>()
        outbox.whenWritten(leaving: 0) { answers.record($0) }
        #expect(answers.all == [true])
        _ = outbox.push([UInt8](repeating: 0, count: 100 - Self.overhead), urgent: false)
        outbox.whenWritten(leaving: 40) { answers.record($0) }
        outbox.whenWritten(leaving: 0) { answers.record($0) }
        _ = outbox.wrote(59)
        #expect(answers.all == [true])
        // What is put in later is not waited for.
        _ = outbox.push([UInt8](repeating: 0, count: 1_000), urgent: false)
        _ = outbox.wrote(1)
        #expect(answers.all == [true, true])
        outbox.end()
        #expect(answers.all == [true, true, false])
        outbox.whenWritten(leaving: 0) { answers.record($0) }
        #expect(answers.all == [true, true, false, false])
        #expect(!outbox.waitForRoom())
    }
}
