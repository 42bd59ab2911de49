/// What an amount counts: `iso4217:EUR`, `time:min` or `item:blanket`. Nothing is ever added
/// across units or converted.
public struct Unit: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The canonical text.
    public let name: String

    /// Reads a canonical unit; nil for anything else.
    public init?(_ name: String) {
        guard Unit.isCanonical(name) else { return nil }
        self.name = name
    }

    public var description: String { name }
    public static func < (left: Unit, right: Unit) -> Bool { left.name.utf8.lexicographicallyPrecedes(right.name.utf8) }

    private static func isCanonical(_ name: String) -> Bool {
        if name == "time:min" { return true }
        let bytes = Array(name.utf8)
        if bytes.starts(with: "iso4217:".utf8) {
            return bytes.count == 11 && bytes[8...].allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        }
        return bytes.starts(with: "item:".utf8) && isTag(String(decoding: bytes.dropFirst(5), as: UTF8.self))
    }

    /// Whether a text can name an item, a skill or an ask: 1…32 of `a`–`z`, `0`–`9` and `-`.
    public static func isTag(_ text: String) -> Bool {
        (1...32).contains(text.utf8.count) && text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
                || $0 == UInt8(ascii: "-")
        }
    }
}

/// Bounds of every amount in facts, in a unit's smallest part.
public enum AmountBounds {
    public static let allowed: ClosedRange<UInt64> = 1...1_000_000_000_000_000
}
