import Testing
import pledged

@Suite("Bech32m")
struct Bech32mTests {
    // BIP-350, "Test vectors for Bech32m".
    private static let valid = [
        "A1LQFN3A",
        "a1lqfn3a",
        "an83characterlonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11sg7hg6",
        "abcdef1l7aum6echk45nj3s0wdvt2fg8x9yrzpqzd3ryx",
        "11llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllludsr8",
        "split1checkupstagehandshakeupstreamerranterredcaperredlc445v",
        "?1v759aa",
    ]
    private static let invalid = [
        "\u{20}1xj0phk", "\u{7f}1g6xzxy", "\u{80}1vctc34",
        "an84characterslonghumanreadablepartthatcontainsthetheexcludedcharactersbioandnumber11d6pts4",
        "qyrz8wqd2c9m", "1qyrz8wqd2c9m", "y1b0jsk6g", "lt1igcx5c0", "in1muywd", "mm1crxm3i", "au1s5cgom",
        "M1VUXWEZ", "16plkw9", "1p2gdwpf",
    ]
    private static let original = [
        "A12UEL5L", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "?1ezyfcl",
    ]

    @Test("published valid texts are read and written again", arguments: valid)
    func readsValid(text: String) throws {
        let content = try Bech32m.decode(text)
        #expect(Bech32m.encode(prefix: content.prefix, values: content.values) == text.lowercased())
    }

    @Test("published invalid texts are refused", arguments: invalid)
    func refusesInvalid(text: String) {
        #expect(throws: WordingFault.self) { try Bech32m.decode(text) }
    }

    @Test("the older bech32 checksum is refused", arguments: original)
    func refusesBech32(text: String) {
        #expect(throws: WordingFault.self) { try Bech32m.decode(text) }
    }

    @Test("a message is one line that says what is wrong")
    func messages() {
        let cases = [
            ("A1lqfn3a", "mixes capital and small letters"),
            ("a1lqfn3q", "look at character 8"),
            ("a1lqf1oa", "wrong letter at character 7"),
            ("a1lqf", "too short"),
            (String(repeating: "a", count: 91), "91 characters"),
            ("lqfn3a", "no prefix"),
            ("a 1lqfn3a", "isn't plain ASCII"),
            ("a\n1lqfn3a", "isn't plain ASCII"),
        ]
        for (text, part) in cases {
            let fault = #expect(throws: WordingFault.self) { try Bech32m.decode(text) }
            #expect(fault?.description.contains(part) == true, "\(text): \(fault?.description ?? "no fault")")
            #expect(fault?.description.contains("\n") == false)
        }
    }

    @Test("bytes of any length come back, and only they do")
    func bytesRoundTrip() throws {
        var random = TextRandom(seed: 1)
        for length in 0...45 {
            let bytes = random.bytes(length)
            let content = try Bech32m.decode(Bech32m.encode(prefix: "ab", bytes: bytes))
            #expect(content.prefix == "ab")
            #expect(Bech32m.bytes(content.values) == bytes, "\(bytes)")
            // A further zero value is either a whole spare value or a spare bit too many.
            #expect(Bech32m.bytes(content.values + [0]) != bytes || content.values.isEmpty, "\(bytes)")
        }
        #expect(Bech32m.bytes([31, 31]) == nil, "the two spare bits aren't zero")
    }
}
