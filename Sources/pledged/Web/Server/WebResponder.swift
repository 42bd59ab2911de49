import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PledgeLedger

/// Answers requests: refuses what comes from the wrong place or too often, finds the route, and sends what
/// it makes with the headers that keep browsers safe.
struct WebResponder: HTTPResponder {
    typealias Context = WebContext

    let site: Site

    private var rule: HostRule { site.rule }

    /// Why the store did not do what was asked; the node learns of a full disk, and says so everywhere.
    private func words(_ fault: StoreFault) -> String {
        guard case .full = fault else { return "the store can't be used just now" }
        site.board.noteFullDisk(fault)
        return "the disk is full: this node takes nothing in until there is room"
    }

    func respond(to request: Request, context: WebContext) async throws -> Response {
        var response: Response
        do {
            response = try await answered(request, context)
        } catch let fault as WebFault {
            response = refused(fault, request)
        } catch let fault as StoreFault {
            site.logger.warning("page: \(fault)")
            response = refused(WebFault(.busy, words(fault)), request)
        } catch {
            site.logger.warning("page: \(error)")
            response = refused(WebFault(.failed, "this node could not answer"), request)
        }
        if let origin = request.headers[.origin], rule.origins.contains(origin) {
            response.headers[.accessControlAllowOrigin] = origin
        }
        // What a cache keeps of an answer without that header must not go to a page that may read it.
        if !rule.origins.isEmpty { response.headers[.vary] = "Origin" }
        site.counts.note(response.status.code)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answered(_ request: Request, _ context: WebContext) async throws -> Response {
        guard rule.allows(host: request.head.authority) else {
            throw WebFault(.misdirected, "this node does not go by that name; `--web-name` adds one")
        }
        guard site.reads.take(context.client) else { throw WebFault(.tooMany, "too many requests; wait a second") }
        let (segments, query, repeated) = try Self.parse(request.head.path ?? "")
        let here = Routes.all.compactMap { route in route.parts(of: segments).map { (route: route, parts: $0) } }
        guard !here.isEmpty else { throw WebFault(.notFound, "there is nothing at this address") }
        if request.method == .options { return try preflight(request, here.map(\.route)) }
        let method = request.method == .head ? .get : request.method
        guard let found = here.first(where: { $0.route.method == method }) else {
            throw WebFault(.methodNotAllowed, "this can't be done here; allowed: \(Self.allowed(here.map(\.route)))")
        }
        let wish = WebRequest(
            path: WebRequest.path(segments), parts: found.parts, query: query, repeated: repeated, address: address(of: request))
        return try await run(found.route, wish, request, context)
    }

    private func address(of request: Request) -> String {
        AskedAddress.text(
            host: request.head.authority ?? "", forwarded: HTTPField.Name("X-Forwarded-Proto").flatMap { request.headers[$0] },
            rule: rule, own: site.address)
    }

    private func run(_ route: Route, _ wish: WebRequest, _ request: Request, _ context: WebContext) async throws -> Response {
        try route.refuseUnclear(wish)
        switch route.action {
        case .fixed(let make): return send(try make(site), request)
        case .live(let make): return send(try await live(route, make), request)
        case .read(let make): return try await found(route, wish, request, make)
        case .events:
            try refuseElsewhere(request)
            let only = try wish.query["collective"].map { try site.identified($0) }
            if request.method == .head { return send(WebAnswer(.events, ""), request) }
            guard let place = site.streams.take(context.address) else {
                throw WebFault(.tooMany, "at most \(WebLimits.streamsOfOne) event streams from one address")
            }
            let response = try streamed(only)
            // The connection's end is the stream's, and holds the place until then.
            context.closed.whenComplete { _ in place.end() }
            return response
        case .bundle: return request.method == .head ? send(WebAnswer(.bytes, ""), request) : try await bundle(wish)
        case .post:
            try refuseElsewhere(request)
            guard site.posts.take(context.client) else { throw WebFault(.tooMany, "too many posts; wait a second") }
            defer { site.board.lookAgain() }
            return send(try await PostedEntries.take(request, site), request)
        }
    }

    /// An answer from the ledger; where nobody chose a collective, and the one that is shown lacks what the address
    /// names, of the one that holds it. An address that somebody kept so outlives what the node shows first.
    private func found(
        _ route: Route, _ wish: WebRequest, _ request: Request,
        _ make: @escaping @Sendable (LedgerReader, WebRequest) throws -> WebAnswer
    ) async throws -> Response {
        do {
            return send(try await read(route, wish, make), request)
        } catch let fault as WebFault where fault.kind == .notFound && !fault.isOfMoment && wish.query["collective"] == nil {
            guard let prefix = IDPrefix(wish.part("id")) else { throw fault }
            let site = site, holders = try await site.answers.work { try site.holders(of: prefix) }
            guard holders.count == 1, try holders[0] != site.identified(nil) else { throw fault }
            var wish = wish
            wish.query["collective"] = String(holders[0].hex.prefix(12))
            guard route.isPage else { return send(try await read(route, wish, make), request) }
            // The links on a page go on to where the page itself is.
            var answer = WebAnswer(.html, "").at(302)
            answer.headers = [(.location, wish.path + wish.suffix())]
            return send(answer, request)
        }
    }

    /// An answer from the ledger, kept for as long as nothing changes.
    private func read(
        _ route: Route, _ wish: WebRequest, _ make: @escaping @Sendable (LedgerReader, WebRequest) throws -> WebAnswer
    ) async throws -> WebAnswer {
        let site = site, chosen = route.takes("at") ? try wish.at() : nil, isAhead = chosen.map { $0 > Moment.now } ?? false
        if route.isStart, wish.query["collective"] == nil, try site.isEmpty { return try EmptyPage.make(site, route) }
        let collective = try site.identified(wish.query["collective"])
        let status = site.board.status()
        // A view holds for its whole minute: what was signed since is in it, by the tolerance for clocks.
        let time = chosen ?? Moment.now / 60_000 * 60_000
        let stamp = AnswerCache<WebAnswer>.Stamp(
            change: try site.board.change(of: collective), time: time, node: status.glance)
        let known = route.parameters.compactMap { parameter in wish.query[parameter.name].map { "\(parameter.name)=\($0)" } }
        let key = ([collective.hex, route.path] + wish.parts.values.sorted() + known + (route.isPage ? [wish.address] : [])
            // A page of a time that has not come says so, and no longer once it came.
            + (isAhead ? ["ahead"] : [])).joined(separator: "\n")
        return try await site.answers.answer(key, stamp) {
            try site.store.atOneMoment {
                let reader = try LedgerReader(site, site.collective(collective.hex), at: time, isPast: chosen != nil)
                if route.isForPeople { try reader.refuseBeforeCharter() }
                var answer = try route.isForPeople ? AmountUnit.$spelling.withValue(.read) { try make(reader, wish) } : make(reader, wish)
                let root = site.board.root(of: reader.id)?.hex.prefix(16) ?? "none", change = reader.collective.row.change
                answer.change = reader.oldest.value
                answer.tag = "\"\(root)-\(change)-\(change - reader.oldest.value)-\(time / 60_000)-\(UInt(bitPattern: status.glance) % 10_007)\(isAhead ? "-ahead" : "")\""
                return answer
            }
        }
    }

    /// An answer about the node, the same for everybody who asks within a moment.
    private func live(_ route: Route, _ make: @escaping @Sendable (Site) throws -> WebAnswer) async throws -> WebAnswer {
        let site = site
        let stamp = AnswerCache<WebAnswer>.Stamp(change: 0, time: Moment.now / 500, node: site.board.status().glance)
        return try await site.answers.answer(route.path, stamp, oldest: .seconds(5)) { try make(site) }
    }

    private func refuseElsewhere(_ request: Request) throws {
        let site = HTTPField.Name("Sec-Fetch-Site").flatMap { request.headers[$0] }
        guard rule.allows(origin: request.headers[.origin], site: site, host: request.head.authority) else {
            throw WebFault(.forbidden, "pages from elsewhere may not do this; `--web-origin` allows one")
        }
    }

    private func preflight(_ request: Request, _ routes: [Route]) throws -> Response {
        guard let origin = request.headers[.origin], rule.origins.contains(origin) else {
            throw WebFault(.methodNotAllowed, "this can't be done here; allowed: \(Self.allowed(routes))")
        }
        var response = Response(status: .noContent)
        response.headers[.accessControlAllowMethods] = Self.allowed(routes)
        response.headers[.accessControlAllowHeaders] = "Content-Type, If-None-Match"
        response.headers[.accessControlMaxAge] = "600"
        return response
    }

    private static func allowed(_ routes: [Route]) -> String {
        let methods = Set(routes.map(\.method.rawValue))
        return (methods.contains("GET") ? methods.union(["HEAD"]) : methods).sorted().joined(separator: ", ")
    }

    // MARK: sending

    private func send(_ answer: WebAnswer, _ request: Request) -> Response {
        var headers = SafeHeaders.of(answer)
        if let tag = answer.tag {
            headers[.eTag] = tag
            let wanted = request.headers[.ifNoneMatch]?.split(separator: ",").map { $0.drop { $0 == " " || $0 == "W" || $0 == "/" } }
            if answer.status == 200, wanted?.contains(where: { $0 == tag || $0 == "*" }) ?? false {
                return Response(status: .notModified, headers: headers)
            }
        }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers, body: ResponseBody(byteBuffer: answer.body))
    }

