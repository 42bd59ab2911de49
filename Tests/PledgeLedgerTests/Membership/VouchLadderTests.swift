import Foundation
import PledgeLedger
import Testing

@Suite struct VouchLadderTests {
    private static func key(_ number: Int) throws -> PublicKey {
        var bytes = [UInt8](repeating: 0, count: 24)
        bytes.append(bigEndian: UInt64(number + 1))
        return try #require(PublicKey(bytes: bytes))
    }

    /// The rule in other words: a key's distance is the least d for which enough distinct admitted
    /// vouchers nearer than d have it among the vouches that the ladder leaves them.
    private func naive(_ charter: Charter, _ positions: [VouchLadder.Positions]) -> [PublicKey: UInt8] {
        var distance: [PublicKey: UInt8] = [:]
        for founder in charter.founders { distance[founder] = 0 }
        let everybody = Set(positions.flatMap { $0.subjects.map(\.key) })
        for next in 1...17 as ClosedRange<UInt8> {
            var found: [PublicKey] = []
            for key in everybody where distance[key] == nil {
                let vouchers = positions.filter { position in
                    guard let own = distance[position.voucher], own < next, Int(own) < charter.ladder.count else { return false }
                    let spent = position.subjects.prefix(Int(charter.ladder[Int(own)]))
                    return spent.contains { $0.key == key && $0.counts }
                }
                if vouchers.count >= Int(charter.vouchesNeeded) { found.append(key) }
            }
            for key in found { distance[key] = next }
        }
        return distance
    }

    @Test(arguments: 0..<200) func equalsTheNaiveReference(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let keys = try (0..<25).map(Self.key)
        let founders = Int.random(in: 1...4, using: &generator)
        let charter = Charter(
            founders: Array(keys.prefix(founders)), vouchesNeeded: UInt32.random(in: 1...UInt32(min(founders, 3)), using: &generator),
            ladder: [[3, 2, 1], Charter.defaultLadder, [2, 0, 5], [1, 1, 1, 1, 1, 1], [4]].randomElement(using: &generator) ?? [])
        var positions = keys.map { voucher in
            let subjects = keys.filter { $0 != voucher }.shuffled(using: &generator).prefix(Int.random(in: 0...6, using: &generator))
            return VouchLadder.Positions(
                voucher: voucher, subjects: subjects.map { ($0, Int.random(in: 0..<5, using: &generator) > 0) })
        }
        let expected = naive(charter, positions)
        for _ in 0..<4 {
            positions.shuffle(using: &generator)
            #expect(VouchLadder.distances(charter: charter, positions: positions) == expected, "seed \(seed)")
        }
    }

    @Test func spentVouchesBoundWhatOneMemberLetsIn() throws {
        let keys = try (0..<300).map(Self.key)
        let all = VouchLadder.Positions(voucher: keys[0], subjects: keys.dropFirst().map { ($0, true) })
        let charter = Charter(founders: [keys[0]])
        #expect(VouchLadder.distances(charter: charter, positions: [all]).count == 101)
        let none = VouchLadder.Positions(voucher: keys[0], subjects: keys.dropFirst().map { ($0, false) })
        #expect(VouchLadder.distances(charter: charter, positions: [none]) == [keys[0]: 0])
        let half = VouchLadder.Positions(voucher: keys[0], subjects: keys.dropFirst().enumerated().map { ($1, $0 >= 90) })
        #expect(VouchLadder.distances(charter: charter, positions: [half]).count == 11)
    }
}
