import PledgeLedger
import Testing

@Suite struct VouchesReceivedTests {
    /// What a key is said to lack, it lacks: it is a member exactly where nothing is missing, and one more vouch by
    /// each of as many others as are missing, who have vouches left, would make it one.
    @Test(arguments: 0..<60) func whatIsMissingIsMissing(seed: Int) throws {
        let draw = try VouchDraw(seed: seed), distances = draw.distances(draw.records)
        for key in draw.keys.dropFirst(draw.charter.founders.count) {
            let received = VouchesReceived(by: key, charter: draw.charter, records: draw.records, at: .end)
            #expect((received.missing == 0) == (distances[key] != nil), "seed \(seed)")
            #expect(received.needed == draw.charter.vouchesNeeded)
            for vouch in received.vouches { expect(vouch, on: key, draw, distances) }
        }
    }

    private func expect(_ vouch: VouchesReceived.Vouch, on key: PublicKey, _ draw: VouchDraw, _ distances: [PublicKey: UInt8]) {
        let record = draw.records.first { $0.voucher == vouch.voucher }
        let word = record?.statements.last { $0.subject == key }
        #expect(word?.seq == vouch.seq && vouch.until == word?.until)
        switch vouch.standing {
        case .takenBack: #expect(word?.level == 0)
        case .ranOut(let until): #expect(word?.until == until)
        case .noMember: #expect(distances[vouch.voucher] == nil)
        case .beyondLadder(let allowance): #expect(distances[vouch.voucher].map { $0 >= 4 || draw.charter.ladder[Int($0)] == allowance } ?? false)
        case .counts: #expect(distances[vouch.voucher] != nil && word?.level ?? 0 > 0)
        }
    }
}
