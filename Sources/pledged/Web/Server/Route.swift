import HTTPTypes

/// One thing that can be asked for: how it is asked, what answers, and what the API's document says of it.
struct Route: Sendable {
    /// What may stand in the query.
    struct Parameter: Sendable {
        let name: String
        let words: String
        let schema: Schema

        enum Schema: Sendable {
            case text(pattern: String?)
            case number(ClosedRange<Int>)
        }
    }

    enum Action: Sendable {
        /// Made from one collective at one moment, and kept until something changes.
        case read(@Sendable (LedgerReader, WebRequest) throws -> WebAnswer)
        /// The same for everybody until the next version.
        case fixed(@Sendable (Site) throws -> WebAnswer)
        /// Made from the node as it is within half a second; never older than five seconds.
        case live(@Sendable (Site) throws -> WebAnswer)
        case events
        case bundle
        case post
    }

    let method: HTTPRequest.Method
    /// With `{name}` for what differs.
    let path: String
    let words: String
    let parameters: [Parameter]
    let type: MediaType
    /// The answer's schema in the document; nil where it is no JSON.
    let schema: String?
    let action: Action

    init(
        _ method: HTTPRequest.Method, _ path: String, _ words: String, _ parameters: [Parameter] = [],
        _ type: MediaType = .json, schema: String? = nil, _ action: Action
    ) {
        (self.method, self.path, self.words, self.parameters) = (method, path, words, parameters)
        (self.type, self.schema, self.action) = (type, schema, action)
    }

    /// Whether it is a page.
    var isPage: Bool { type == .html }

    /// Whether people read it, and not programs.
    var isForPeople: Bool { isPage || type == .svg }

    /// Whether it is a page that leads to others, and names nothing that has to be there.
    var isStart: Bool { isPage && !path.contains("{") }

    /// Whether a parameter of this name says anything here.
    func takes(_ name: String) -> Bool { parameters.contains { $0.name == name } }

    /// Refuses what stands in a query twice, and what says nothing here: a program that misspells a parameter would take the answer
    /// to another question for its own. Pages are asked for with whatever programs hang on their addresses: of those only what
    /// was meant for a parameter is refused.
    /// - Throws: ``WebFault``
    func refuseUnclear(_ wish: WebRequest) throws {
        if let name = wish.repeated.sorted().first(where: takes) {
            throw WebFault(.badRequest, "\(name) stands in the address more than once; say it once")
        }
        let isStrict = path.hasPrefix("/v1")
        guard let name = wish.query.keys.sorted().first(where: { !takes($0) && (isStrict || isMeant($0)) }) else { return }
        let known = parameters.isEmpty ? "there are none here" : "there are \(parameters.map(\.name).joined(separator: ", "))"
        throw WebFault(.badRequest, "no parameter is called \(SafeText.quoted(name)); \(known)")
    }

    /// Whether a name was meant for a parameter: it is one of another route, or one of this route's with a letter or two
    /// amiss.
    private func isMeant(_ name: String) -> Bool {
        let small = name.lowercased()
        if Route.Parameter.all.contains(small) { return true }
        return parameters.contains { $0.name.count > 4 && small.distance(to: $0.name, most: 2) != nil }
    }

    /// What the braces stand for in a path, segment by segment; nil where it is another path.
    func parts(of segments: [String]) -> [String: String]? {
        let own = path.split(separator: "/", omittingEmptySubsequences: true)
        guard own.count == segments.count else { return nil }
        var parts: [String: String] = [:]
        for (pattern, segment) in zip(own, segments) {
            if pattern.hasPrefix("{") {
                parts[String(pattern.dropFirst().dropLast())] = segment
            } else if pattern != segment {
                return nil
            }
        }
        return parts
    }
}

extension Route.Parameter {
    static let collective = Route.Parameter(
        name: "collective", words: "A collective by the first 6 or more digits of its id; else the node's current one.",
        schema: .text(pattern: "^[0-9a-fA-F]{6,64}$"))
    /// What any route takes.
    static let all = Set([collective, at, limit, cursor, project, pledge, author].map(\.name))
    /// Days that every year has.
    private static let days =
        "((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)"
    static let at = Route.Parameter(
        name: "at", words: "As it stood at a time: a date, a UTC time, or milliseconds since 1970; else now.",
        schema: .text(pattern: "^[0-9]{1,19}$|^(19[7-9][0-9]|[2-9][0-9]{3})-\(days)(T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?Z)?$"))
    static let limit = Route.Parameter(
        name: "limit", words: "How many items at most.", schema: .number(1...WebLimits.items.most))
    /// What fits 63 bits.
    private static let number = "([0-9]{1,18}|[1-8][0-9]{18}|9223372036854775807)"
    static let cursor = Route.Parameter(
        name: "cursor", words: "Where to go on: `next` of the part before of the same list, from this node.",
        schema: .text(pattern: "^[0-9a-f]{8}(-\(number)){1,3}$"))
    static let project = Route.Parameter(
        name: "project", words: "Those of one project alone, by its id, or its first 6 or more digits.",
        schema: .text(pattern: "^[0-9a-fA-F]{6,64}$"))
    static let pledge = Route.Parameter(
        name: "pledge", words: "Those on one pledge alone, by its id, or its first 6 or more digits.",
        schema: .text(pattern: "^[0-9a-fA-F]{6,64}$"))
    static let author = Route.Parameter(
        name: "author", words: "One author's alone, by their whole key.",
        schema: .text(pattern: "^(pledge1[02-9ac-hj-np-z]{58}|[0-9a-fA-F]{64})$"))
}
