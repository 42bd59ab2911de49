/// Where a node is: an IP address in numbers, or a name. Two texts for one address are one host.
package enum Host: Hashable, Sendable, CustomStringConvertible {
    case v4(UInt32)
    /// The high and the low half.
    case v6(UInt64, UInt64)
    /// In lower case, without a final dot.
    case name(String)

    /// How far an address means the same machine. Ordered: who is near may know what is far.
    package enum Reach: Int, Comparable, Sendable {
        case loopback, local, global

        package static func < (left: Reach, right: Reach) -> Bool { left.rawValue < right.rawValue }
    }

    /// Reads an address or a name; nil for what is neither. No zone (`%eth0`) is read: it means
    /// something on one machine only.
    package init?(_ text: String) {
        if let address = HostReader.v4(text.utf8) {
            self = .v4(address)
        } else if text.utf8.contains(UInt8(ascii: ":")) {
            guard let (high, low) = HostReader.v6(text) else { return nil }
            self = .v6(high, low)
            // ::ffff:a.b.c.d is an IPv4 peer on a socket that serves both.
            if high == 0, low >> 32 == 0xffff { self = .v4(UInt32(truncatingIfNeeded: low)) }
        } else {
            guard let name = HostReader.name(text) else { return nil }
            self = .name(name)
        }
    }

    /// Where the host can be reached from; nil for what nobody can dial (unspecified, multicast and
    /// reserved addresses). Ranges: IANA's special-purpose registries.
    package var reach: Reach? {
        switch self {
        case .v4(let address): Self.reach(of: address)
        case .v6(let high, let low): Self.reach(high, low)
        case .name(let name):
            if name == "localhost" { .loopback } else { name.hasSuffix(".local") || !name.contains(".") ? .local : .global }
        }
    }

    private static func reach(of address: UInt32) -> Reach? {
        switch (address >> 24, address >> 16 & 0xff) {
        case (0, _), (224..., _): nil
        case (127, _): .loopback
        case (10, _), (172, 16...31), (192, 168), (169, 254), (100, 64...127): .local
        default: .global
        }
    }

    private static func reach(_ high: UInt64, _ low: UInt64) -> Reach? {
        if high == 0, low <= 1 { return low == 1 ? .loopback : nil }
        if high >> 56 == 0xff { return nil }
        return high >> 57 == 0xfc >> 1 || high >> 54 == 0xfe80 >> 6 ? .local : .global
    }

    /// The one text for this host; IPv6 as in RFC 5952.
    package var description: String {
        switch self {
        case .v4(let address): "\(address >> 24).\(address >> 16 & 0xff).\(address >> 8 & 0xff).\(address & 0xff)"
        case .v6(let high, let low): HostReader.text(high, low)
        case .name(let name): name
        }
    }
}
