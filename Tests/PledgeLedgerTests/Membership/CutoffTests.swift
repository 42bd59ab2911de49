import PledgeLedger
import Testing

@Suite struct CutoffTests {
    /// A millisecond before, at, and after the edge of ten minutes past the cutoff.
    @Test func edges() {
        let time: UInt64 = 1_700_000_000_000, edge = time + 600_000
        let cutoff = Cutoff(time: time)
        #expect(cutoff.includes(claimed: 0) && cutoff.includes(claimed: time))
        #expect(cutoff.includes(claimed: edge - 1))
        #expect(cutoff.includes(claimed: edge))
        #expect(!cutoff.includes(claimed: edge + 1))
        #expect(!cutoff.includes(claimed: .max))
        #expect(Cutoff.end.includes(claimed: .max))
        #expect(Cutoff(time: .max - 600_000).includes(claimed: .max))
        #expect(!Cutoff(time: .max - 600_001).includes(claimed: .max))
        #expect(Cutoff(time: .max - 5).includes(claimed: .max))
    }

    /// A vouch claimed at the edge counts; one that runs out at the cutoff does not any more.
    @Test func vouchesAtTheEdges() throws {
        let voucher = try LedgerMaker.key(seed: 1).publicKey, subject = try LedgerMaker.key(seed: 2).publicKey
        let time: UInt64 = 1_000_000
        func counts(claimed: UInt64, until: UInt64?) -> Bool {
            let statement = VouchRecord.Statement(seq: 1, time: claimed, subject: subject, level: 1, until: until)
            let record = VouchRecord(voucher: voucher, statements: [statement])
            #expect(record.kept.subjects.map(\.counts) == [true])
            return record.now(at: Cutoff(time: time)).subjects[0].counts
        }
        #expect(counts(claimed: time + 600_000, until: nil))
        #expect(!counts(claimed: time + 600_001, until: nil))
        #expect(!counts(claimed: 1, until: time - 1))
        #expect(!counts(claimed: 1, until: time))
        #expect(counts(claimed: 1, until: time + 1))
    }

    /// With witnesses a feed is in the view as far as a quorum had covered it, whatever its author claims;
    /// what nobody covered is in where that is asked for, and never in the past.
    @Test func coversDecide() throws {
        let keys = try (0..<4).map { try LedgerMaker.key(seed: $0).publicKey }
        let covers = Covers(quorum: 2, [
            .init(witness: keys[0], time: 100, author: keys[3], seq: 5), .init(witness: keys[1], time: 200, author: keys[3], seq: 7),
        ])
        func includes(_ seq: UInt64, claimed: UInt64, at time: UInt64, uncovered: Bool) -> Bool {
            Cutoff(time: time, timing: .witnessed(covers), takesUncovered: uncovered).includes(keys[3], seq, claimed: claimed)
        }
        #expect(!includes(5, claimed: 0, at: 199, uncovered: false))
        #expect(includes(5, claimed: .max, at: 200, uncovered: false))
        #expect(!includes(6, claimed: 0, at: .max, uncovered: false))
        #expect(includes(6, claimed: 0, at: 0, uncovered: true))
        #expect(includes(6, claimed: Cutoff.tolerance, at: 0, uncovered: true))
        #expect(!includes(6, claimed: Cutoff.tolerance + 1, at: 0, uncovered: true))
        #expect(includes(5, claimed: .max, at: 200, uncovered: true))
        let now = Cutoff(time: 200, timing: .witnessed(covers))
        #expect(!now.moved(to: 199).includes(keys[3], 1, claimed: 0) && now.moved(to: 300).includes(keys[3], 6, claimed: 0))
        #expect(Cutoff(time: 9, takesUncovered: false).includes(keys[3], 1, claimed: 9))
    }
}
