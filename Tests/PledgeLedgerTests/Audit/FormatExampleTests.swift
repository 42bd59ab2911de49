import Foundation
import PledgeLedger
import Testing

/// docs/ledger-format.md shows a whole small ledger in hex; it and the code can't drift apart.
@Suite struct FormatExampleTests {
    /// The document's fenced blocks marked `example`: a name ending in a colon, then indented hex.
    static func documented() throws -> [(name: String, hex: String)] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.appendingPathComponent("docs/ledger-format.md"), encoding: .utf8)
        var items: [(name: String, hex: String)] = []
        var isExample = false
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isExample = line == "```example"
            } else if isExample, line.hasPrefix(" "), !items.isEmpty {
                items[items.count - 1].hex += line.trimmingCharacters(in: .whitespaces)
            } else if isExample, line.hasSuffix(":") {
                items.append((String(line.dropLast()), ""))
            }
        }
        return items
    }

    /// One item as the document writes it, 32 bytes a line.
    static func block(_ name: String, _ hex: String) -> String {
        let digits = Array(hex)
        let lines = stride(from: 0, to: digits.count, by: 64).map {
            "  " + String(digits[$0..<min($0 + 64, digits.count)])
        }
        return ([name + ":"] + lines).joined(separator: "\n")
    }

    @Test func theDocumentShowsWhatTheCodeMakes() throws {
        let shown = try Self.documented()
        let made = try FormatExample().items
        #expect(shown.map(\.name) == made.map(\.name))
        for (item, bytes) in made {
            let hex = shown.first { $0.name == item }?.hex
            #expect(hex == bytes.hex, "docs/ledger-format.md should say\n\(Self.block(item, bytes.hex))")
        }
    }
}
