/// How many columns text takes on a terminal: two for East Asian wide characters and emoji, none for combining
/// marks, one for the rest. Terminals differ in rare scripts; this is near enough to keep columns in line.
package enum DisplayWidth {
    /// Columns of a text without line breaks.
    package static func of(_ text: some StringProtocol) -> Int { text.reduce(0) { $0 + of($1) } }

    /// The text, or as much of it as leaves room for `…` in `width` columns.
    /// - Parameter isCut: whether the text was cut before, and so ends in `…` in any case.
    package static func fitted(_ text: String, to width: Int, isCut: Bool = false) -> String {
        guard width > 0 else { return "" }
        guard isCut || of(text) > width else { return text }
        var kept = "", used = 0
        for character in text {
            used += of(character)
            if used > width - 1 { break }
            kept.append(character)
        }
        return kept + "…"
    }

    private static func of(_ character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        let isEmoji = first.properties.isEmojiPresentation
            || (first.properties.isEmoji && scalars.contains { $0.value == 0xFE0F })
        return isEmoji ? 2 : scalars.reduce(0) { $0 + of($1) }
    }

    private static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.isASCII { return scalar.value < 32 || scalar.value == 127 ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control, .lineSeparator, .paragraphSeparator: return 0
        default: return isJoinedJamo(scalar.value) ? 0 : isWide(scalar.value) ? 2 : 1
        }
    }

    /// Vowels and finals of Hangul that are drawn inside the leading consonant's cell.
    private static func isJoinedJamo(_ value: UInt32) -> Bool { (0x1160...0x11FF).contains(value) }

    /// The blocks of Unicode's East Asian Width that are wide or full-width.
    private static func isWide(_ value: UInt32) -> Bool {
        switch value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F,
            0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
            0xFFE0...0xFFE6, 0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD:
            true
        default: false
        }
    }
}
