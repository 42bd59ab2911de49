import PledgeLedger

/// What brings somebody into a collective:
/// `pledged:` ‖ the collective's 64 hex digits ‖ `?at=HOST:PORT` for each node ‖ `&secret=` ‖ 64 hex
/// digits where the collective is private.
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
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let id = parts.first.map(String.init), let collective = CollectiveID(hex: id), !collective.isZero else {
            throw WordingFault(
                "the invitation names no collective: 64 hex digits come after \(Self.scheme); copy all of it")
        }
        self.init(collective: collective)
        guard parts.count > 1, let query = parts.last else { return }
        for item in query.split(separator: "&", omittingEmptySubsequences: false) {
            try read(item)
        }
    }

    private mutating func read(_ item: Substring) throws(WordingFault) {
        if item.hasPrefix("at=") {
            let address = try PeerAddress(String(item.dropFirst(3)))
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

    package var description: String {
        let items = addresses.map { "at=\($0)" } + (secret.map { ["secret=\($0.hex)"] } ?? [])
        return Self.scheme + collective.hex + (items.isEmpty ? "" : "?" + items.joined(separator: "&"))
    }
}
