/// A table as comma-separated values (RFC 4180): a line of titles, then a line a row, each ended by CR LF.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, and would run what a
/// stranger wrote: such a cell gets an apostrophe before it, unless it is a number.
package struct CSV: Sendable {
    package let columns: [String]
    package private(set) var rows: [[String]] = []

    package init(_ columns: [String]) { self.columns = columns }

    /// Adds a row. Missing cells are empty, cells beyond the last column are left out.
    package mutating func add(_ cells: [String]) {
        rows.append(Array(cells.prefix(columns.count)) + [String](repeating: "", count: max(0, columns.count - cells.count)))
    }

    package var text: String { ([columns] + rows).map { $0.map(Self.cell).joined(separator: ",") + "\r\n" }.joined() }

    /// One cell, quoted where it has to be.
    package static func cell(_ text: String) -> String {
        let safe = harmless(text)
        let isPlain = safe.utf8.allSatisfy { !special.contains($0) }
        return isPlain ? safe : "\"\(safe.replacing("\"", with: "\"\""))\""
    }

    private static let special = Set("\",\r\n".utf8)
    /// Tab and CR before such a character hide it from a look, not from a spreadsheet.
    private static let formula = Set("=+-@\t\r".utf8)

    private static func harmless(_ text: String) -> String {
        guard let first = text.utf8.first, formula.contains(first), !isNumber(text) else { return text }
        return "'" + text
    }

    private static func isNumber(_ text: String) -> Bool { text.wholeMatch(of: /[+-]?[0-9]+(\.[0-9]+)?/) != nil }
}

extension CSV {
    /// The objects of a list, by columns that are the names of their fields; others are left out. Times are
    /// ISO 8601; lists of words are joined by spaces; what is nested is JSON.
    package init(_ objects: [JSON], columns: [String]) {
        self.init(columns)
        for case .object(let fields) in objects {
            let values = Dictionary(fields.map { ($0.name, $0.value) }) { first, _ in first }
            add(columns.map { name in values[name].map { Self.words($0, named: name) } ?? "" })
        }
    }

    /// Fields that hold milliseconds since the epoch.
    private static let times: Set<String> = ["time", "until", "lock", "settle_by", "repay_by", "from", "to", "covered_at"]

    private static func words(_ value: JSON, named name: String) -> String {
        switch value {
        case .null: return ""
        case .integer(let number) where times.contains(name): return ISODate.text(UInt64(clamping: number))
        case .string(let text): return SafeText.shownLines(text)
        case .array(let parts):
            let words = parts.compactMap { if case .string(let word) = $0 { word } else { nil } }
            return words.count == parts.count ? words.map { SafeText.shown($0) }.joined(separator: " ") : value.text
        case .bool, .integer, .decimal, .object: return value.text
        }
    }
}
