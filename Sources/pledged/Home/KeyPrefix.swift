import PledgeLedger

/// The beginning of a member's key as people type it, or as lists print it: `pledge1` and 6 or more of what
/// follows, with or without the dots behind it.
package struct KeyPrefix: Hashable, Sendable, CustomStringConvertible {
    /// Fewer would often mean several keys.
    package static let fewest = 6
    /// Letters and digits of a whole key, checksum and all.
    private static let whole = 65
    private static let start = "pledge1"

    package let description: String
    /// Hex digits that every such key begins with, for a search in the ledger.
    package let hex: IDPrefix

    /// Nil for a whole key, for too little of one, and for what can't begin a key.
    package init?(_ text: String) {
        var text = text[...]
        while text.last == "…" || text.last == "." { text.removeLast() }
        let small = text.lowercased()
        let isOneCase = text == small || text == text.uppercased()
        guard isOneCase, small.hasPrefix(Self.start), small.utf8.count < Self.whole else { return nil }
        let values = small.utf8.dropFirst(Self.start.utf8.count).map { Bech32m.value(of: $0) }
        guard values.count >= Self.fewest, values.allSatisfy({ $0 != nil }) else { return nil }
        description = small
        // Five bits each; a hex digit is four, and 52 letters hold the 256 bits and a little more.
        let bits = values.prefix(51).compactMap { $0 }.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
        let digits = stride(from: 0, to: bits.count - 3, by: 4).map { at in
            String(bits[at..<at + 4].reduce(0) { $0 << 1 | $1 }, radix: 16)
        }
        guard let hex = IDPrefix(digits.joined()) else { return nil }
        self.hex = hex
    }

    package func matches(_ key: PublicKey) -> Bool { KeyText.author(key).hasPrefix(description) }
}
