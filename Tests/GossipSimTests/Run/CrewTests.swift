import GossipSim
import Synchronization
import Testing

@Suite struct CrewTests {
    /// Each part is worked on once and taken once, in order, and not before it is done.
    @Test(arguments: [1, 2, 7, 32, 64]) func takesAllInOrder(parts: Int) {
        let worked = Mutex([Int](repeating: 0, count: parts))
        var taken: [Int] = []
        Crew.run(parts: parts) { part in
            // The first take longest, so that others are done before them.
            var sum: UInt64 = 0
            for step in 0..<UInt64((parts - part) * 2_000) { sum = sum &* 31 &+ step }
            worked.withLock { $0[part] += sum == 1 ? 2 : 1 }
        } take: { part in
            #expect(worked.withLock { $0[part] } == 1)
            taken.append(part)
        }
        #expect(taken == Array(0..<parts))
        #expect(worked.withLock { $0.allSatisfy { $0 == 1 } })
    }
}
