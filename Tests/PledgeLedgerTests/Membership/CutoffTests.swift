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
}