    private func refused(_ fault: WebFault, _ request: Request) -> Response {
        let path = request.head.path ?? ""
        let isPage = !path.hasPrefix("/v1") && (request.headers[.accept]?.contains("text/html") ?? false)
        let words = JSON.object([.init("error", .string(fault.words))])
        let answer = isPage ? (try? site.templates.refusal(fault, Self.wish(path))) ?? WebAnswer(words) : WebAnswer(words)
        var response = send(answer.at(fault.kind.rawValue), request)
        if fault.kind == .busy || fault.kind == .tooMany { response.headers[.retryAfter] = "1" }
        if fault.kind == .methodNotAllowed, let asked = try? Self.parse(path) {
            response.headers[.allow] = Self.allowed(Routes.all.filter { $0.parts(of: asked.segments) != nil })
        }
        return response
    }

    private func streamed(_ only: CollectiveID?) throws -> Response {
        let stream = try site.events.open(only)
        var headers = SafeHeaders.of(WebAnswer(.events, ""))
        headers[.cacheControl] = "no-store"
        return Response(status: .ok, headers: headers, body: ResponseBody { writer in
            for await event in stream { try await writer.write(event) }
            try await writer.finish(nil)
        })
    }

    private func bundle(_ wish: WebRequest) async throws -> Response {
        let site = site
        let collective = try site.collective(wish.query["collective"])
        let file = try await site.answers.work { try BundleFile(collective.id, site) }
        var headers = SafeHeaders.of(WebAnswer(.bytes, ""))
        headers[.contentDisposition] = "attachment; filename=\"\(collective.id.short).bundle\""
        return Response(status: .ok, headers: headers, body: ResponseBody(contentLength: file.size) { writer in
            while let part = file.next() { try await writer.write(part) }
            try await writer.finish(nil)
        })
    }

