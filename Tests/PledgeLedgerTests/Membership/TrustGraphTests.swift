import PledgeLedger
import Testing

/// The ladder on a real community: Advogato's graph of 2000, with the founders raph, federico, miguel and
/// alan, two vouches needed, the default ladder. Prints its figures.
@Suite(.enabled(if: Shared.has(TrustGraph.path))) struct TrustGraphTests {
    @Test func aCommunityIsAdmitted() throws {
        let graph = try TrustGraph(), charter = try graph.charter()
        #expect(graph.certificates == 14_117 && graph.names.count == 1_580)
        let records = try graph.given.sorted { $0.key < $1.key }.map { from, to in
            VouchRecord(voucher: try TrustGraph.key(from), statements: try to.enumerated().map { at, subject in
                .init(seq: UInt64(at + 1), time: 0, subject: try TrustGraph.key(subject), level: 1, until: nil)
            })
        }
        var distances: [PublicKey: UInt8] = [:]
        let times = (0..<5).map { _ in
            ContinuousClock().measure { distances = VouchLadder.distances(charter: charter, positions: records.map(\.kept)) }
        }
        print("Advogato: \(distances.count) of \(graph.names.count) admitted; \(graph.certificates) vouches in \(times.sorted()[2])")
        #expect(distances.count == 809)
        #expect(VouchLadder.distances(charter: charter, positions: records.reversed().map(\.kept)) == distances)
        // Optimised it takes a tenth of this.
        #expect(times.sorted()[2] < .milliseconds(isOptimised ? 100 : 1_000))
    }

    /// Attackers who vouch for each other one after another stay few. Those who pair their vouches well do
    /// not: then the ladder bounds them by what each admitted key can bring in, and no lower.
    @Test(arguments: [(10, 20...110), (50, 40...210)]) func attackersAreBounded(fooled: Int, expected: ClosedRange<Int>) throws {
        let graph = try TrustGraph()
        let distances = VouchLadder.distances(charter: try graph.charter(), positions: try TrustGraph.positions(graph.given))
        let members = try graph.names.indices.filter { distances[try TrustGraph.key($0)] != nil }
        var inOrder: [Int] = [], inPairs: [Int] = [], unbounded: [Int] = []
        for seed in 0..<10 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let attack = TrustAttack(graph, fooled: Array(members.shuffled(using: &generator).prefix(fooled)))
            inOrder.append(try attack.inOrder())
            inPairs.append(try attack.inPairs())
            unbounded.append(try attack.inOrder([UInt32](repeating: 1_000_000, count: Charter.defaultLadder.count)))
        }
        print("Advogato, \(fooled) members fooled, of 1,000 attackers: \(inOrder.sorted()) in order, \(inPairs.sorted()) in pairs, "
            + "\(unbounded.sorted()) without the ladder")
        #expect(expected.contains(inOrder.sorted()[5]))
        #expect(zip(inOrder, inPairs).allSatisfy { $0 <= $1 })
        #expect(unbounded.allSatisfy { $0 == TrustAttack.keys })
    }

    private var isOptimised: Bool {
        var isOptimised = true
        assert({
            isOptimised = false
            return true
        }())
        return isOptimised
    }
}
