/// One row of a `.pb` file.
struct PabulibRow {
    /// The line that it starts on, from 1.
    let line: Int
    /// At least one; spaces around them are taken off, quotation marks too.
    var fields: [String]

    /// Whether nothing is in it.
    var isBlank: Bool { fields.allSatisfy(\.isEmpty) }

    /// The section that it opens, where it is a title line.
    var title: String? {
        guard let first = fields.first, PabulibRows.sections.contains(first),
            fields.dropFirst().allSatisfy(\.isEmpty)
        else { return nil }
        return first
    }
}

/// Splits a `.pb` file into rows: fields between semicolons, quoted as in CSV where they hold one; LF or CR LF.
struct PabulibRows {
    static let sections = ["META", "PROJECTS", "VOTES"]
    /// Bounds what one row of a hostile file can make us hold.
    private static let mostFields = 1_000

    let name: String
    private let bytes: [UInt8]
    private var next: Int
    /// The line that `next` is on, from 1.
    private(set) var line = 1

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
        next = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    func fault(_ line: Int?, _ problem: String) -> PabulibFault { PabulibFault(file: name, line: line, problem) }

    /// The next row that isn't blank; nil at the end.
    mutating func row() throws(PabulibFault) -> PabulibRow? {
        while next < bytes.count {
            let row = try readRow()
            if !row.isBlank { return row }
        }
        return nil
    }

    private mutating func readRow() throws(PabulibFault) -> PabulibRow {
        let start = line
        var fields: [String] = []
        while true {
            guard fields.count < Self.mostFields else {
                throw fault(start, "has more than \(Self.mostFields) fields; that isn't a row of an election")
            }
            while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") { next += 1 }
            fields.append(peek() == UInt8(ascii: "\"") ? try quotedField() : try plainField())
            guard let end = peek() else { break }
            next += 1
            if end == UInt8(ascii: "\n") {
                line += 1
                break
            }
        }
        return PabulibRow(line: start, fields: fields)
    }

    private func peek() -> UInt8? { next < bytes.count ? bytes[next] : nil }

    /// Reads up to the semicolon or the end of the line, which stays unread.
    private mutating func plainField() throws(PabulibFault) -> String {
        let start = next
        while let byte = peek(), byte != UInt8(ascii: ";"), byte != UInt8(ascii: "\n") { next += 1 }
        var end = next
        if peek() != UInt8(ascii: ";"), end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        while end > start, bytes[end - 1] == UInt8(ascii: " ") || bytes[end - 1] == UInt8(ascii: "\t") { end -= 1 }
        return try text(bytes[start..<end], line)
    }

    /// Reads a field between quotation marks, in which two of them stand for one.
    private mutating func quotedField() throws(PabulibFault) -> String {
        let start = line
        var content: [UInt8] = []
        next += 1
        while let byte = peek() {
            next += 1
            if byte == UInt8(ascii: "\n") { line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                content.append(byte)
                continue
            }
            guard peek() == UInt8(ascii: "\"") else {
                try endQuotedField()
                return try text(content[...], start)
            }
            content.append(byte)
            next += 1
        }
        throw fault(start, "has a quotation mark that is never closed; put one at the end of the field")
    }

    /// Skips what may stand between a closing quotation mark and the field's end.
    private mutating func endQuotedField() throws(PabulibFault) {
        while let byte = peek(), byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r") {
            next += 1
        }
        guard let byte = peek(), byte != UInt8(ascii: ";"), byte != UInt8(ascii: "\n") else { return }
        throw fault(line, "has text behind a closing quotation mark; write two of them for one inside a field")
    }

    private func text(_ bytes: ArraySlice<UInt8>, _ line: Int) throws(PabulibFault) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw fault(line, "has bytes that aren't UTF-8; save the file as UTF-8")
        }
        return text
    }
}
