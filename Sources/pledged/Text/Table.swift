/// A plain table for the terminal: a line of titles, then a line a row, columns two spaces apart.
package struct Table: Sendable {
    /// A column's title, and whether it holds numbers: these are right aligned and never cut.
    package struct Column: Sendable {
        package let title: String
        package let isNumber: Bool

        package static func text(_ title: String) -> Column { Column(title: title, isNumber: false) }
        package static func number(_ title: String) -> Column { Column(title: title, isNumber: true) }
    }

    package let columns: [Column]
    package private(set) var rows: [[String]] = []
    /// What each row is about, by an id, for whoever can lead there; nil where it is about nothing of its own.
    package private(set) var subjects: [String?] = []

    private static let gap = 2
    private static let narrowest = 4

    package init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row. Cells may hold text from others: they are made safe to show. Missing cells are empty,
    /// cells beyond the last column are left out.
    package mutating func add(_ cells: [String], about subject: String? = nil) {
        var row = cells.prefix(columns.count).map { SafeText.shown($0) }
        while row.count < columns.count { row.append("") }
        rows.append(row)
        subjects.append(subject)
    }

    /// The lines, without spaces at their ends. Where they'd be wider than `width` columns of the terminal,
    /// the widest text is cut first, down to four columns; numbers stay whole even if a line is then too long.
    package func lines(width: Int? = nil) -> [String] {
        let titles = columns.map { SafeText.shown($0.title) }
        var widths = titles.map { DisplayWidth.of($0) }
        for row in rows {
            for (place, cell) in row.enumerated() { widths[place] = max(widths[place], DisplayWidth.of(cell)) }
        }
        if let width { narrow(&widths, to: width) }
        return ([titles] + rows).map { line($0, widths) }
    }

    /// The lines as one text that ends in a line break; empty without columns.
    package func text(width: Int? = nil) -> String {
        columns.isEmpty ? "" : lines(width: width).map { $0 + "\n" }.joined()
    }

    private func narrow(_ widths: inout [Int], to width: Int) {
        let room = max(0, width - Self.gap * max(0, widths.count - 1))
        let texts = widths.indices.filter { !columns[$0].isNumber }
        // Nothing needs more than the whole line; this also bounds the loop below.
        for place in texts { widths[place] = min(widths[place], max(room, Self.narrowest)) }
        while widths.reduce(0, +) > room {
            guard let widest = texts.max(by: { widths[$0] < widths[$1] }), widths[widest] > Self.narrowest
            else { return }
            widths[widest] -= 1
        }
    }

    private func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (place, cell) in cells.enumerated() {
            let shown = columns[place].isNumber ? cell : DisplayWidth.fitted(cell, to: widths[place])
            let space = String(repeating: " ", count: max(0, widths[place] - DisplayWidth.of(shown)))
            if place > 0 { line += String(repeating: " ", count: Self.gap) }
            line += columns[place].isNumber ? space + shown : shown + space
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
