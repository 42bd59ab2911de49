import NIOCore

/// What counts as one host when connections are limited: an IPv4 address, or an IPv6 /64 network,
/// since whoever has one address of such a network has them all.
package struct HostGroup: Hashable, Sendable {
    private let high: UInt64

    /// - Parameter host: an IP address; nil for anything else.
    package init?(_ host: String) {
        switch try? SocketAddress(ipAddress: host, port: 0) {
        case .v4(let address):
            high = Self.mapped(UInt32(bigEndian: address.address.sin_addr.s_addr))
        case .v6(let address):
            let words = withUnsafeBytes(of: address.address.sin6_addr) { bytes in
                (
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                    UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
            // ::ffff:a.b.c.d is an IPv4 peer on a socket that serves both.
            high = words.0 == 0 && words.1 >> 32 == 0xffff
                ? Self.mapped(UInt32(truncatingIfNeeded: words.1)) : words.0
        default:
            return nil
        }
    }

    /// IPv4 addresses share the 64 bits with IPv6 networks, in a range that IPv6 does not use.
    private static func mapped(_ address: UInt32) -> UInt64 {
        0xffff_ffff << 32 | UInt64(address)
    }
}
