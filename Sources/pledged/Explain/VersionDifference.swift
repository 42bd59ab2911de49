import PledgeLedger

/// Two projects side by side: their terms, and what changed in the outline.
struct VersionDifference {
    /// One term as each of the two has it; empty where it has none.
    struct Term: Hashable {
        let name: String
        let old: String
        let new: String

        var isSame: Bool { old == new }
    }

    /// A project with its words.
    struct Side {
        let listed: ListedEntry
        let project: Project

        /// Nil where the words are not here.
        var text: String? { listed.text?.text ?? (listed.entry.entry.hasText ? nil : "") }

        /// Why there are no words to compare; nil where they are here.
        var lack: String? {
            guard text == nil else { return nil }
            return listed.isErased ? "the words of \(listed.id.short) were erased by its author"
                : "the words of \(listed.id.short) are not here yet"
        }
    }

    let old: Side
    let new: Side
    let terms: [Term]
    /// Nil where the words of one are not here.
    let text: TextDifference?

    init(_ old: Side, _ new: Side, _ details: Details) throws {
        (self.old, self.new) = (old, new)
        terms = try Self.terms(Version(old), Version(new), details)
        text = if let before = old.text, let after = new.text { TextDifference(before, after) } else { nil }
    }

    /// A project's terms, signed or not.
    struct Version {
        let author: PublicKey
        let project: Project
    }

    /// Every term that one of the two has.
    static func terms(_ old: Version, _ new: Version, _ details: Details) throws -> [Term] {
        let numbers = Set((old.project.asks + new.project.asks).map(\.number)).sorted()
        let asks = numbers.map { number in
            Term(name: "ask \(number)", old: words(old.project.ask(number)), new: words(new.project.ask(number)))
        }
        let before = try others(old, details), after = try others(new, details)
        return asks + zip(before, after).map { Term(name: $0.name, old: $0.words, new: $1.words) }
            .filter { !$0.old.isEmpty || !$0.new.isEmpty }
    }

    private static func words(_ ask: Project.Ask?) -> String {
        guard let ask else { return "" }
        let unit = ask.unit.name, tag = ask.tag.isEmpty ? "" : " \(ask.tag)"
        let least = ask.minimum > 0 ? ", at least \(AmountText.shown(ask.minimum, unit: unit))" : ""
        return "\(AmountText.shown(ask.target, unit: unit))\(tag)\(least)"
    }

    /// Every other term, the same ones in the same order for every project.
    private static func others(_ side: Version, _ details: Details) throws -> [(name: String, words: String)] {
        let project = side.project
        func names(_ keys: [PublicKey]) throws -> String { try keys.map { try details.people.name($0) }.joined(separator: ", ") }
        return [
            ("terms locked from", project.lock.map { ISODate.text($0) } ?? ""),
            ("to be settled by", project.settleBy.map { ISODate.text($0) } ?? ""),
            ("received by", try names(project.receivers(author: side.author))),
            ("stewards", try names(project.stewards)),
            ("host", try names(project.host.map { [$0] } ?? [])),
            ("works on", try project.addresses.map { try details.title(of: $0) }.joined(separator: ", ")),
            ("split", try project.split.map { "\($0.parts) to \(try details.people.name($0.key))" }.joined(separator: ", ")),
            ("bonus", project.bonus.map { AmountText.shown($0.amount, unit: $0.unit.name) } ?? ""),
        ]
    }

    private var lacks: [String] { [old.lack, new.lack].compactMap { $0 } }

    // MARK: for programs

    func json() -> [JSON.Field] {
        let terms = terms.map { term in
            JSON.object([
                .init("term", .string(term.name)), .init("old", .string(term.old)), .init("new", .string(term.new)),
                .init("same", .bool(term.isSame)),
            ])
        }
        return [
            .init("old", .string(old.listed.id.hex)), .init("new", .string(new.listed.id.hex)),
            .init("terms", .array(terms)), .init("text", text.map { .array($0.lines.map(Self.json)) } ?? .null),
            .init("lacking", .array(lacks.map { .string($0) })),
        ]
    }

    private static func json(_ piece: TextDifference.Piece) -> JSON {
        switch piece {
        case .same(let text): .object([.init("same", .string(text))])
        case .removed(let text): .object([.init("removed", .string(text))])
        case .added(let text): .object([.init("added", .string(text))])
        case .changed(let words): .object([.init("changed", .array(words.map(json)))])
        }
    }

    // MARK: for people

    func lines() -> [String] {
        var table = Table([.text(""), .text("term"), .text(old.listed.id.short), .text(new.listed.id.short)])
        for term in terms { table.add([term.isSame ? "" : "*", term.name, term.old, term.new]) }
        var lines = table.lines(width: Output.width) + [""]
        let changed = terms.filter { !$0.isSame }.count
        lines.append(changed == 0 ? "The terms are the same." : "* \(Count.words(changed, "term differs", "terms differ"))")
        lines += [""] + lacks.map { "\($0.prefix(1).uppercased())\($0.dropFirst()), so there is nothing to compare." }
        guard let text else { return lines }
        return lines + (text.isEmpty ? ["The words are the same."] : text.lines.map(Self.line))
    }

    private static func line(_ piece: TextDifference.Piece) -> String {
        switch piece {
        case .same(let text): "  \(SafeText.shown(text))"
        case .removed(let text): "- \(SafeText.shown(text))"
        case .added(let text): "+ \(SafeText.shown(text))"
        case .changed(let words): "~ \(joined(words))"
        }
    }

    /// Words of one line, with those that went in `[-…-]` and those that came in `{+…+}`, neighbours together.
    private static func joined(_ words: [TextDifference.Piece]) -> String {
        var line = "", removed = "", added = ""
        func close() {
            if !removed.isEmpty { line += "[-\(SafeText.shown(removed))-]" }
            if !added.isEmpty { line += "{+\(SafeText.shown(added))+}" }
            (removed, added) = ("", "")
        }
        for word in words {
            switch word {
            case .removed(let text): removed += text
            case .added(let text): added += text
            case .same(let text):
                close()
                line += SafeText.shown(text)
            case .changed: break
            }
        }
        close()
        return line
    }
}

extension VersionDifference.Version {
    init(_ side: VersionDifference.Side) { self.init(author: side.listed.author, project: side.project) }
}
