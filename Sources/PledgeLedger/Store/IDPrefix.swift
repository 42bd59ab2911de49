/// The beginning of an id or a key as people type it: 6 to 64 hex digits.
public struct IDPrefix: Hashable, Sendable, CustomStringConvertible {
    /// Fewer would often mean several entries.
    public static let fewest = 6
    /// Lower-case digits.
    public let digits: String
    /// The least and the greatest 32 bytes that begin so.
    let range: ClosedRange<Bytes32>

    /// Reads hex digits of either case; nil for too few, too many or any other character.
    public init?(_ text: String) {
        let count = text.utf8.count
        guard (Self.fewest...64).contains(count),
            let low = EntryID(hex: text + String(repeating: "0", count: 64 - count)),
            let high = EntryID(hex: text + String(repeating: "f", count: 64 - count))
        else { return nil }
        range = low.raw...high.raw
        digits = text.lowercased()
    }

    public var description: String { digits }

    public func matches(_ value: some ThirtyTwoBytes) -> Bool { range.contains(value.raw) }

    /// What the id index holds for these ids.
    var index: ClosedRange<Int64> { EntryID(range.lowerBound).index...EntryID(range.upperBound).index }
}
