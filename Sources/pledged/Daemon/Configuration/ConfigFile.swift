import Foundation

/// A configuration file, read line by line: the part of YAML that a flat list of options needs, so that
/// every complaint can name its line.
///
/// A line is `key: value`, `key: [value, value]`, a key alone with `- value` lines after it, a comment
/// after `#`, or blank. Values may stand in quotation marks.
package struct ConfigFile: Sendable, Equatable {
    /// What one option is set to.
    package struct Item: Sendable, Equatable {
        package var option: ConfigOption
        package var values: [String]
        /// Where it is set, from 1.
        package var line: Int
        /// Where each value stands.
        package var lines: [Int]
    }

    /// Bytes of a file at most: far more than all options need.
    package static let longest = 64 << 10

    package private(set) var items: [Item] = []

    /// - Parameter path: for messages.
    /// - Throws: ``CommandFault`` that names the line.
    package init(_ text: String, path: String) throws(CommandFault) {
        // Editors of Windows begin a file with a mark of its byte order.
        let text = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        // A line break of Windows is one character to Swift.
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            do {
                try read(line, number: index + 1)
            } catch {
                throw CommandFault(.badData, "\(path), line \(index + 1): \(error)")
            }
        }
        for item in items { try Self.check(item, path) }
    }

    private static func check(_ item: Item, _ path: String) throws(CommandFault) {
        func at(_ line: Int, _ check: () throws(WordingFault) -> Void) throws(CommandFault) {
            do { try check() } catch { throw CommandFault(.badData, "\(path), line \(line): \(error)") }
        }
        try at(item.line) { () throws(WordingFault) in try item.option.check(count: item.values.count) }
        for (value, line) in zip(item.values, item.lines) {
            try at(line) { () throws(WordingFault) in try item.option.check(value: value) }
        }
    }

    /// Reads a file. - Throws: ``CommandFault`` where it is missing, too long or no text.
    package init(path: String) throws(CommandFault) {
        try NamedFile.check(path)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFault(.notAllowed, "\(path) can't be read by this user")
        }
        guard data.count <= Self.longest, let text = String(validating: data, as: UTF8.self) else {
            throw CommandFault(.badData, "\(path) is no configuration: it should be text of at most 64 KiB")
        }
        try self.init(text, path: path)
    }

    private mutating func read(_ line: Substring, number: Int) throws(WordingFault) {
        let indent = line.prefix { $0 == " " || $0 == "\t" }
        guard !indent.contains("\t") else { throw WordingFault("tabs can't indent a line; use spaces") }
        let content = line.dropFirst(indent.count)
        guard let first = content.first, first != "#", line != "---" else { return }
        if content == "-" || content.hasPrefix("- ") {
            guard let last = items.indices.last, items[last].option.isList, isOpen else {
                throw WordingFault("a list begins with its key on a line of its own, such as peers:")
            }
            items[last].values.append(try ConfigValue.one(content.dropFirst()))
            items[last].lines.append(number)
            return
        }
        guard indent.isEmpty else { throw WordingFault("options begin at the start of the line") }
        try readOption(content, number)
    }

    private mutating func readOption(_ content: Substring, _ number: Int) throws(WordingFault) {
        guard let colon = content.firstIndex(of: ":") else {
            throw WordingFault("\(SafeText.quoted(String(content))) sets nothing; write an option, a colon and its value")
        }
        let key = String(content[..<colon]), rest = content[content.index(after: colon)...]
        guard let option = ConfigOption(rawValue: key) else {
            let known = ConfigOption.allCases.map(\.rawValue).joined(separator: ", ")
            throw WordingFault("there is no option \(SafeText.quoted(key)); the options are \(known)")
        }
        guard rest.isEmpty || rest.first == " " else { throw WordingFault("put a space after \(key):") }
        if let before = items.first(where: { $0.option == option }) {
            throw WordingFault("\(key) is set in line \(before.line) already")
        }
        let values = try ConfigValue.all(rest)
        isOpen = values == nil
        if values == nil, !option.isList { throw WordingFault("\(key) has no value; write one, or put # before it") }
        items.append(Item(
            option: option, values: values ?? [], line: number, lines: Array(repeating: number, count: values?.count ?? 0)))
    }

    /// Whether lines with `- value` may follow.
    private var isOpen = false
}

/// Reading the values of a line.
private enum ConfigValue {
    /// What stands behind a key; nil for nothing.
    static func all(_ text: Substring) throws(WordingFault) -> [String]? {
        var rest = trimmed(text)
        guard let first = rest.first, first != "#" else { return nil }
        guard first == "[" else { return [try one(rest)] }
        rest = trimmed(rest.dropFirst())
        var values: [String] = []
        while rest.first != "]" {
            values.append(try scalar(&rest, endings: [",", "]"]))
            rest = trimmed(rest)
            guard rest.first == "," || rest.first == "]" else { throw WordingFault("the list lacks its ]") }
            if rest.first == "," { rest = trimmed(rest.dropFirst()) }
        }
        try end(rest.dropFirst())
        return values
    }

    /// One value and nothing behind it but a comment.
    static func one(_ text: Substring) throws(WordingFault) -> String {
        var rest = trimmed(text)
        let value = try scalar(&rest, endings: [])
        guard !value.isEmpty else { throw WordingFault("there is no value here") }
        try end(rest)
        return value
    }

    private static func scalar(_ rest: inout Substring, endings: Set<Character>) throws(WordingFault) -> String {
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return plain(&rest, endings: endings) }
        rest = rest.dropFirst()
        guard let close = rest.firstIndex(of: quote) else { throw WordingFault("a quotation mark is not closed") }
        let value = String(rest[..<close])
        guard !value.contains("\\") else { throw WordingFault("no value has a backslash in it") }
        rest = rest[rest.index(after: close)...]
        return value
    }

    private static func plain(_ rest: inout Substring, endings: Set<Character>) -> String {
        var value = ""
        while let next = rest.first, !endings.contains(next), !(next == "#" && (value.last ?? " ") == " ") {
            value.append(next)
            rest = rest.dropFirst()
        }
        while value.last == " " { value.removeLast() }
        return value
    }

    private static func end(_ rest: Substring) throws(WordingFault) {
        let left = trimmed(rest)
        guard left.isEmpty || left.first == "#" else {
            throw WordingFault("\(SafeText.quoted(String(left))) is too much; one value a line, or a list in [ ]")
        }
    }

    private static func trimmed(_ text: Substring) -> Substring { text.drop { $0 == " " || $0 == "\t" } }
}
