import GossipSim
import Testing

@Suite struct RoadsTests {
    @Test func delaysAreStableAndWithinBounds() {
        let roads = Roads(seed: 5, .init())
        var delays: Set<UInt64> = []
        for one in 0..<40 {
            for other in 0..<40 where one != other {
                #expect(roads.delay(one, other) == roads.delay(other, one))
                #expect(20...200 ~= roads.delay(one, other))
                delays.insert(roads.delay(one, other))
            }
        }
        #expect(delays.count > 100)
    }

    @Test func lossDelaysAStreamAndEndsADatagram() {
        var tally = Tally(), roads = Roads(seed: 6, .init(loss: 100_000, duplication: 50_000, reordering: 50_000))
        let streams = (0..<10_000).map { _ in roads.streamDelay(50, &tally) }
        #expect(streams.allSatisfy { $0 >= 50 })
        // A tenth is lost once or more, and comes 200 ms later at least.
        #expect(800...1_200 ~= streams.count { $0 >= 250 })
        let copies = (0..<10_000).map { _ in roads.datagramDelays(50, &tally) }
        #expect(800...1_200 ~= copies.count { $0.isEmpty })
        #expect(300...600 ~= copies.count { $0.count == 2 })
        #expect(300...600 ~= copies.count { ($0.first ?? 0) > 99 })
        #expect(tally[.loss] > 1_600 && tally[.duplication] > 300 && tally[.reordering] > 300)
    }

    @Test func partitionsBlockOneWayOrBoth() {
        var roads = Roads(seed: 7, .init())
        #expect(!roads.isBlocked(0, 1))
        roads.divide([1, 2], of: 4, isOneWay: false)
        #expect(roads.isBlocked(0, 1) && roads.isBlocked(1, 0) && !roads.isBlocked(1, 2) && !roads.isBlocked(0, 3))
        roads.divide([1, 2], of: 4, isOneWay: true)
        #expect(!roads.isBlocked(0, 1) && roads.isBlocked(1, 0))
        roads.heal()
        #expect(!roads.isBlocked(1, 0))
    }
}
