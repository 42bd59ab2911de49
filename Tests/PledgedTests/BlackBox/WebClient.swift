import Foundation
import Testing

/// A browser's wire and no more: what is sent is exactly what a test says.
struct WebClient {
    let port: UInt16

    struct Answer: CustomStringConvertible {
        let status: Int
        /// By name in lower case.
        let headers: [String: String]
        let body: String

        var description: String { "\(status) \(headers)\n\(body.prefix(600))" }
        func json(_ location: SourceLocation = #_sourceLocation) throws -> JSONFields {
            let value = try? JSONSerialization.jsonObject(with: Data(body.utf8))
            return JSONFields(try #require(value as? [String: Any], "\(self)", sourceLocation: location))
        }
    }

    var host: String { "127.0.0.1:\(port)" }

    func get(_ path: String, _ headers: [String: String] = [:]) throws -> Answer { try ask("GET", path, headers) }

    func post(_ path: String, _ body: String, _ headers: [String: String] = ["Content-Type": "application/json"]) throws -> Answer {
        try ask("POST", path, headers, body)
    }

    func ask(_ method: String, _ path: String, _ headers: [String: String] = [:], _ body: String? = nil) throws -> Answer {
        var fields = ["Host": host, "Connection": "close"].merging(headers) { $1 }
        if let body { fields["Content-Length"] = "\(body.utf8.count)" }
        let lines = fields.sorted { $0.key < $1.key }.filter { !$0.value.isEmpty }.map { "\($0.key): \($0.value)\r\n" }.joined()
        return try send("\(method) \(path) HTTP/1.1\r\n\(lines)\r\n\(body ?? "")")
    }

    /// Sends bytes as they are, and reads until the other side closes.
    func send(_ text: String) throws -> Answer {
        let socket = try RawSocket.connect(to: port)
        socket.send(Array(text.utf8))
        return try Self.parse(socket.rest(within: 20))
    }

    /// An open stream: what has come so far is read with ``RawSocket/receive(within:)``.
    func stream(_ path: String) throws -> RawSocket {
        let socket = try RawSocket.connect(to: port)
        socket.send(Array("GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAccept: text/event-stream\r\n\r\n".utf8))
        return socket
    }

    static func parse(_ bytes: [UInt8]) throws -> Answer {
        let split = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)), "no head: \(String(decoding: bytes.prefix(200), as: UTF8.self))")
        let lines = String(decoding: bytes[..<split.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let status = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let sides = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            if sides.count == 2 { headers[sides[0].lowercased()] = sides[1] }
        }
        var body = Array(bytes[split.upperBound...])
        if headers["transfer-encoding"] == "chunked" { body = unchunked(body) }
        return Answer(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
    }

    private static func unchunked(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...], body: [UInt8] = []
        while let end = rest.firstRange(of: [13, 10]), let size = Int(String(decoding: rest[..<end.lowerBound], as: UTF8.self), radix: 16), size > 0 {
            body += rest[end.upperBound...].prefix(size)
            rest = rest[end.upperBound...].dropFirst(size + 2)
        }
        return body
    }
}

extension RawSocket {
    /// All that comes until the other side closes.
    func rest(within seconds: Double) throws -> [UInt8] {
        var all: [UInt8] = []
        let deadline = ContinuousClock.now + .milliseconds(Int(seconds * 1_000))
        while let part = receive(within: 1) {
            all += part
            if part.isEmpty, ContinuousClock.now > deadline { throw TooLate("the other side kept the connection open") }
        }
        return all
    }
}
