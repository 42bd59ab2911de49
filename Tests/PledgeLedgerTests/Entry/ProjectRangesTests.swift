import PledgeLedger
import Testing

/// A project's ranges at their edges.
@Suite struct ProjectRangesTests {
    private typealias W = WireBytes

    private func holds(_ fields: [UInt8], _ comment: String) {
        #expect(FactsCodec.reason(6, fields) == nil, "\(comment)")
    }

    private func breaks(_ fields: [UInt8], _ word: String, _ comment: String = "") {
        guard case .range(.project, let rule) = FactsCodec.reason(6, fields) else {
            Issue.record("\(word) \(comment): \(String(describing: FactsCodec.reason(6, fields)))")
            return
        }
        #expect(rule.contains(word), "\(rule), not \(word) \(comment)")
    }

    private func ids(_ field: UInt64, _ count: Int) -> [UInt8] { (0..<count).flatMap { W.id(field, UInt8($0 + 1)) } }

    private func ask(
        _ number: UInt64 = 1, unit: String = "time:min", min: UInt64 = 0, target: UInt64 = 9, tag: String = ""
    ) -> [UInt8] {
        let fields = (number == 0 ? [] : W.number(1, number)) + W.text(2, unit) + (min == 0 ? [] : W.number(3, min))
            + (target == 0 ? [] : W.number(4, target)) + (tag.isEmpty ? [] : W.text(5, tag))
        return W.bytes(6, fields)
    }

    @Test func lists() {
        holds([], "nothing")
        for (field, limit, word) in [(1, 8, "earlier versions"), (2, 16, "stewards"), (5, 16, "problems")] as [(UInt64, Int, String)] {
            holds(ids(field, limit), "\(limit) \(word)")
            breaks(ids(field, limit + 1), word)
            breaks(W.id(field, 1) + W.id(field, 1), "twice", word)
            breaks(W.bytes(field, [1]), word)
        }
        for (field, word) in [(3, "recipient"), (4, "host")] as [(UInt64, String)] {
            holds(W.id(field, 1), word)
            breaks(W.bytes(field, [1]), word)
        }
    }

    @Test func asks() {
        holds((1...64).flatMap { ask($0) }, "64 asks")
        breaks((1...65).flatMap { ask($0) }, "asks")
        holds(ask(65_535), "number 65,535")
        breaks(ask(65_536), "number asks from 1 to 65535")
        breaks(ask(0), "number asks from 1 to 65535")
        breaks(ask(2) + ask(1), "ascend")
        breaks(ask(2) + ask(2), "ascend")
        holds(ask(min: 9), "min = target")
        breaks(ask(min: 10), "a least amount, 10,")
        breaks(ask(target: 0), "target")
        holds(ask(target: 1), "target 1")
        holds(ask(target: 1_000_000_000_000_000), "10^15")
        breaks(ask(target: 1_000_000_000_000_001), "target")
        breaks(ask(unit: "hours"), "unit")
        holds(ask(tag: String(repeating: "t", count: 32)), "long tag")
        breaks(ask(tag: String(repeating: "t", count: 33)), "tag")
        breaks(ask(tag: "T"), "tag")
    }

    @Test func times() {
        holds(W.number(7, 5), "lock alone")
        holds(W.number(8, 5), "settle_by alone")
        holds(W.number(7, 5) + W.number(8, 5), "the same")
        breaks(W.number(7, 6) + W.number(8, 5), "lock")
    }

    @Test func splitAndBonus() {
        func share(_ key: UInt8, _ parts: UInt64) -> [UInt8] {
            W.bytes(9, W.id(1, key) + (parts == 0 ? [] : W.number(2, parts)))
        }
        holds(share(1, 1) + share(2, 10_000), "two")
        holds((1...16).flatMap { share($0, 1) }, "16")
        breaks((1...17).flatMap { share($0, 1) }, "keys to share with")
        breaks(share(1, 0), "parts")
        breaks(share(1, 10_001), "parts")
        breaks(share(1, 1) + share(1, 2), "twice")
        breaks(W.bytes(9, W.number(2, 1)), "keys to share with")
        holds(W.amount(10, "time:min", 1), "bonus")
        breaks(W.amount(10, "time:min", 0), "amount")
        breaks(W.bytes(10, []), "amount")
    }
}
