import PledgeLedger
import Testing

/// Thirty keys who vouch at random, and take vouches back.
struct VouchDraw {
    let charter: Charter
    let keys: [PublicKey]
    var records: [VouchRecord]

    init(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        keys = try (0..<30).map { number in
            var bytes = [UInt8](repeating: 0, count: 24)
            bytes.append(bigEndian: UInt64(number + 1))
            return try #require(PublicKey(bytes: bytes))
        }
        let founders = Int.random(in: 1...4, using: &generator)
        charter = Charter(
            founders: Array(keys.prefix(founders)),
            vouchesNeeded: UInt32.random(in: 1...UInt32(min(founders, 2)), using: &generator), ladder: [6, 4, 3, 2])
        records = []
        for voucher in keys {
            var record = VouchRecord(voucher: voucher)
            for seq in 1...UInt64.random(in: 1...8, using: &generator) {
                record.statements.append(VouchRecord.Statement(
                    seq: seq, time: seq, subject: keys.randomElement(using: &generator) ?? voucher,
                    level: UInt8.random(in: 0...3, using: &generator), until: nil))
            }
            records.append(record)
        }
    }

    func distances(_ records: [VouchRecord]) -> [PublicKey: UInt8] {
        VouchLadder.distances(charter: charter, positions: records.map { $0.now(at: .end) })
    }
}
