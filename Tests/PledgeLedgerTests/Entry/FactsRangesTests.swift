import PledgeLedger
import Testing

/// Every range at both edges: just inside, and just outside with the kind named.
@Suite struct FactsRangesTests {
    private typealias W = WireBytes

    private func holds(_ kind: UInt64, _ fields: [UInt8], _ comment: String) {
        #expect(FactsCodec.reason(kind, fields) == nil, "\(comment)")
    }

    private func breaks(_ kind: UInt64, _ fields: [UInt8], _ name: Kind, _ word: String, _ comment: String = "") {
        guard case .range(let found, let rule) = FactsCodec.reason(kind, fields) else {
            Issue.record("\(name) \(word) \(comment): \(String(describing: FactsCodec.reason(kind, fields)))")
            return
        }
        #expect(found == name && rule.contains(word), "\(rule), not \(word) \(comment)")
    }

    private func ids(_ field: UInt64, _ count: Int) -> [UInt8] { (0..<count).flatMap { W.id(field, UInt8($0 + 1)) } }

    @Test func charter() {
        holds(1, ids(2, 1), "1 founder")
        holds(1, ids(2, 100), "100 founders")
        breaks(1, [], .charter, "names no founder")
        breaks(1, ids(2, 101), .charter, "founders", "101")
        breaks(1, W.id(2, 1) + W.id(2, 1), .charter, "twice")
        for count in [0, 31, 33] { breaks(1, W.bytes(2, [UInt8](repeating: 1, count: count)), .charter, "32 bytes") }
        holds(1, ids(2, 2) + W.number(3, 1), "open")
        breaks(1, ids(2, 2) + W.number(3, 2), .charter, "admits")
        holds(1, ids(2, 2) + W.number(4, 2), "2 of 2")
        breaks(1, ids(2, 2) + W.number(4, 3), .charter, "needs 3 vouches of 2 founders")
        holds(1, ids(2, 1) + W.bytes(5, [UInt8](repeating: 1, count: 16)), "16 steps")
        breaks(1, ids(2, 1) + W.bytes(5, [UInt8](repeating: 1, count: 17)), .charter, "ladder")
        holds(1, ids(2, 1) + W.bytes(5, [0] + W.varint(1_000)), "step 1,000")
        breaks(1, ids(2, 1) + W.bytes(5, W.varint(1_001)), .charter, "ladder")
        for (count, quorum) in [(1, 1), (4, 3), (7, 5), (61, 41)] {
            holds(1, ids(2, 1) + ids(6, count) + W.number(7, UInt64(quorum)), "\(count) witnesses")
            breaks(1, ids(2, 1) + ids(6, count) + W.number(7, UInt64(quorum + 1)), .charter, "quorum")
            breaks(1, ids(2, 1) + ids(6, count), .charter, "quorum", "absent")
        }
        for count in [2, 3, 5, 60, 62, 64] { breaks(1, ids(2, 1) + ids(6, count), .charter, "witnesses", "\(count)") }
        breaks(1, ids(2, 1) + W.id(6, 9) + W.id(6, 9) + ids(6, 2) + W.number(7, 3), .charter, "twice")
        breaks(1, ids(2, 1) + W.number(7, 1), .charter, "quorum")
        holds(1, ids(2, 1) + W.bytes(8, W.number(1, 2) + W.number(2, 9)), "equal shares")
        breaks(1, ids(2, 1) + W.bytes(8, W.number(1, 3)), .charter, "rule")
        for (field, low, high, word) in [
            (9, 1, 10_000_000, "entries"), (10, 8_192, 1 << 40, "bytes"),
        ] as [(UInt64, UInt64, UInt64, String)] {
            holds(1, ids(2, 1) + W.number(field, low), "\(word) \(low)")
            holds(1, ids(2, 1) + W.number(field, high), "\(word) \(high)")
            breaks(1, ids(2, 1) + W.number(field, high + 1), .charter, word)
        }
        breaks(1, ids(2, 1) + W.number(10, 8_191), .charter, "8191 bytes")
        holds(1, W.number(1, 9) + ids(2, 1), "another rules version")
    }

