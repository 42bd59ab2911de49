import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import PledgeLedger

/// Signed entries from a program that trusts this node with nothing: taken as from a peer, on the disk
/// before the answer, and passed on at once.
package enum PostedEntries {
    /// One entry as it was sent.
    package struct Item: Sendable {
        package var entry: [UInt8]
        /// Salt and words, where they came along.
        package var text: [UInt8]?
    }

    static func take(_ request: Request, _ site: Site) async throws -> WebAnswer {
        let kind = request.headers[.contentType].map { String($0.prefix { $0 != ";" && $0 != " " }).lowercased() }
        guard kind == MediaType.json.name || kind == MediaType.bytes.name else {
            throw WebFault(.mediaType, "send application/json, or application/octet-stream")
        }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > WebLimits.body { throw tooLarge }
        let bytes = try await body(of: request)
        let items = try kind == MediaType.json.name ? json(bytes) : raw(bytes)
        guard (1...WebLimits.postedEntries).contains(items.count) else {
            throw WebFault(.badRequest, "send 1 to \(WebLimits.postedEntries) entries at a time")
        }
        return try await site.answers.work { WebAnswer(try take(items, site)) }
    }

    private static func body(of request: Request) async throws -> [UInt8] {
        var body = ByteBuffer()
        do {
            for try await part in request.body {
                body.writeImmutableBuffer(part)
                if body.readableBytes > WebLimits.body { break }
            }
        } catch {
            // Its parts are no HTTP, or whoever sent it went away.
            throw unread("the body breaks off")
        }
        guard body.readableBytes <= WebLimits.body else { throw tooLarge }
        return Array(body.readableBytesView)
    }

    private static let tooLarge = WebFault(.tooLarge, "at most \(WebLimits.body) bytes at a time")

    private static let shape = #"send {"entries":[{"entry":BASE64,"text":BASE64}]}; text is salt and words, and may be left out"#

    /// What can't be read refuses the whole post, so that nothing is taken that its sender did not mean so; it is told
    /// which item that is, and why.
    /// - Throws: ``WebFault``
    package static func json(_ bytes: [UInt8]) throws -> [Item] {
        guard let body = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else { throw WebFault(.badRequest, shape) }
        if let name = RepeatedName.first(in: bytes) { throw unread("\(SafeText.quoted(name)) stands twice in one object") }
        try refuseUnknown(body, besides: ["entries"], in: "the body")
        guard let items = body["entries"] as? [Any] else { throw WebFault(.badRequest, "entries is no list; \(shape)") }
        return try items.prefix(WebLimits.postedEntries + 1).enumerated().map { number, item in
            let place = "entries[\(number)]"
            guard let fields = item as? [String: Any] else { throw unread("\(place) is no object") }
            try refuseUnknown(fields, besides: ["entry", "text"], in: place)
            guard let entry = try base64(fields["entry"], "\(place).entry") else { throw unread("\(place).entry is missing") }
            return Item(entry: entry, text: try base64(fields["text"], "\(place).text"))
        }
    }

    private static func refuseUnknown(_ fields: [String: Any], besides known: [String], in place: String) throws {
        guard let name = fields.keys.sorted().first(where: { !known.contains($0) }) else { return }
        throw unread("\(place) has a field called \(SafeText.quoted(name)); there are \(known.joined(separator: ", "))")
    }

    /// Bytes of a field; nil where it is left out.
    private static func base64(_ field: Any?, _ place: String) throws -> [UInt8]? {
        guard let field, !(field is NSNull) else { return nil }
        guard let text = field as? String, let bytes = Data(base64Encoded: text) else { throw unread("\(place) is no base64 of RFC 4648") }
        return Array(bytes)
    }

    private static func unread(_ words: String) -> WebFault { WebFault(.badRequest, "\(words); nothing of this post was taken") }

    /// Entries one behind another: each says how long it is.
    package static func raw(_ bytes: [UInt8]) throws -> [Item] {
        var rest = bytes[...], items: [Item] = []
        while !rest.isEmpty, items.count <= WebLimits.postedEntries {
            guard let length = Entry.length(of: rest), length <= rest.count else {
                throw unread("at byte \(rest.startIndex), after \(Count.words(items.count, "entry", "entries")), there is no whole entry")
            }
            items.append(Item(entry: Array(rest.prefix(length)), text: nil))
            rest = rest.dropFirst(length)
        }
        return items
    }

    private static func take(_ items: [Item], _ site: Site) throws -> JSON {
        let verdicts = site.verifier.verify(items.map(\.entry))
        var results: [JSON] = []
        var group: [Offer] = []
        func settle() throws {
            if !group.isEmpty { results += try store(group, site) }
            group = []
        }
        for (item, verdict) in zip(items, verdicts) {
            switch offer(item, verdict) {
            case .success(let offer):
                if let first = group.first, first.entry.entry.collective != offer.entry.entry.collective { try settle() }
                group.append(offer)
            case .failure(let fault):
                try settle()
                results.append(.object([.init("result", "refused"), .init("why", .string(fault.words))]))
            }
        }
        try settle()
        site.node.wake()
        return .object([.init("entries", .array(results))])
    }

    private static func offer(_ item: Item, _ verdict: Result<VerifiedEntry, EntryFault>) -> Result<Offer, WebFault> {
        switch verdict {
        case .failure(let fault): return .failure(WebFault(.badRequest, fault.description))
        case .success(let entry):
            guard !entry.entry.collective.isZero else {
                return .failure(WebFault(.badRequest, "a charter founds a collective; it is joined, not posted"))
            }
            guard let bytes = item.text else { return .success(Offer(entry)) }
            do throws(TextFault) {
                let text = try SaltedText(bytes: bytes)
                guard text.commitment == entry.entry.commitment else { throw .notCommitted }
                return .success(Offer(entry, text: text))
            } catch {
                return .failure(WebFault(.badRequest, error.description))
            }
        }
    }

    /// Entries of one collective.
    private static func store(_ offers: [Offer], _ site: Site) throws -> [JSON] {
        guard let id = offers.first?.entry.entry.collective, try site.store.collective(id)?.charter != nil else {
            return offers.map { result($0.entry.entry, "refused", "this node does not hold that collective") }
        }
        let taken = try site.store.take(offers, into: id, durability: .full), details = Details(site.store, id)
        return try zip(offers, taken).map { offer, taken in
            taken == .verdict(.accepted) ? try stored(offer.entry, details) : described(taken, offer.entry.entry)
        }
    }

    /// What is in a feed now, and whether it counts: in the words of `show`.
    private static func stored(_ verified: VerifiedEntry, _ details: Details) throws -> JSON {
        let entry = verified.entry
        if let reason = verified.reading.voidReason { return result(entry, "void", "stored; counts for nothing: \(reason)") }
        let idleness = try Idleness.of(verified, details)
        guard try details.store.feed(of: entry.author, in: details.collective)?.isKept ?? false else {
            let more = idleness.map { ", and then \($0.words)" } ?? ""
            return result(entry, "waits", "stored; its author is no member, so it counts once enough members vouch for them\(more)")
        }
        return result(entry, "accepted", "stored; \(idleness?.words ?? "it counts")")
    }

    private static func described(_ taken: Taken, _ entry: Entry) -> JSON {
        switch taken {
        case .verdict(.accepted): return result(entry, "accepted", "stored")
        case .verdict(.duplicate): return result(entry, "held", "it was here already")
        case .verdict(.gap(let after)):
            return result(entry, "missing", "send the author's entries from \(after + 1) on first", after: after)
        case .verdict(.fork): return result(entry, "fork", "the author signed another entry at this place: both are kept as proof")
        case .verdict(.loose): return result(entry, "loose", "its link is not the entry that is held before it")
        case .verdict(.pastStop): return result(entry, "stopped", "its author told two stories at or before this place")
        case .verdict(.refused): return result(entry, "quota", "the collective's quota for one feed is reached")
        case .waitingRoomFull: return result(entry, "waiting_room_full", "its author is no member, and may say no more until they are")
        case .full: return result(entry, "node_full", "this node's own bounds are reached")
        case .wrongCollective: return result(entry, "refused", "it belongs to another collective")
        }
    }

    private static func result(_ entry: Entry, _ name: String, _ why: String, after: UInt64? = nil) -> JSON {
        .known([
            .init("id", .string(entry.id.hex)), .init("author", .string(KeyText.author(entry.author))),
            .init("seq", .number(entry.seq)), .init("result", .string(name)), .init("why", .string(why)),
            after.map { .init("after", .number($0)) },
        ])
    }
}
