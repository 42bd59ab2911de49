import Foundation
import Synchronization

/// Requests to a page, over plain sockets that are kept open.
enum WebLoad {
    /// What came back.
    struct Found: Sendable {
        /// Milliseconds from when each answer was due to be asked for to when all of it was here, ascending.
        var times: [Double] = []
        /// Answers of other statuses than 200, by status; 0 for connections that ended.
        var refused: [Int: Int] = [:]
    }

    /// Asks for a path at a steady rate.
    /// - Throws: ``BenchFault`` where nobody answers any more.
    static func run(_ path: String, _ port: UInt16, perSecond: Double, seconds: Double, connections: Int) throws -> Found {
        let found = Mutex(Found()), fault = Mutex<(any Error)?>(nil), start = ContinuousClock.now
        let each = Int(perSecond * seconds) / connections
        let done = DispatchGroup()
        for connection in 0..<connections {
            done.enter()
            Thread.detachNewThread {
                defer { done.leave() }
                do {
                    let dues = (0..<each).map { start + .seconds(Double($0 * connections + connection) / perSecond) }
                    let own = try ask(path, port, at: dues)
                    found.withLock {
                        $0.times += own.times
                        $0.refused.merge(own.refused, uniquingKeysWith: +)
                    }
                } catch {
                    fault.withLock { $0 = error }
                }
            }
        }
        done.wait()
        if let fault = fault.withLock({ $0 }) { throw fault }
        return found.withLock { Found(times: $0.times.sorted(), refused: $0.refused) }
    }

    /// Asks on one connection, and on a new one where that ends.
    private static func ask(_ path: String, _ port: UInt16, at dues: [ContinuousClock.Instant]) throws -> Found {
        var socket = try WebSocket(port), found = Found()
        defer { close(socket.descriptor) }
        for due in dues {
            let wait = (due - ContinuousClock.now) / .seconds(1)
            if wait > 0 { usleep(UInt32(wait * 1_000_000)) }
            guard let status = try? socket.get(path, port) else {
                found.refused[0, default: 0] += 1
                close(socket.descriptor)
                socket = try WebSocket(port)
                continue
            }
            if status == 200 {
                found.times.append((ContinuousClock.now - due) / .milliseconds(1))
            } else {
                found.refused[status, default: 0] += 1
            }
        }
        return found
    }

    /// One page, on a connection of its own.
    static func get(_ path: String, _ port: UInt16) throws {
        let socket = try WebSocket(port)
        defer { close(socket.descriptor) }
        let status = try socket.get(path, port)
        guard status == 200 else { throw BenchFault("\(path): status \(status)") }
    }

    /// Connections that ask for a path, and take nothing of the answer, once it comes on all of them.
    /// - Parameter buffer: bytes that the system takes in for each; nil for what is usual.
    static func open(_ count: Int, _ path: String, _ port: UInt16, buffer: Int32? = nil) throws -> [Int32] {
        let descriptors = try (0..<count).map { _ in
            let socket = try WebSocket(port, buffer: buffer)
            try socket.send(path, port)
            return socket.descriptor
        }
        for descriptor in descriptors {
            var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&wanted, 1, 10_000) == 1 else { throw BenchFault("\(path): one of \(count) gets no answer") }
        }
        return descriptors
    }
}

/// One connection.
private struct WebSocket {
    let descriptor: Int32

    /// - Parameter buffer: bytes that the system takes in before anybody reads; nil for what is usual.
    init(_ port: UInt16, buffer: Int32? = nil) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        if var buffer { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &buffer, socklen_t(MemoryLayout<Int32>.size)) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        let code = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
        guard code == 0 else { throw BenchFault("nobody answers on port \(port)") }
    }

    func send(_ path: String, _ port: UInt16) throws {
        let bytes = Array("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n".utf8)
        guard Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else { throw BenchFault("the page went away") }
    }

    /// Asks, and reads all of the answer.
    /// - Returns: its status.
    func get(_ path: String, _ port: UInt16) throws -> Int {
        try send(path, port)
        var answer: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 65_536), whole = Int.max, status = 0
        while answer.count < whole {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw BenchFault("\(path) ended after \(answer.count) bytes") }
            answer += chunk[..<count]
            if whole == .max, let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
                guard let code = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
                    let line = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length: ") }), let length = Int(line.dropFirst(16))
                else { throw BenchFault("\(path): \(head.prefix(200))") }
                (status, whole) = (code, end.upperBound + length)
            }
        }
        return status
    }
}
