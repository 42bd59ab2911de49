import BigInt
import PledgeLedger
import Testing

@Suite struct RatioTests {
    @Test func lowestTerms() {
        #expect(Ratio(6, 4) == Ratio(3, 2) && Ratio(6, 4).description == "3/2")
        #expect(Ratio(8, 4).description == "2" && Ratio(7).floor == 7 && Ratio(7, 2).floor == 3)
        #expect(Ratio(5, 0).isZero && Ratio(0, 5) == Ratio(9, 0))
        #expect(Set([Ratio(1, 3), Ratio(2, 6)]).count == 1)
    }

    /// As whole numbers over a common denominator compare.
    @Test func ordersExactly() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<1_000 {
            let parts = (0..<4).map { _ in BigUInt(UInt64.random(in: 1...(.max), using: &generator)) }
            let left = Ratio(parts[0], parts[1]), right = Ratio(parts[2], parts[3])
            #expect((left < right) == (parts[0] * parts[3] < parts[2] * parts[1]))
            #expect(!(left < left) && !(left == right && left < right))
        }
        let near = BigUInt(1) << 200
        #expect(Ratio(near, near + 1) < Ratio(near + 1, near + 2))
    }
}
