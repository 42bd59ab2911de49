import Testing
import pledged

@Suite("Safe text")
struct SafeTextTests {
    private static let bidi: Set<UInt32> = Set([0x061C, 0x200E, 0x200F] + Array(0x202A...0x202E) + Array(0x2066...0x2069))

    private static func isHarmless(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.properties.generalCategory != .control && !bidi.contains(scalar.value)
                && scalar.value != 0x2028 && scalar.value != 0x2029
        }
    }

    @Test("no scalar gets a control or a bidirectional control onto a terminal, alone or between others")
    func everyScalar() {
        var all = "", alone = 0
        for value: UInt32 in 0...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            all.unicodeScalars.append(scalar)
            let mustGo = Self.bidi.contains(value) || scalar.properties.generalCategory == .control
            guard mustGo || scalar.properties.isDefaultIgnorableCodePoint else { continue }
            alone += 1
            for text in [String(scalar), "\u{0915}\(scalar)\u{0915}", "a\(scalar)b"] {
                #expect(Self.isHarmless(SafeText.shown(text)), "U+\(String(value, radix: 16))")
                let isRefused = (try? SafeText.refuseUnsafe(text)) == nil
                #expect(isRefused || !mustGo, "U+\(String(value, radix: 16))")
            }
        }
        #expect(alone > 4_000)
        #expect(Self.isHarmless(SafeText.shown(all)))
        #expect(Self.isHarmless(SafeText.shownLines(all).replacing("\n", with: "")))
    }

    @Test("random text is shown harmless and within its width")
    func randomText() {
        var random = TextRandom(seed: 8)
        let pool: [UInt32] = [
            9, 10, 13, 27, 32, 97, 98, 0x200B, 0x200C, 0x200D, 0x202E, 0x2066, 0x0301, 0x0645, 0x4E2D, 0xFE0F, 0x1F600, 0x1F3FD,
            0xAD, 0x1100, 0x1161, 0x1F1E9, 0x1F1EA,
        ]
        for _ in 0..<5_000 {
            let scalars = (0..<Int.random(in: 0...24, using: &random)).compactMap { _ in
                pool.randomElement(using: &random).flatMap(Unicode.Scalar.init)
            }
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            let width = Int.random(in: 0...12, using: &random)
            let shown = SafeText.shown(text, width: width)
            #expect(Self.isHarmless(shown) && DisplayWidth.of(shown) <= width, "\(scalars)")
            // What may be signed on one line is shown as it is.
            if (try? SafeText.refuseUnsafe(text)) != nil { #expect(SafeText.shown(text) == text, "\(scalars)") }
        }
    }

    @Test("people's own writing is let through", arguments: [
        "", "Tous à la Ramée à vélo !", "Grüße aus Zürich", "中文項目", "مشروع", "נטיעת עצים", "நன்றி", "می\u{200C}خواهم", "क्\u{200D}ष",
        "👩🏽\u{200D}💻", "🏳\u{FE0F}\u{200D}🌈", "❤\u{FE0F}", "1\u{FE0F}\u{20E3}", "🇩🇪", "e\u{301}", "葛\u{E0100}",
    ])
    func ordinary(text: String) throws {
        try SafeText.refuseUnsafe(text)
        #expect(SafeText.shown(text) == text)
    }

    @Test("what hides or reorders is refused and spelt out", arguments: [
        "a\u{202E}b", "\u{200B}", "pay\u{200D}pal", "a\u{200C}b", "\u{200D}👩", "👩\u{200D}", "\u{FEFF}a", "a\u{AD}b", "a\u{FE0F}b", "1\u{FE0F}",
        "a\u{2028}b", "\u{1B}[2J", "a\u{7F}", "\u{85}", "\u{3164}", "\u{E0041}", "а\u{200D}б", "a\u{200E}", "中\u{FE0F}", "\u{FFF9}",
    ])
    func hidden(text: String) {
        let fault = #expect(throws: WordingFault.self) { try SafeText.refuseUnsafe(text) }
        #expect(fault?.description.contains("\n") == false)
        #expect(SafeText.shown(text).contains("\\u{"))
    }

    @Test("line breaks are for long texts alone")
    func lines() throws {
        try SafeText.refuseUnsafe("a\nb", lines: true)
        for text in ["a\tb", "a\r\nb", "a\u{0}"] {
            #expect(throws: WordingFault.self) { try SafeText.refuseUnsafe(text, lines: true) }
        }
        #expect(throws: WordingFault.self) { try SafeText.refuseUnsafe("a\nb") }
        #expect(SafeText.shown("a\r\nb\nc\td") == "a b c d")
        #expect(SafeText.shown("a\rb") == "a\\u{D}b")
        #expect(SafeText.shownLines("a\r\nb\u{1B}") == "a\nb\\u{1B}")
        let fault = #expect(throws: WordingFault.self) { try SafeText.refuseUnsafe("ab\u{202E}") }
        #expect(fault?.description == "character 3 of the text (U+202E) changes the direction of the text around it; take it out")
        let named = #expect(throws: WordingFault.self) { try SafeText.refuseUnsafe("a\u{7}", what: "title") }
        #expect(named?.description == "character 2 of the title (U+0007) is a control character; take it out")
    }

    @Test("long text is cut by columns")
    func cut() {
        #expect(SafeText.shown("abcdef", width: 6) == "abcdef")
        #expect(SafeText.shown("abcdefg", width: 6) == "abcde…")
        #expect(SafeText.shown("中文項目", width: 6) == "中文…")
        #expect(SafeText.shown("abc", width: 0) == "")
        #expect(SafeText.shown(String(repeating: "x", count: 1_000_000), width: 5) == "xxxx…")
        #expect(SafeText.shown("a" + String(repeating: "\u{301}", count: 1_000), width: 3).unicodeScalars.count < 30)
    }
}
