import Foundation
import Testing
import pledged

@Suite struct JSONTests {
    @Test func fieldsKeepTheirOrder() {
        let json = JSON.object([.init("b", .number(1)), .init("a", .array([.null, true, "x"]))])
        #expect(json.text == #"{"b":1,"a":[null,true,"x"]}"#)
        #expect(JSON.number(UInt64.max).text == "18446744073709551615")
        #expect(JSON.decimal(2_550, exponent: 2).text == "25.50" && JSON.decimal(5, exponent: 3).text == "0.005")
        #expect(JSON.decimal(12, exponent: 0).text == "12")
        #expect(JSON.known([nil, .init("a", .null)]).text == #"{"a":null}"#)
    }

    /// Whatever the text, another reader gets it back, and the line holds nothing that could act on a terminal.
    @Test func everyTextComesBack() throws {
        var random = TextRandom(seed: 3)
        let odd = ["\"", "\\", "\n", "\u{0}", "\u{1B}", "\u{7F}", "\u{202E}", "\u{2028}", "é", "村", "🦊", "\u{E0001}"]
        for _ in 0..<500 {
            let text = (0..<8).compactMap { _ in odd.randomElement(using: &random) }.joined()
            let line = JSON.object([.init(text, .string(text))]).text
            let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: String]
            #expect(read == [text: text], "\(line)")
            let isQuiet = line.unicodeScalars.allSatisfy {
                $0.value >= 32 && ![.control, .format, .lineSeparator].contains($0.properties.generalCategory)
            }
            #expect(isQuiet, "\(line)")
        }
    }
}
