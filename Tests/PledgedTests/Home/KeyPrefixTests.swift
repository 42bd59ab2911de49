import PledgeLedger
import Testing
import pledged

@Suite struct KeyPrefixTests {
    @Test func everyBeginningMatchesItsKeyAndIsFoundByIt() throws {
        var random = TextRandom(seed: 12)
        for _ in 0..<50 {
            let key = try #require(PublicKey(bytes: random.bytes(32)))
            let other = try #require(PublicKey(bytes: random.bytes(32)))
            let text = KeyText.author(key)
            for length in 13..<text.utf8.count {
                let prefix = try #require(KeyPrefix(String(text.prefix(length))), "\(length) of \(text)")
                #expect(prefix.matches(key) && !prefix.matches(other), "\(prefix)")
                // The search by hex digits may find more, and never less.
                #expect(prefix.hex.matches(key), "\(prefix)")
                #expect(prefix.hex.digits.utf8.count * 4 >= min(255, (length - 7) * 5) - 4, "\(prefix)")
            }
        }
    }

    @Test func dotsBehindItAndCapitalsChangeNothing() throws {
        var random = TextRandom(seed: 13)
        let key = try #require(PublicKey(bytes: random.bytes(32)))
        let start = String(KeyText.author(key).prefix(15))
        let plain = try #require(KeyPrefix(start))
        for text in ["\(start)…", "\(start)...", start.uppercased()] { #expect(KeyPrefix(text) == plain) }
        #expect(plain.description == start)
    }

    @Test func anythingElseIsNoBeginning() throws {
        var random = TextRandom(seed: 14)
        let whole = KeyText.author(try #require(PublicKey(bytes: random.bytes(32))))
        let texts = [
            "", "pledge1", "…", "pledge1qqqqq", "pledge1qqqqqb", "pledge1Qqqqqqq", "node1qqqqqqqq", "3f9a2c", whole,
            whole + "q", "pledge1qqqqqq q", "pledge1qqqqqé",
        ]
        for text in texts { #expect(KeyPrefix(text) == nil, "\(text)") }
    }
}
