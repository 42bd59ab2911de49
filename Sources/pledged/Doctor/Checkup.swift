/// One thing that the doctor looked at.
package struct Checkup: Sendable, Equatable {
    package enum State: String, Sendable {
        case fine = "ok"
        /// It works, and may not for long, or not for everybody.
        case warning
        /// Something does not work.
        case fault
        /// It can't be told from here.
        case unknown
    }

    /// What was looked at, in a word.
    package let name: String
    package let state: State
    package let words: String
    /// What to do about it; nil where there is nothing to do.
    package let remedy: String?

    package init(_ name: String, _ state: State, _ words: String, remedy: String? = nil) {
        self.name = name
        self.state = state
        self.words = words
        self.remedy = remedy
    }

    var json: JSON {
        .known([
            .init("check", .string(name)), .init("state", .string(state.rawValue)), .init("found", .string(words)),
            remedy.map { .init("remedy", .string($0)) },
        ])
    }

    /// One line, or two with the remedy.
    package var lines: [String] {
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
        let first = "\(padded(state.rawValue, 9))\(padded(name, 15))\(SafeText.shown(words))"
        return [first] + (remedy.map { [String(repeating: " ", count: 24) + "→ \(SafeText.shown($0))"] } ?? [])
    }
}