    // MARK: reading

    /// What was asked for, whether or not there is such a thing.
    private static func wish(_ target: String) -> WebRequest {
        guard let asked = try? parse(target) else { return WebRequest() }
        return WebRequest(path: WebRequest.path(asked.segments), query: asked.query)
    }

    /// The segments of a path and the fields of its query, decoded, and the names of those that stand there again.
    static func parse(_ target: String) throws -> (segments: [String], query: [String: String], repeated: Set<String>) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard target.hasPrefix("/"), let path = halves.first else { throw WebFault(.badRequest, "a path begins with /") }
        let segments = try path.split(separator: "/", omittingEmptySubsequences: true).map { try decoded($0) }
        var query: [String: String] = [:], repeated: Set<String> = []
        for field in (halves.count > 1 ? halves[1] : "").split(separator: "&") {
            let sides = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = try decoded(sides[0])
            if query[name] != nil { repeated.insert(name) }
            query[name] = sides.count > 1 ? try decoded(Substring(sides[1].replacing("+", with: " "))) : ""
        }
        return (segments, query, repeated)
    }

    private static func decoded(_ text: Substring) throws -> String {
        guard let decoded = String(text).removingPercentEncoding else {
            throw WebFault(.badRequest, "the address has a % that stands for nothing")
        }
        return decoded
    }
}
