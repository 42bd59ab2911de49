/// Keeping out of people's sight, and out of what they sign, the characters that hide or reorder text.
///
/// Controls can rewrite a terminal, bidirectional controls make a name read as another, invisible characters
/// make two different names look the same.
package enum SafeText {
    /// Why a scalar isn't shown as it is.
    enum Danger: String {
        case control = "is a control character"
        case direction = "changes the direction of the text around it"
        case invisible = "can't be seen where it stands"
    }

    /// Refuses what a person is about to sign where it holds such a character.
    /// - Parameters:
    ///   - lines: whether the text may have several lines, as a description does and a title doesn't.
    ///   - what: what the text is, for the message.
    package static func refuseUnsafe(
        _ text: String, lines: Bool = false, what: String = "text"
    ) throws(WordingFault) {
        let scalars = Array(text.unicodeScalars)
        for place in scalars.indices {
            if lines && scalars[place] == "\n" { continue }
            if let danger = danger(at: place, in: scalars) {
                throw WordingFault(
                    "character \(place + 1) of the \(what) (\(code(scalars[place]))) \(danger.rawValue); take it out")
            }
        }
    }

    /// Text from others on one line, for a terminal: line breaks and tabs become spaces, other unsafe characters
    /// are spelt out as `\u{202E}`, and what doesn't fit into `width` columns ends in `…`.
    package static func shown(_ text: String, width: Int? = nil) -> String {
        guard let width else { return escaped(text[...], lines: false) }
        // Eight scalars a column is more than any writing needs: this bounds the work on a long text, and heaps
        // of combining marks.
        let scalars = text.unicodeScalars, most = 8 * min(max(width, 0), 10_000)
        guard let cut = scalars.index(scalars.startIndex, offsetBy: most, limitedBy: scalars.endIndex),
            cut != scalars.endIndex
        else { return DisplayWidth.fitted(escaped(text[...], lines: false), to: width) }
        return DisplayWidth.fitted(escaped(text[..<cut], lines: false), to: width, isCut: true)
    }

    /// Text from others with its line breaks, for a terminal.
    package static func shownLines(_ text: String) -> String { escaped(text[...], lines: true) }

    /// At most 60 columns of what somebody wrote, between quotation marks, for a message.
    package static func quoted(_ text: String) -> String { "\"\(shown(text, width: 60))\"" }

    private static func escaped(_ text: Substring, lines: Bool) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "\n": output.append(lines ? "\n" : " ")
            case "\t": output.append(" ")
            case "\r" where place + 1 < scalars.count && scalars[place + 1] == "\n": continue
            default:
                if danger(at: place, in: scalars) == nil {
                    output.append(scalar)
                } else {
                    output.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
                }
            }
        }
        return String(output)
    }

    /// What is unsafe about the scalar at `place`, which must be an index of `scalars`.
    static func danger(at place: Int, in scalars: [Unicode.Scalar]) -> Danger? {
        let scalar = scalars[place], properties = scalar.properties
        if scalar.isASCII { return scalar.value < 32 || scalar.value == 127 ? .control : nil }
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: return .control
        default: break
        }
        if isDirection(scalar.value) { return .direction }
        let isAnnotation = (0xFFF9...0xFFFB).contains(scalar.value)
        guard properties.isDefaultIgnorableCodePoint || isAnnotation else { return nil }
        let before = place > 0 ? scalars[place - 1] : nil
        let after = place + 1 < scalars.count ? scalars[place + 1] : nil
        if scalar.value == 0x200C || scalar.value == 0x200D {
            return isJoinable(before) && isJoinable(after) ? nil : .invisible
        }
        return properties.isVariationSelector && isVariant(before, scalar, after) ? nil : .invisible
    }

    /// The controls of the bidirectional algorithm (Unicode Standard Annex 9) and the deprecated U+206A to U+206F.
    private static func isDirection(_ value: UInt32) -> Bool {
        switch value {
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x206F: true
        default: false
        }
    }

    /// Whether a joiner has a use beside this scalar: in scripts that join letters, and inside emoji.
    private static func isJoinable(_ scalar: Unicode.Scalar?) -> Bool {
        guard let scalar, !scalar.isASCII else { return false }
        if scalar.properties.isVariationSelector { return scalar.value == 0xFE0F }
        if scalar.properties.isDefaultIgnorableCodePoint { return false }
        switch scalar.properties.generalCategory {
        case .otherLetter, .modifierLetter, .nonspacingMark, .spacingMark, .otherSymbol, .modifierSymbol: return true
        default: return false
        }
    }

    /// Whether a variation selector has a use where it stands: U+FE0E and U+FE0F behind emoji and in keycaps,
    /// the supplementary ones behind ideographs, the others behind characters of their own scripts.
    private static func isVariant(
        _ base: Unicode.Scalar?, _ selector: Unicode.Scalar, _ after: Unicode.Scalar?
    ) -> Bool {
        guard let base, !base.properties.isDefaultIgnorableCodePoint, !base.properties.isWhitespace
        else { return false }
        if base.isASCII { return base.properties.isEmoji && selector.value == 0xFE0F && after?.value == 0x20E3 }
        if selector.value >= 0xE0000 { return base.properties.isIdeographic }
        return selector.value < 0xFE0E || base.properties.isEmoji
    }

    private static func code(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
