import Foundation
import Synchronization

/// Requests to a page, over plain sockets that are kept open.
enum WebLoad {
    /// Asks in turn for some paths at a steady rate.
    /// - Returns: milliseconds from when each answer was due to be asked for to when all of it was here, ascending.
    /// - Throws: ``BenchFault`` where an answer is not 200.
    static func run(_ paths: [String], _ port: UInt16, perSecond: Double, seconds: Double, connections: Int) throws -> [Double] {
        let times = Mutex<[Double]>([]), fault = Mutex<(any Error)?>(nil), start = ContinuousClock.now
        let each = Int(perSecond * seconds) / connections
        DispatchQueue.concurrentPerform(iterations: connections) { connection in
            do {
                let socket = try WebSocket(port)
                defer { close(socket.descriptor) }
                var own: [Double] = []
                for turn in 0..<each {
                    let number = turn * connections + connection
                    let due = start + .seconds(Double(number) / perSecond)
                    let wait = (due - ContinuousClock.now) / .seconds(1)
                    if wait > 0 { usleep(UInt32(wait * 1_000_000)) }
                    try socket.get(paths[number % paths.count], port)
                    own.append((ContinuousClock.now - due) / .milliseconds(1))
                }
                times.withLock { $0 += own }
            } catch {
                fault.withLock { $0 = error }
            }
        }
        if let fault = fault.withLock({ $0 }) { throw fault }
        return times.withLock { $0.sorted() }
    }

    /// One page, on a connection of its own.
    static func get(_ path: String, _ port: UInt16) throws {
        let socket = try WebSocket(port)
        defer { close(socket.descriptor) }
        try socket.get(path, port)
    }

    /// 500 event streams, and 200 readers who ask for a long answer and take nothing of it.
    static func crowd(_ port: UInt16) throws -> [Int32] {
        try (0..<700).map { number in
            let socket = try WebSocket(port, buffer: number < 500 ? nil : 4_096)
            try socket.send(number < 500 ? "/v1/events" : "/v1/entries?limit=200", port)
            return socket.descriptor
        }
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
    func get(_ path: String, _ port: UInt16) throws {
        try send(path, port)
        var answer: [UInt8] = [], chunk = [UInt8](repeating: 0, count: 65_536), whole = Int.max
        while answer.count < whole {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else { throw BenchFault("\(path) ended after \(answer.count) bytes") }
            answer += chunk[..<count]
            if whole == .max, let end = answer.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: answer[..<end.lowerBound], as: UTF8.self).lowercased()
                guard head.hasPrefix("http/1.1 200"), let line = head.split(separator: "\r\n").first(where: { $0.hasPrefix("content-length: ") }),
                    let length = Int(line.dropFirst(16))
                else { throw BenchFault("\(path): \(head.prefix(200))") }
                whole = end.upperBound + length
            }
        }
    }
}
