/// A section's header row: which column holds what.
struct PabulibHeader {
    private let section: String
    private let line: Int
    private let columns: [String]
    private let places: [String: Int]

    /// Reads the row behind a section's title; it must name the columns `needs`, in any order.
    init(_ rows: inout PabulibRows, section: String, needs: [String]) throws(PabulibFault) {
        let right = "it names the columns, among them \(needs.joined(separator: " and "))"
        guard var row = try rows.row(), row.title == nil else {
            throw rows.fault(rows.line, "ends \(section) before its header row; \(right)")
        }
        while row.fields.last?.isEmpty == true { row.fields.removeLast() }
        var places: [String: Int] = [:]
        for (place, column) in row.fields.enumerated() {
            guard places.updateValue(place, forKey: column) == nil else {
                throw rows.fault(row.line, "names the column \(SafeText.quoted(column)) twice; each stands once")
            }
        }
        for column in needs where places[column] == nil {
            throw rows.fault(row.line, "has no column \(column) in the header row of \(section); \(right)")
        }
        self.section = section
        line = row.line
        columns = row.fields
        self.places = places
    }

    /// The section's next row, as wide as the header; nil where the section `next` opens, or, if that is nil, at
    /// the end of the file.
    func row(_ rows: inout PabulibRows, before next: String?) throws(PabulibFault) -> PabulibRow? {
        guard var row = try rows.row() else {
            guard let next else { return nil }
            throw rows.fault(rows.line, "ends without the section \(next); a .pb file has META, PROJECTS and VOTES")
        }
        if let title = row.title {
            guard title == next else {
                let right = "META, PROJECTS and VOTES stand once, in this order"
                throw rows.fault(row.line, "opens \(title) out of place; \(right)")
            }
            return nil
        }
        while row.fields.count > columns.count, row.fields.last?.isEmpty == true { row.fields.removeLast() }
        guard row.fields.count == columns.count else {
            let counts = "has \(row.fields.count) fields, but the header row on line \(line) names \(columns.count)"
            throw rows.fault(row.line, "\(counts); put a field that holds a semicolon between quotation marks")
        }
        return row
    }

    /// A row's field by its column; empty where the header doesn't name it.
    func field(_ column: String, _ row: PabulibRow) -> String {
        guard let place = places[column], place < row.fields.count else { return "" }
        return row.fields[place]
    }

    /// A row's other fields by column.
    func others(_ row: PabulibRow, than named: [String]) -> [String: String] {
        var others: [String: String] = [:]
        for (column, field) in zip(columns, row.fields) where !named.contains(column) { others[column] = field }
        return others
    }
}
