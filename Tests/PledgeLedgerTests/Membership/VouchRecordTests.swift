import PledgeLedger
import Testing

@Suite struct VouchRecordTests {
    private let keys: [PublicKey]

    init() throws { keys = try (0..<6).map { try LedgerMaker.key(seed: UInt64($0) + 1).publicKey } }

    private func record(_ statements: [(subject: Int, level: UInt8)]) -> VouchRecord {
        VouchRecord(voucher: keys[0], statements: statements.enumerated().map { at, one in
            .init(seq: UInt64(at + 1), time: UInt64(at + 1), subject: keys[one.subject], level: one.level, until: nil)
        })
    }

    private func now(_ statements: [(Int, UInt8)], at time: UInt64 = 1_000_000) -> [String] {
        record(statements.map { ($0.0, $0.1) }).now(at: Cutoff(time: time)).subjects.map { subject in
            "\(keys.firstIndex(of: subject.key) ?? -1)\(subject.counts ? "+" : "-")"
        }
    }

    @Test func firstVouchTakesThePlaceForGood() {
        #expect(now([(3, 1), (1, 2), (3, 3), (2, 1)]) == ["3+", "1+", "2+"])
        #expect(now([(3, 1), (1, 1), (3, 0)]) == ["3-", "1+"])
        #expect(now([(3, 1), (1, 1), (3, 0), (3, 2)]) == ["3+", "1+"])
        #expect(now([(3, 0), (1, 1), (3, 1)]) == ["1+", "3+"])
        #expect(now([(3, 0)]) == [])
    }

    @Test func takingBackDoesNotChangeWhatIsKept() {
        let record = record([(3, 1), (1, 1), (3, 0)])
        #expect(record.kept.subjects.map(\.key) == [keys[3], keys[1]])
        #expect(record.kept.subjects.map(\.counts) == [true, true])
        #expect(record.kept.voucher == keys[0])
    }

    @Test func vouchingForOneselfSpendsNothing() {
        #expect(now([(0, 1), (1, 1), (0, 3)]) == ["1+"])
    }

    /// A take-back that is claimed later than the cutoff has not happened yet.
    @Test func lookingBack() {
        let late = Cutoff.tolerance
        let statements = [
            VouchRecord.Statement(seq: 1, time: 1, subject: keys[1], level: 1, until: nil),
            VouchRecord.Statement(seq: 2, time: late + 50, subject: keys[1], level: 0, until: nil),
        ]
        let record = VouchRecord(voucher: keys[0], statements: statements)
        #expect(record.now(at: Cutoff(time: 49)).subjects.map(\.counts) == [true])
        #expect(record.now(at: Cutoff(time: 50)).subjects.map(\.counts) == [false])
    }

    /// Skill vouches are no part of the record, so they spend nothing.
    @Test func skillVouchesSpendNothing() throws {
        var maker = try LedgerMaker(seed: 4)
        var tip = LedgerMaker.Tip(author: 0)
        try maker.sign(.vouch(Vouch(subject: keys[1], scope: .skill("wells"))), on: &tip)
        try maker.sign(.vouch(Vouch(subject: keys[2], until: 9)), on: &tip)
        try maker.sign([0xff], on: &tip)
        let record = VouchRecord(voucher: maker.keys[0].publicKey, chain: maker.made)
        #expect(record.statements.map(\.subject) == [keys[2]])
        #expect(record.statements.map(\.seq) == [2] && record.statements.map(\.until) == [9])
    }
}
