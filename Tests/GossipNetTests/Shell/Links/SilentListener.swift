import GossipNet

#if canImport(Glibc)
import Glibc
#endif

/// A TCP port that never answers: it accepts nothing, and what the kernel holds for it is full.
final class SilentListener: Sendable {
    let address: Address
    private let socket: Int32
    private let fillers: [Int32]

    init() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        inet_pton(AF_INET, "127.0.0.1", &name.sin_addr)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listening = withUnsafeMutablePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(socket, pointer, length) == 0 && listen(socket, 0) == 0
                    && getsockname(socket, pointer, &length) == 0
            }
        }
        guard listening else { throw BadTestInput(what: "can't listen: errno \(errno)") }
        self.socket = socket
        address = Address(host: "127.0.0.1", port: UInt16(bigEndian: name.sin_port))
        fillers = (0..<4).map { _ in
            let filler = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
            _ = withUnsafePointer(to: &name) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(filler, $0, length) }
            }
            return filler
        }
    }

    deinit {
        for filler in fillers { close(filler) }
        close(socket)
    }
}
