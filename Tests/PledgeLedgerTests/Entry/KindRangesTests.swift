import PledgeLedger
import Testing

/// Ranges of problems, causes, rounds, settlements, reports and covers, at their edges.
@Suite struct KindRangesTests {
    private typealias W = WireBytes
    private static let most: UInt64 = 1_000_000_000_000_000

    private func holds(_ kind: Kind, _ fields: [UInt8], _ comment: String = "") {
        #expect(FactsCodec.reason(UInt64(kind.number), fields) == nil, "\(kind) \(comment)")
    }

    private func breaks(_ kind: Kind, _ fields: [UInt8], _ word: String) {
        guard case .range(kind, let rule) = FactsCodec.reason(UInt64(kind.number), fields) else {
            Issue.record("\(kind) \(word): \(String(describing: FactsCodec.reason(UInt64(kind.number), fields)))")
            return
        }
        #expect(rule.contains(word), "\(rule), not \(word)")
    }

    private func ids(_ field: UInt64, _ count: Int) -> [UInt8] { (0..<count).flatMap { W.id(field, UInt8($0 + 1)) } }

    @Test func problems() {
        holds(.problem, [], "nothing")
        holds(.problem, W.text(1, String(repeating: "p", count: 64)) + W.id(2, 1), "a long place")
        breaks(.problem, W.text(1, String(repeating: "p", count: 65)), "place")
        for sign in ["\u{0}", "\n", "\u{85}", "\u{61c}", "\u{200e}", "\u{202e}", "\u{2028}", "\u{2066}", "\u{feff}"] {
            breaks(.problem, W.text(1, "Go\(sign)ma"), "place")
        }
        breaks(.problem, W.bytes(2, [1]), "problem that it repeats")
    }

    @Test func causes() {
        let edge = W.id(1, 1) + W.id(2, 2)
        for strength in 1...3 as ClosedRange<UInt64> { holds(.cause, edge + W.number(3, strength)) }
        breaks(.cause, edge, "strength")
        breaks(.cause, edge + W.number(3, 4), "strength")
        breaks(.cause, W.id(1, 1) + W.id(2, 1) + W.number(3, 1), "own cause")
        breaks(.cause, W.id(2, 1) + W.number(3, 1), "cause that is not 32 bytes")
        breaks(.cause, W.id(1, 1) + W.number(3, 1), "effect that is not 32 bytes")
        holds(.cause, edge + W.number(3, 1) + ids(4, 8), "8 hashes")
        breaks(.cause, edge + W.number(3, 1) + ids(4, 9), "pieces of evidence")
    }

    @Test func rounds() {
        let unit = W.text(1, "time:min")
        holds(.round, unit)
        for rule in 1...2 as ClosedRange<UInt64> { holds(.round, unit + W.number(2, rule)) }
        breaks(.round, unit + W.number(2, 3), "rule")
        breaks(.round, W.text(1, "hours"), "unit")
        breaks(.round, [], "unit")
        holds(.round, unit + ids(3, 100), "100 projects")
        breaks(.round, unit + ids(3, 101), "101 projects")
        breaks(.round, unit + W.id(3, 1) + W.id(3, 1), "twice")
        holds(.round, unit + W.number(4, .max) + W.number(5, Self.most) + W.number(6, Self.most))
        breaks(.round, unit + W.number(5, Self.most + 1), "step")
        breaks(.round, unit + W.number(6, Self.most + 1), "cap")
    }

    @Test func settlements() {
        let pledge = W.id(1, 1)
        for side in 1...5 as ClosedRange<UInt64> { holds(.settle, pledge + W.number(2, side) + W.number(3, 5)) }
        breaks(.settle, pledge + W.number(3, 5), "of the pledge; say paid")
        breaks(.settle, pledge + W.number(2, 6) + W.number(3, 5), "of the pledge; say paid")
        holds(.settle, pledge + W.number(2, 3), "all of it refused")
        breaks(.settle, pledge + W.number(2, 1), "amount")
        breaks(.settle, pledge + W.number(2, 1) + W.number(3, Self.most + 1), "amount")
        holds(.settle, pledge + W.number(2, 2) + W.number(3, Self.most) + W.id(4, 7))
        breaks(.settle, pledge + W.number(2, 2) + W.number(3, 1) + W.bytes(4, [7]), "word that it answers")
        breaks(.settle, W.number(2, 1) + W.number(3, 1), "pledge")
    }

    @Test func reports() {
        let project = W.id(1, 1)
        holds(.report, project, "a story alone")
        holds(.report, project + W.text(2, "wells") + W.text(3, "item:well") + W.signed(4, -Int64(Self.most)))
        breaks(.report, project + W.text(2, "wells") + W.signed(4, Int64(Self.most) + 1), "value")
        breaks(.report, project + W.signed(4, 5), "measure")
        breaks(.report, project + W.text(3, "time:min"), "measure")
        breaks(.report, project + W.text(2, "Wells"), "measure")
        breaks(.report, project + W.text(2, "wells") + W.text(3, "wells"), "unit")
        holds(.report, project + W.number(5, 9) + W.number(6, 9), "one moment")
        holds(.report, project + W.number(5, 9), "still going on")
        breaks(.report, project + W.number(5, 9) + W.number(6, 8), "ends before it begins")
        holds(.report, project + W.amount(7, "iso4217:EUR", 5))
        breaks(.report, project + W.amount(7, "iso4217:EUR", 0), "amount")
        breaks(.report, project + ids(8, 9), "pieces of evidence")
    }

    @Test func covers() {
        func cover(_ author: UInt8, seq: UInt64 = 1) -> [UInt8] {
            W.bytes(3, W.id(1, author) + (seq == 0 ? [] : W.number(2, seq)) + W.id(3, 9))
        }
        let start = W.id(1, 1) + W.number(2, 5), signature = W.bytes(4, [UInt8](repeating: 7, count: 64))
        holds(.witness, start + cover(1) + cover(2, seq: 4_294_967_295) + signature)
        holds(.witness, start + (1...50).flatMap { cover($0) } + signature, "50 covers")
        breaks(.witness, start + (1...51).flatMap { cover($0) } + signature, "reaches 51 feeds; name 1 to 50")
        breaks(.witness, start + signature, "reaches 0 feeds; name 1 to 50")
        breaks(.witness, start + cover(2) + cover(1) + signature, "ascend")
        breaks(.witness, start + cover(1) + cover(1) + signature, "ascend")
        breaks(.witness, start + cover(1, seq: 0) + signature, "places are 1 to 2^32 - 1")
        breaks(.witness, start + cover(1, seq: 1 << 32) + signature, "places are 1 to 2^32 - 1")
        breaks(.witness, start + cover(1), "cosignature")
        breaks(.witness, W.id(1, 1) + cover(1) + signature, "time")
        breaks(.witness, W.id(1, 1) + W.number(2, 1 << 63) + cover(1) + signature, "time")
    }
}
