import Foundation
import NIOCore
import Synchronization

/// Who asks, as bounds know them: what one party can easily have many of counts as one.
package enum ClientAddress {
    /// Nil for the home's own socket: whoever may open it may do all that the owner may.
    static func of(_ channel: any NIOCore.Channel) -> String? { channel.remoteAddress?.ipAddress.map(name) }

    /// The address itself; of IPv6 its first 64 bits, all of which one household or server has to itself
    /// (RFC 6177), unless it stands for an address of IPv4.
    package static func name(_ address: String) -> String {
        var bytes = in6_addr()
        let plain = String(address.prefix { $0 != "%" })
        guard inet_pton(AF_INET6, plain, &bytes) == 1 else { return address }
        let all = withUnsafeBytes(of: bytes) { [UInt8]($0) }
        if all.prefix(10).allSatisfy({ $0 == 0 }), all[10...11].allSatisfy({ $0 == 0xff }) {
            return all.suffix(4).map(String.init).joined(separator: ".")
        }
        if all.dropLast().allSatisfy({ $0 == 0 }), all.last == 1 { return "::1" }
        return stride(from: 0, to: 8, by: 2).map { String(Int(all[$0]) << 8 | Int(all[$0 + 1]), radix: 16) }.joined(separator: ":") + "::/64"
    }

    /// Whether it is this machine itself. A web server before the node comes from there with everybody's requests, and
    /// bounds them by whose they are.
    package static func isHere(_ name: String) -> Bool { name == "127.0.0.1" || name == "::1" }
}

/// How much of something each address holds at a time.
package final class AddressPlaces: Sendable {
    private let most: Int
    private let held = Mutex<[String: Int]>([:])

    /// - Parameter most: for each address.
    package init(most: Int) { self.most = most }

    /// A place, for as long as somebody holds it.
    package final class Place: Sendable {
        private let places: Mutex<AddressPlaces?>
        private let address: String

        fileprivate init(_ places: AddressPlaces?, _ address: String) {
            self.places = Mutex(places)
            self.address = address
        }

        deinit { end() }

        /// Gives it back before that.
        package func end() {
            let places = places.withLock { places in
                defer { places = nil }
                return places
            }
            places?.giveBack(address)
        }
    }

    /// A place for an address; nil where it has all that it may have. This machine itself, and whoever comes by
    /// the home's socket (nil), are not counted.
    package func take(_ address: String?) -> Place? {
        guard let address, !ClientAddress.isHere(address) else { return Place(nil, "") }
        let isFree = held.withLock { held in
            guard held[address, default: 0] < most else { return false }
            held[address, default: 0] += 1
            return true
        }
        return isFree ? Place(self, address) : nil
    }

    /// Addresses that hold anything: as many as there are places in all, at most.
    package var count: Int { held.withLock { $0.count } }

    private func giveBack(_ address: String) {
        held.withLock { held in
            let left = (held[address] ?? 0) - 1
            held[address] = left > 0 ? left : nil
        }
    }
}
