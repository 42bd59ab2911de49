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
    /// The objects of a list, by columns that are the names of their fields; others are left out. One value a cell: times
    /// are ISO 8601, what is nested has columns named by both, such as `spent_amount`, and lists of words are joined by
    /// spaces, those of objects as `a=b`.
    /// - Parameter list: a field that is a list of objects: each has a line of its own, beside what all have in common.
    package init(_ objects: [JSON], columns: [String], linesOf list: String? = nil) {
        self.init(columns)
        for case .object(let fields) in objects {
            for line in Self.lines(fields, of: list) {
                let values = Dictionary(Self.flat(line).map { ($0.name, $0.value) }) { first, _ in first }
                add(columns.map { name in values[name].map { Self.words($0, named: name) } ?? "" })
            }
        }
    }

    private static func lines(_ fields: [JSON.Field], of list: String?) -> [[JSON.Field]] {
        guard case .array(let parts)? = fields.first(where: { $0.name == list })?.value, !parts.isEmpty else { return [fields] }
        return parts.map { part in
            guard case .object(let own) = part else { return fields }
            return fields + own
        }
    }

    private static func flat(_ fields: [JSON.Field]) -> [JSON.Field] {
        fields.flatMap { field -> [JSON.Field] in
            guard case .object(let parts) = field.value else { return [field] }
            return parts.map { JSON.Field("\(field.name)_\($0.name)", $0.value) }
        }
    }

    /// Fields that hold milliseconds since the epoch.
    private static let times: Set<String> = ["time", "until", "lock", "settle_by", "repay_by", "from", "to", "covered_at"]

    private static func words(_ value: JSON, named name: String) -> String {
        switch value {
        case .null: ""
        case .integer(let number) where times.contains(name): ISODate.text(UInt64(clamping: number))
        case .string(let text): SafeText.shownLines(text)
        case .array(let parts): parts.map { words($0, named: "") }.joined(separator: " ")
        case .object(let fields): fields.map { words($0.value, named: $0.name) }.joined(separator: "=")
        case .bool, .integer, .decimal: value.text
        }
    }
}
