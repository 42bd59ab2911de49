import Foundation
import Testing

/// The other end of systemd's notification protocol: a Unix datagram socket, as the manager has it.
final class NotifySocket {
    private let descriptor: Int32
    let path: String

    /// - Parameter path: one that begins with @ is an abstract address.
    init(_ path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        try #require(descriptor >= 0)
        var address = sockaddr_un(), name = Array(path.utf8)
        address.sun_family = sa_family_t(AF_UNIX)
        try #require(name.count < MemoryLayout.size(ofValue: address.sun_path))
        if name[0] == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let size = socklen_t(MemoryLayout<sa_family_t>.size + name.count)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.bind(descriptor, $0, size) }
        }
        try #require(bound == 0, "errno \(errno)")
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit {
        close(descriptor)
        if path.hasPrefix("/") { unlink(path) }
    }

    /// The next datagram's lines.
    func next() throws -> [String] {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        try #require(count >= 0, "no word came: errno \(errno)")
        return String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Waits for a word, and whether none came.
    func waits(milliseconds: Int32) -> Bool {
        var watch = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&watch, 1, milliseconds) == 1 else { return true }
        _ = try? next()
        return false
    }

    /// The first datagram to come that has such a line.
    func next(_ start: String) throws -> [String] {
        for _ in 0..<200 {
            let lines = try next()
            if lines.contains(where: { $0.hasPrefix(start) }) { return lines }
        }
        throw TooLate("no word of \(start)")
    }
}
