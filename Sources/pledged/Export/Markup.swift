/// Text from others inside XML and HTML.
package enum Markup {
    /// Safe between tags and inside quoted attributes: what could hide or reorder text is spelt out first.
    package static func escaped(_ text: String, lines: Bool = false) -> String {
        let shown = lines ? SafeText.shownLines(text) : SafeText.shown(text)
        var escaped = ""
        for scalar in shown.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // No characters of XML 1.0.
            case "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
