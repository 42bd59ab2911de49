import Testing
import pledged

@Suite struct TextDifferenceTests {
    private typealias Piece = TextDifference.Piece

    /// The earlier or the later text, put together again from the pieces.
    private static func side(_ pieces: [Piece], isOld: Bool) -> [String] {
        pieces.compactMap { piece -> String? in
            switch piece {
            case .same(let text): text
            case .removed(let text): isOld ? text : nil
            case .added(let text): isOld ? nil : text
            case .changed(let words): side(words, isOld: isOld).joined()
            }
        }
    }

    @Test func aChangedWordIsShownInItsLine() {
        let difference = TextDifference("Well\n\nDig by hand, 12 m deep.\nThen rest.", "Well\n\nDig with a rig, 12 m deep.\nThen rest.\nAnd sing.")
        #expect(difference.lines == [
            .same("Well"), .same(""),
            .changed([.same("Dig "), .removed("by "), .removed("hand, "), .added("with "), .added("a "), .added("rig, "),
                .same("12 "), .same("m "), .same("deep.")]),
            .same("Then rest."), .added("And sing."),
        ])
        #expect(!difference.isEmpty && TextDifference("a\nb", "a\nb").isEmpty && TextDifference("", "").lines.isEmpty)
        #expect(TextDifference("", "a").lines == [.added("a")] && TextDifference("a", "").lines == [.removed("a")])
    }

    /// Whatever the two texts: both can be put together again, and nothing more is the same than can be.
    @Test(arguments: 0..<200) func bothTextsCanBeReadOff(seed: Int) {
        var random = TextRandom(seed: UInt64(seed))
        let words = ["a", "b", "c", " ", "  ", "\n", "\n\n", "é", "\u{1F469}\u{200D}\u{1F33E}"]
        func draw() -> String { (0..<Int.random(in: 0...30, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }.joined() }
        let old = draw(), new = draw(), lines = TextDifference(old, new).lines
        #expect(Self.side(lines, isOld: true).joined(separator: "\n") == old, "seed \(seed)")
        #expect(Self.side(lines, isOld: false).joined(separator: "\n") == new, "seed \(seed)")
        #expect(TextDifference(old, old).isEmpty)
    }

    /// The largest texts an entry can carry, as unlike as can be, take no table beyond its bound.
    @Test func largeTextsEnd() {
        let old = String(repeating: "a\n", count: 8_192), new = String(repeating: "b\n", count: 8_192)
        let difference = TextDifference(old, new)
        #expect(difference.lines.count == 8_193)
        #expect(TextDifference(String(repeating: "x ", count: 8_192), String(repeating: "y ", count: 8_192)).lines.count == 1)
    }
}
