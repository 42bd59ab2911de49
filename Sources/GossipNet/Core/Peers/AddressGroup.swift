/// Hosts that one party is likely to hold together, and that therefore share what they may take up:
/// an IPv4 /16, an IPv6 /32 (the granularity of Bitcoin's addrman), a name's last two labels. On a
/// local network and on one machine each host is a group of its own.
public struct AddressGroup: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// What the store keeps.
    public let text: String

    /// Reads back what ``text`` said.
    public init(text: String) { self.text = text }

    /// The group of a host.
    package init(_ host: Host) {
        switch host {
        case .v4(let address) where host.reach == .global: text = Self.network(address)
        case .v6(let high, let low) where host.reach == .global: text = Self.network(high, low)
        case .v4, .v6: text = host.description
        case .name(let name): text = name.split(separator: ".").suffix(2).joined(separator: ".")
        }
    }

    private static func network(_ address: UInt32) -> String { "\(address >> 24).\(address >> 16 & 0xff)/16" }

    private static func network(_ high: UInt64, _ low: UInt64) -> String {
        // An IPv4 address within: 6to4 (RFC 3056) and NAT64 (RFC 6052). Its owner gets no second group.
        if high >> 48 == 0x2002 { return network(UInt32(truncatingIfNeeded: high >> 16)) }
        if high == 0x0064_ff9b << 32, low >> 32 == 0 { return network(UInt32(truncatingIfNeeded: low)) }
        return String(high >> 48, radix: 16) + ":" + String(high >> 32 & 0xffff, radix: 16) + "/32"
    }

    public static func < (left: Self, right: Self) -> Bool { left.text < right.text }

    public var description: String { text }
}

/// Who told of an address.
package struct AddressSource: Hashable, Sendable {
    let group: AddressGroup
    /// The nearest address that is believed: nobody on the internet knows a host of this network.
    let reach: Host.Reach
    /// Whether names are believed. From strangers they are not: one party could make any number of
    /// them, all meaning one host, or somebody else's.
    let knowsNames: Bool

    /// A person, an invite, this node's own settings.
    package static let own = AddressSource(group: AddressGroup(text: "*own"), reach: .loopback, knowsNames: true)
    /// A peer whose own address is not known. All such share a group.
    package static let unknown = AddressSource(group: AddressGroup(text: "*unknown"), reach: .global, knowsNames: false)

    /// A peer at this host.
    package init(_ host: Host) {
        self.init(group: AddressGroup(host), reach: host.reach ?? .global, knowsNames: false)
    }

    /// A peer at this host, as the socket names it; nil for a peer whose address is not known.
    package init(host: String?) {
        self = host.flatMap { Host($0) }.map { AddressSource($0) } ?? .unknown
    }

    private init(group: AddressGroup, reach: Host.Reach, knowsNames: Bool) {
        self.group = group
        self.reach = reach
        self.knowsNames = knowsNames
    }
}
