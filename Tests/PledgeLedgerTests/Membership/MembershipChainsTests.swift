import PledgeLedger
import Testing

@Suite struct MembershipChainsTests {
    private struct Draw {
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

    /// The vouches that are named suffice: a ledger of them alone admits the key at the same distance. And
    /// nothing is named that did not count.
    @Test(arguments: 0..<60) func theChainsAloneAdmit(seed: Int) throws {
        let draw = try Draw(seed: seed), distances = draw.distances(draw.records)
        for key in draw.keys {
            let found = MembershipChains(of: key, charter: draw.charter, records: draw.records, at: .end)
            guard let distance = distances[key] else {
                #expect(found == nil)
                continue
            }
            let chains = try #require(found)
            #expect(chains.steps.first?.key == key && chains.steps.first?.distance == distance)
            #expect(Set(chains.steps.map(\.key)).count == chains.steps.count)
            var named: Set<RoundVouch> = []
            for step in chains.steps {
                #expect(step.vouchers.count >= (step.distance == 0 ? 0 : Int(draw.charter.vouchesNeeded)), "seed \(seed)")
                for voucher in step.vouchers {
                    #expect(try #require(distances[voucher.key]) < step.distance && voucher.place <= Int(voucher.allowance))
                    named.insert(RoundVouch(voucher: voucher.key, subject: step.key))
                }
            }
            let alone = draw.records.map { record in
                var kept = record
                kept.statements = record.statements.filter { named.contains(RoundVouch(voucher: record.voucher, subject: $0.subject)) }
                return kept
            }
            #expect(draw.distances(alone)[key] == distance, "seed \(seed)")
        }
    }
}
