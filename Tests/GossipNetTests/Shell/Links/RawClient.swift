import Foundation
import GossipNet
import PledgeLedger

#if canImport(Glibc)
import Glibc
#endif

/// A plain TCP client for sending what no node would. Its calls block: use it on a thread of its own.
final class RawClient: Sendable {
    private let socket: Int32

    /// - Parameter source: the address to come from: all of 127.0.0.0/8 is this machine.
    init(to address: Address, from source: String = "127.0.0.1", receiveBuffer: Int32? = nil) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard socket >= 0 else { throw BadTestInput(what: "no socket: errno \(errno)") }
        self.socket = socket
        if var size = receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
        }
        let bound = Self.with(host: source, port: 0) { Glibc.bind(socket, $0, $1) }
        guard bound == 0 else { throw BadTestInput(what: "can't bind \(source): errno \(errno)") }
        let connected = Self.with(host: address.host, port: address.port) { Glibc.connect(socket, $0, $1) }
        guard connected == 0 else { throw BadTestInput(what: "can't connect to \(address): errno \(errno)") }
    }

    deinit { Glibc.close(socket) }

    private static func with(
        host: String, port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Sends all bytes.
    /// - Returns: false when the other side has closed.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { bytes in
                let start = bytes.baseAddress?.advanced(by: sent)
                return Glibc.send(socket, start, bytes.count - sent, Int32(truncatingIfNeeded: MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// Up to `count` bytes; empty when the other side has closed.
    func receive(_ count: Int) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        let got = recv(socket, &bytes, count, 0)
        return Array(bytes.prefix(max(0, got)))
    }

    /// One whole frame without its length; nil when the other side has closed.
    func receiveFrame() -> [UInt8]? {
        guard let header = receiveAll(2) else { return nil }
        return receiveAll(Int(header[0]) << 8 | Int(header[1]))
    }

    private func receiveAll(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let more = receive(count - bytes.count)
            guard !more.isEmpty else { return nil }
            bytes += more
        }
        return bytes
    }

    /// Reads until the other side closes.
    func awaitClose() {
        while !receive(65_536).isEmpty {}
    }

    /// Whether the other side closes, or sends something, within the time.
    func hears(within milliseconds: Int32) -> Bool {
        var poll = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&poll, 1, milliseconds) > 0
    }

    /// Runs the initiator's side of a handshake.
    func shakeHands(as seed: UInt8) throws -> SecureEnd {
        let end = try SecureEnd(.initiator, id: seed)
        let first = try end.handshake.start().orFail("first message")
        send(try FrameHeader.frame(handshake: first))
        let reply = try receiveFrame().orFail("the second message")
        guard case .sendThenDone(let third, let link) = try end.handshake.receive(reply) else {
            throw BadTestInput(what: "the handshake is not done")
        }
        send(try FrameHeader.frame(handshake: third))
        end.link = consume link
        return end
    }
}
