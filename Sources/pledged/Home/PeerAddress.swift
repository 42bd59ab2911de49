/// Where another node listens: `HOST:PORT`, with an IPv6 host in brackets.
package struct PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an IPv4 address, or an IPv6 address without its brackets.
    package let host: String
    package let port: UInt16

    /// - Parameter takesAnyPort: whether port 0 will do, where any free port is meant.
    package init(_ text: String, takesAnyPort: Bool = false) throws(WordingFault) {
        let right = "write HOST:PORT, such as node.example.org:7411 or [2001:db8::1]:7411"
        guard let colon = text.lastIndex(of: ":") else {
            throw WordingFault("\(SafeText.quoted(text)) has no port; \(right)")
        }
        let digits = text[text.index(after: colon)...]
        guard (1...5).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }),
            let port = UInt16(digits), port > 0 || takesAnyPort
        else { throw WordingFault("\(SafeText.quoted(text)) has a port that isn't 1 to 65535; \(right)") }
        let name = text[..<colon]
        let isBracketed = name.hasPrefix("[") && name.hasSuffix("]")
        let host = isBracketed ? name.dropFirst().dropLast() : name
        guard isBracketed ? Self.isIPv6(host) : Self.isName(host) else {
            throw WordingFault("\(SafeText.quoted(text)) has a host that can't be used; \(right)")
        }
        self.host = String(host)
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    private static func isName(_ host: Substring) -> Bool {
        (1...253).contains(host.utf8.count) && !host.hasPrefix(".") && !host.hasPrefix("-")
            && host.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isIPv6(_ host: Substring) -> Bool {
        (2...45).contains(host.utf8.count) && host.contains(":")
            && host.utf8.allSatisfy { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") || isHexDigit($0) }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) && (byte | 0x20) <= UInt8(ascii: "f")
    }
}
