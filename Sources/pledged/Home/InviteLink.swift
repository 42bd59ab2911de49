import PledgeLedger

/// What brings somebody into a collective:
/// `pledged:` ‖ the collective's 64 hex digits ‖ `/at=HOST:PORT` for each node ‖ `/secret=` ‖ 64 hex
/// digits where the collective is private.
///
/// No character of it means anything to a shell, so that it can be pasted without quotation marks: an
/// IPv6 host stands without its brackets. Links of the older form, `?at=…&secret=…`, are read too.
package struct InviteLink: Hashable, Sendable, CustomStringConvertible {
    package static let scheme = "pledged:"
    /// Bytes of a private collective's secret.
    package static let secretLength = 32
    private static let mostAddresses = 16

    package var collective: CollectiveID
    package var addresses: [PeerAddress]
    package var secret: [UInt8]?

    package init(collective: CollectiveID, addresses: [PeerAddress] = [], secret: [UInt8]? = nil) {
        self.collective = collective
        self.addresses = addresses
        self.secret = secret
    }

    /// Reads a link, refusing whatever it doesn't know: half a link would join half a collective.
    package init(_ text: String) throws(WordingFault) {
        guard text.hasPrefix(Self.scheme) else {
            throw WordingFault(
                "\(SafeText.quoted(text)) is no invitation; it starts with \(Self.scheme) and a collective's id")
        }
        let rest = text.dropFirst(Self.scheme.count)
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        guard let collective = CollectiveID(hex: String(rest[..<end])), !collective.isZero else {
            throw WordingFault(
                "the invitation names no collective: 64 hex digits come after \(Self.scheme); copy all of it")
        }
        self.init(collective: collective)
        guard end < rest.endIndex else { return }
        let separator: Character = rest[end] == "/" ? "/" : "&"
        for item in rest[rest.index(after: end)...].split(separator: separator, omittingEmptySubsequences: false) {
            try read(item)
        }
    }

    private mutating func read(_ item: Substring) throws(WordingFault) {
        if item.hasPrefix("at=") {
            let address = try Self.address(item.dropFirst(3))
            guard addresses.count < Self.mostAddresses else {
                throw WordingFault("the invitation has too many addresses; the most are \(Self.mostAddresses)")
            }
            if !addresses.contains(address) { addresses.append(address) }
        } else if item.hasPrefix("secret=") {
            guard let bytes = [UInt8](hex: String(item.dropFirst(7))), bytes.count == Self.secretLength else {
                throw WordingFault("the invitation's secret isn't 64 hex digits; copy all of it")
            }
            guard secret == nil else { throw WordingFault("the invitation has two secrets; ask for a new one") }
            secret = bytes
        } else {
            throw WordingFault("the invitation says \(SafeText.quoted(String(item))), which this version doesn't know")
        }
    }

    /// An address whose IPv6 host may lack its brackets: what follows the last colon is the port.
    private static func address(_ text: Substring) throws(WordingFault) -> PeerAddress {
        guard !text.hasPrefix("["), let colon = text.lastIndex(of: ":"), text[..<colon].contains(":") else {
            return try PeerAddress(String(text))
        }
        return try PeerAddress("[\(text[..<colon])]\(text[colon...])")
    }

    package var description: String {
        let items = addresses.map { "/at=\($0.host):\($0.port)" } + (secret.map { ["/secret=\($0.hex)"] } ?? [])
        return Self.scheme + collective.hex + items.joined()
    }
}
