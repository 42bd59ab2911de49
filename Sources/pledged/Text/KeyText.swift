import PledgeLedger

/// The text form of keys: bech32m with a prefix that says whose key it is, so that a slip is caught
/// and a node's key can't be taken for a member's.
package enum KeyText {
    private static let authorPrefix = "pledge"
    private static let nodePrefix = "node"

    /// `pledge1…`, 65 characters.
    package static func author(_ key: PublicKey) -> String {
        Bech32m.encode(prefix: authorPrefix, bytes: key.bytes)
    }

    /// `node1…`, 63 characters.
    package static func node(_ key: PublicKey) -> String {
        Bech32m.encode(prefix: nodePrefix, bytes: key.bytes)
    }

    /// As much of `node1…` as tells it from others: what tables and the log call a node.
    package static func shortNode(_ key: PublicKey) -> String { String(node(key).prefix(14)) }

    /// Reads `pledge1…` or 64 hex digits.
    package static func parseAuthor(_ text: String) throws(WordingFault) -> PublicKey {
        try parse(text, prefix: authorPrefix, owner: "a member")
    }

    /// Reads `node1…` or 64 hex digits.
    package static func parseNode(_ text: String) throws(WordingFault) -> PublicKey {
        try parse(text, prefix: nodePrefix, owner: "a node")
    }

    private static func parse(_ text: String, prefix: String, owner: String) throws(WordingFault) -> PublicKey {
        if let key = PublicKey(hex: text) { return key }
        let shown = SafeText.quoted(text)
        let right = "\(owner)'s key is \(prefix)1 and 58 letters and digits, or 64 hex digits"
        guard text.utf8.contains(UInt8(ascii: "1")), [UInt8](hex: text) == nil else {
            throw WordingFault("\(shown) is no key; \(right)")
        }
        let content = try Bech32m.decode(text)
        guard content.prefix.utf8.elementsEqual(prefix.utf8) else {
            throw WordingFault("\(shown) starts with \(content.prefix)1; \(right)")
        }
        guard let key = Bech32m.bytes(content.values).flatMap({ PublicKey(bytes: $0) }) else {
            throw WordingFault("\(shown) doesn't hold 32 bytes; \(right)")
        }
        return key
    }
}
