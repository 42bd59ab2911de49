import Foundation
import Testing

/// A bare TCP socket on the loopback interface, for peers that don't play by the rules.
final class RawSocket {
    private let descriptor: Int32
    let port: UInt16

    private init(_ descriptor: Int32, port: UInt16) {
        self.descriptor = descriptor
        self.port = port
    }

    deinit { close(descriptor) }

    /// Listens on a port of 127.0.0.1.
    /// - Parameter wanted: 0 for any free one.
    static func listen(on wanted: UInt16 = 0) throws -> RawSocket {
        let descriptor = try make()
        var name = address(.init(127, 0, 0, 1), wanted), reuse: Int32 = 1
        if wanted != 0 { setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size)) }
        guard withAddress(&name, { Glibc.bind(descriptor, $0, $1) }) == 0, Glibc.listen(descriptor, 16) == 0 else {
            let reason = errno
            close(descriptor)
            throw TooLate("port \(wanted) can't be had: errno \(reason)")
        }
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let got = withUnsafeMutablePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        try #require(got == 0)
        return RawSocket(descriptor, port: UInt16(bigEndian: name.sin_port))
    }

    /// Connects to a port of 127.0.0.1.
    /// - Parameter host: the last number of the 127.0.0.x that it comes from.
    static func connect(to port: UInt16, from host: UInt8 = 1) throws -> RawSocket {
        let descriptor = try make()
        var own = address(.init(127, 0, 0, host), 0), name = address(.init(127, 0, 0, 1), port)
        guard withAddress(&own, { Glibc.bind(descriptor, $0, $1) }) == 0, withAddress(&name, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let reason = errno
            close(descriptor)
            throw TooLate("nobody is at port \(port): errno \(reason)")
        }
        return RawSocket(descriptor, port: port)
    }

    /// Takes the next connection.
    func accept() throws -> RawSocket {
        let taken = Glibc.accept(descriptor, nil, nil)
        try #require(taken >= 0)
        return RawSocket(taken, port: port)
    }

    /// Sends what the other side still takes. - Returns: whether it took all.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    /// Waits until the other side has closed or reset the connection, throwing away what it sends.
    /// - Returns: whether it did within the time.
    func isClosed(within seconds: Int) -> Bool {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno != EAGAIN && errno != EWOULDBLOCK }
        }
    }

    /// What the other side sends next; empty where nothing comes in time, nil once it has closed.
    func receive(within seconds: Double) -> [UInt8]? {
        let micros = Int(seconds * 1_000_000)
        var limit = timeval(tv_sec: micros / 1_000_000, tv_usec: micros % 1_000_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        if count > 0 { return Array(chunk[..<count]) }
        return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK) ? [] : nil
    }

    private static func make() throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        return descriptor
    }

    private struct Host {
        let number: UInt32
        init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
            number = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
        }
    }

    private static func address(_ host: Host, _ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.number.bigEndian
        return address
    }

    private static func withAddress(_ name: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: &name) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