    @Test func profile() {
        holds(2, [], "empty")
        for role in 1...4 as ClosedRange<UInt64> { holds(2, W.number(1, role), "role \(role)") }
        breaks(2, W.number(1, 5), .profile, "role")
        holds(2, (0..<32).flatMap { W.text(2, "s\($0)") }, "32 skills")
        breaks(2, (0..<33).flatMap { W.text(2, "s\($0)") }, .profile, "skills")
        holds(2, W.text(2, String(repeating: "a", count: 32)), "long skill")
        for skill in ["", "A", "a b", String(repeating: "a", count: 33)] { breaks(2, W.text(2, skill), .profile, "skill", skill) }
        let items = (0..<17).map { W.amount(3, "item:i\($0)", 1) }
        holds(2, items.prefix(16).flatMap { $0 }, "16 capacities")
        breaks(2, items.flatMap { $0 }, .profile, "capacities")
        breaks(2, W.amount(3, "time:min", 1) + W.amount(3, "time:min", 2), .profile, "two capacities in one unit")
        breaks(2, W.amount(3, "time:min", 0), .profile, "amount")
        breaks(2, W.amount(3, "EUR", 5), .profile, "unit")
        holds(2, W.amount(3, "time:min", 1_000_000_000_000_000), "10^15")
        breaks(2, W.amount(3, "time:min", 1_000_000_000_000_001), .profile, "amount")
        holds(2, W.id(4, 1), "next key")
        breaks(2, W.bytes(4, [1]), .profile, "hash of the next key")
    }

    @Test func vouch() {
        let subject = W.id(1, 1)
        for level in 1...3 as ClosedRange<UInt64> { holds(3, subject + W.number(4, level), "level \(level)") }
        holds(3, subject, "level 0")
        breaks(3, subject + W.number(4, 4), .vouch, "level")
        breaks(3, W.number(4, 1), .vouch, "key that is not 32 bytes")
        breaks(3, W.bytes(1, [UInt8](repeating: 1, count: 33)), .vouch, "key that is not 32 bytes")
        holds(3, subject + W.text(2, "skill:a"), "skill")
        for scope in ["member", "skill", "Skill:a"] { breaks(3, subject + W.text(2, scope), .vouch, "scope", scope) }
        for scope in ["skill:", "skill:A", "skill:" + String(repeating: "a", count: 33)] {
            breaks(3, subject + W.text(2, scope), .vouch, "skill", scope)
        }
        holds(3, subject + W.number(3, 1), "until 1")
        holds(3, subject + W.number(3, .max), "until max")
    }

    @Test func pledge() {
        func fields(_ amount: UInt64 = 1, unit: String = "time:min", rest: [UInt8] = []) -> [UInt8] {
            W.id(1, 99) + W.number(2, 1) + W.text(3, unit) + (amount == 0 ? [] : W.number(4, amount)) + rest
        }
        holds(8, fields(), "1")
        holds(8, fields(1_000_000_000_000_000), "10^15")
        breaks(8, fields(0), .pledge, "amount")
        breaks(8, fields(1_000_000_000_000_001), .pledge, "amount")
        breaks(8, fields(.max), .pledge, "amount")
        breaks(8, fields(unit: "hours"), .pledge, "unit")
        breaks(8, W.number(2, 1) + W.text(3, "time:min") + W.number(4, 1), .pledge, "project or round that is not 32 bytes")
        holds(8, fields(rest: ids(5, 8)), "8 joint")
        breaks(8, fields(rest: ids(5, 9)), .pledge, "joint")
        breaks(8, fields(rest: W.id(5, 1) + W.id(5, 1)), .pledge, "twice")
        breaks(8, fields(rest: W.id(5, 1) + W.id(5, 99)), .pledge, "the very project that it is to")
        holds(8, fields(rest: W.number(6, 1_000_000)), "10^6 people")
        breaks(8, fields(rest: W.number(6, 1_000_001)), .pledge, "waits for 1000001 people")
        holds(8, fields(rest: W.bytes(7, W.number(1, 1))), "loan")
        breaks(8, fields(rest: W.bytes(7, [])), .pledge, "day to repay it by")
        holds(8, W.id(1, 1) + W.text(3, "time:min") + W.number(4, 1), "ask 0")
    }

    @Test func endorse() {
        for stance in -2...2 as ClosedRange<Int64> {
            holds(11, W.id(1, 1) + (stance == 0 ? [] : W.signed(2, stance)), "stance \(stance)")
        }
        for stance in [-3, 3, Int64(Int32.max), Int64(Int32.min)] {
            breaks(11, W.id(1, 1) + W.signed(2, stance), .endorse, "stance", "\(stance)")
        }
        for standing in 1...5 as ClosedRange<UInt64> { holds(11, W.id(1, 1) + W.number(3, standing), "as \(standing)") }
        breaks(11, W.id(1, 1) + W.number(3, 6), .endorse, "speaks as 6")
        breaks(11, W.signed(2, 1), .endorse, "target")
        holds(11, W.id(1, 1) + W.id(4, 2), "re")
        breaks(11, W.id(1, 1) + W.bytes(4, [1]), .endorse, "endorsement that it answers")
    }

    @Test func retract() {
        breaks(13, [], .retract, "target")
        breaks(13, W.bytes(1, [1]), .retract, "target")
    }
}
