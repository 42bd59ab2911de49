/// A JSON value whose fields keep the order in which they are written, so that answers read the same
/// every time.
package indirect enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    /// Any integer; sums may be wider than 53 bits.
    case integer(Int128)
    /// A number of minor units and how many decimals it has, written exactly: `25.50`.
    case decimal(UInt128, exponent: Int)
    case string(String)
    case array([JSON])
    case object([Field])

    package struct Field: Sendable, Hashable {
        package let name: String
        package let value: JSON

        package init(_ name: String, _ value: JSON) {
            self.name = name
            self.value = value
        }
    }

    /// An integer of any width.
    package static func number(_ value: some BinaryInteger) -> JSON { .integer(Int128(clamping: value)) }

    /// Fields whose value is known; the others are left out.
    package static func known(_ fields: [Field?]) -> JSON { .object(fields.compactMap { $0 }) }

    /// The value on one line (RFC 8259).
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .decimal(let minor, let exponent): text += AmountText.decimal(minor, exponent: exponent)
        case .string(let value): Self.write(value, to: &text)
        case .array(let values):
            Self.write(values, between: "[", "]", to: &text) { $0.write(to: &$1) }
        case .object(let fields):
            Self.write(fields, between: "{", "}", to: &text) { field, text in
                Self.write(field.name, to: &text)
                text += ":"
                field.value.write(to: &text)
            }
        }
    }

    private static func write<T>(
        _ parts: [T], between start: String, _ end: String, to text: inout String, each: (T, inout String) -> Void
    ) {
        text += start
        for (place, part) in parts.enumerated() {
            if place > 0 { text += "," }
            each(part, &text)
        }
        text += end
    }

    /// Control characters are escaped, and so is whatever could rewrite or reorder a terminal's line.
    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            default: isPlain(scalar) ? text.unicodeScalars.append(scalar) : escape(scalar, to: &text)
            }
        }
        text += "\""
    }

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar, to text: inout String) {
        for unit in String(scalar).utf16 {
            let digits = String(unit, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}
