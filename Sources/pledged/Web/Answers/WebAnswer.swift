import Foundation
import HTTPTypes
import NIOCore
import PledgeLedger

/// An answer as it is kept and sent.
struct WebAnswer: KeepableAnswer {
    var status = 200
    var type: MediaType
    var body: ByteBuffer
    /// What the answer was made from; nil where it must not be kept.
    var tag: String?
    /// The change of the ledger that the oldest of it is of; nil where it is of the one that it was made for.
    var change: UInt64?
    /// Whether other sites may show it in a page of theirs.
    var isForAll = false
    var headers: [(HTTPField.Name, String)] = []

    var size: Int { body.readableBytes }
    var isKept: Bool { status == 200 }

    init(_ type: MediaType, _ text: String) {
        self.type = type
        body = ByteBuffer(string: text)
    }

    init(_ type: MediaType, bytes: [UInt8]) {
        self.type = type
        body = ByteBuffer(bytes: bytes)
    }

    init(_ json: JSON) { self.init(.json, json.text + "\n") }

    /// The same at another status.
    func at(_ status: Int) -> WebAnswer {
        var answer = self
        answer.status = status
        return answer
    }
}

/// What the page and the API send.
enum MediaType: String, Sendable {
    case html = "text/html; charset=utf-8"
    case json = "application/json"
    case svg = "image/svg+xml"
    case css = "text/css; charset=utf-8"
    case script = "text/javascript; charset=utf-8"
    case events = "text/event-stream"
    case bytes = "application/octet-stream"
    case text = "text/plain; charset=utf-8"
    /// Prometheus' text exposition format.
    case metrics = "text/plain; version=0.0.4; charset=utf-8"

    /// Without its parameters.
    var name: String { String(rawValue.prefix { $0 != ";" }) }
}

/// A request as routes see it.
struct WebRequest: Sendable {
    /// The path that was asked for, as links write it.
    var path = "/"
    /// What the braces in the route's path stand for.
    var parts: [String: String] = [:]
    var query: [String: String] = [:]
    /// Names that stand in the query more than once.
    var repeated: Set<String> = []
    /// Scheme and host by which this node was asked, without a slash behind them.
    var address = ""

    /// - Parameter segments: the path's, decoded.
    static func path(_ segments: [String]) -> String {
        "/" + segments.map(escaped).joined(separator: "/")
    }

    /// Parts of a path or a query that need no percent sign.
    static func escaped(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: plain) ?? "" }

    private static let plain = CharacterSet(charactersIn: "-._~:").union(CharacterSet(charactersIn: "a"..."z"))
        .union(CharacterSet(charactersIn: "A"..."Z")).union(CharacterSet(charactersIn: "0"..."9"))

    /// What links carry on: the collective and, where they should, the moment, where somebody chose them.
    func suffix(withMoment: Bool = true) -> String {
        let kept = (withMoment ? ["collective", "at"] : ["collective"]).compactMap { name in
            query[name].map { "\(name)=\(Self.escaped($0))" }
        }
        return kept.isEmpty ? "" : "?" + kept.joined(separator: "&")
    }

    /// The same page as it is now; nil where nobody chose a moment.
    var now: String? { query["at"].map { _ in path + suffix(withMoment: false) } }

    /// A part of the path.
    func part(_ name: String) -> String { parts[name] ?? "" }

    /// The moment that was asked for, in milliseconds since the Unix epoch; nil for now.
    /// - Throws: ``WebFault``
    func at() throws -> UInt64? {
        guard let text = query["at"] else { return nil }
        if let time = UInt64(text) { return time }
        do { return try ISODate.parse(text) } catch { throw WebFault(.badRequest, "at: \(error)", isOfMoment: true) }
    }

    /// How many items are wanted.
    func limit() throws -> Int {
        guard let text = query["limit"] else { return WebLimits.items.usual }
        guard let limit = Int(text), (1...WebLimits.items.most).contains(limit) else {
            throw WebFault(.badRequest, "limit is 1 to \(WebLimits.items.most)")
        }
        return limit
    }
}
