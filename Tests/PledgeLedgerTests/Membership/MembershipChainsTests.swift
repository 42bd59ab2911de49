import PledgeLedger
import Testing

@Suite struct MembershipChainsTests {
    /// The vouches that are named suffice: a ledger of them alone admits the key at the same distance. And
    /// nothing is named that did not count.
    @Test(arguments: 0..<60) func theChainsAloneAdmit(seed: Int) throws {
        let draw = try VouchDraw(seed: seed), distances = draw.distances(draw.records)
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

    /// Whichever vouches for a key are taken back, it is a member while enough of those are left that don't rest on it.
    @Test(arguments: 0..<60) func whatRestsOnTheKeyItselfHoldsNothingUp(seed: Int) throws {
        let draw = try VouchDraw(seed: seed), distances = draw.distances(draw.records), needed = Int(draw.charter.vouchesNeeded)
        var generator = SeededGenerator(seed: UInt64(seed) + 1_000)
        for key in draw.keys where distances[key].map({ $0 > 0 }) ?? false {
            let chains = try #require(MembershipChains(of: key, charter: draw.charter, records: draw.records, at: .end))
            #expect(chains.apart.count >= needed, "seed \(seed)")
            for left in 0...needed {
                let stays = Set(chains.apart.shuffled(using: &generator).prefix(left))
                // The others' vouches for the key stand.
                let records = draw.records.map { record in
                    guard chains.apart.contains(record.voucher), !stays.contains(record.voucher) else { return record }
                    var without = record
                    without.statements = record.statements + [.init(seq: 99, time: 99, subject: key, level: 0, until: nil)]
                    return without
                }
                #expect((draw.distances(records)[key] != nil) == (left == needed), "seed \(seed)")
            }
        }
    }
}
