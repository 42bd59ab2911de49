import Foundation
import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// What all requests share: the store, the node, what was answered before, and the bounds.
///
/// The page is read-only: nothing here knows a member's key.
final class Site: Sendable {
    let home: Home
    let store: Store
    let node: Node
    let board: Board
    let answers: AnswerCache<WebAnswer>
    let events: EventHub
    let memo = Memo()
    let templates: Templates
    let reads: Buckets
    let posts = Buckets(WebLimits.posts)
    /// What each address holds of connections and of event streams.
    let connections = AddressPlaces(most: WebLimits.connectionsOfOne)
    let streams = AddressPlaces(most: WebLimits.streamsOfOne)
    let counts = RequestCounts()
    let logger: Logger
    let bundles = BundlePlaces()
    let verifier = ParallelVerifier()
    private let allowed: Mutex<HostRule>
    private let shownAddress = Mutex("http://\(WebConfig.usualAddress)")

    /// Who may ask, and from where: the keeper may change it while the node runs.
    var rule: HostRule {
        get { allowed.withLock { $0 } }
        set { allowed.withLock { $0 = newValue } }
    }

    /// Where browsers reach this page, for commands that people copy.
    var address: String {
        get { shownAddress.withLock { $0 } }
        set { shownAddress.withLock { $0 = newValue } }
    }

    /// - Parameter rate: how fast one address may ask; nil for as fast as it likes.
    /// - Throws: what a template's own test would have shown.
    init(home: Home, store: Store, node: Node, rule: HostRule, rate: Bucket.Rate?, logger: Logger) throws {
        self.home = home
        self.store = store
        self.node = node
        self.logger = logger
        allowed = Mutex(rule)
        reads = Buckets(rate)
        board = Board(store: store, node: node)
        answers = AnswerCache<WebAnswer>()
        events = EventHub(board: board)
        templates = try Templates()
        BundleFile.sweep(home)
    }

    /// Whether there is no collective to show yet.
    var isEmpty: Bool { get throws { try !board.standings().contains { $0.isChartered } } }

    /// The id of the collective that a request means, without a look into the store where that is known.
    /// - Throws: ``WebFault``
    func identified(_ prefix: String?) throws -> CollectiveID {
        if prefix == nil, let id = try? home.current(), try board.standings().contains(where: { $0.id == id && $0.isChartered }) { return id }
        return try collective(prefix).id
    }

    /// Collectives that are looked through for an id; a node holds a few.
    private static let mostHolders = 32

    /// The collectives that hold an entry whose id begins so.
    func holders(of prefix: IDPrefix) throws -> [CollectiveID] {
        try board.standings().filter(\.isChartered).prefix(Self.mostHolders).map(\.id).filter { id in
            try store.find(prefix, in: id).contains { finding in
                if case .entry = finding { true } else { false }
            }
        }
    }

    /// The collective that a request means: the one whose id begins so, else the home's current one, else
    /// the first whose charter is here.
    /// - Throws: ``WebFault``
    func collective(_ prefix: String?) throws -> CharteredCollective {
        let id: CollectiveID?
        if let prefix {
            guard let prefix = IDPrefix(prefix) else { throw WebFault(.badRequest, "collective is 6 to 64 hex digits of an id") }
            let found = try store.findCollectives(prefix)
            guard found.count == 1 else { throw WebFault(.notFound, "no one collective here begins with \(prefix)") }
            id = found[0]
        } else {
            id = try? home.current()
        }
        if let id, let row = try store.collective(id), let charter = row.charter {
            return CharteredCollective(row: row, charter: charter)
        }
        guard prefix == nil, let row = try store.collectives().first(where: { $0.charter != nil }), let charter = row.charter else {
            throw WebFault(.notFound, "no collective is here yet, or its charter has not arrived")
        }
        return CharteredCollective(row: row, charter: charter)
    }
}

/// Why a request gets no answer, in one line for whoever asked.
package struct WebFault: Error, Sendable {
    package enum Kind: Int, Sendable {
        case badRequest = 400
        case forbidden = 403
        case notFound = 404
        case methodNotAllowed = 405
        case tooLarge = 413
        case mediaType = 415
        case misdirected = 421
        case tooMany = 429
        case failed = 500
        case busy = 503
        case noRoom = 507
    }

    package let kind: Kind
    package let words: String
    /// Whether it lies in the moment that was chosen, so that the same may well be there now.
    let isOfMoment: Bool

    init(_ kind: Kind, _ words: String, isOfMoment: Bool = false) {
        (self.kind, self.words, self.isOfMoment) = (kind, words, isOfMoment)
    }
}

/// Requests answered, by status, since the start.
final class RequestCounts: Sendable {
    private let counts = Mutex<[Int: UInt64]>([:])

    func note(_ status: Int) { counts.withLock { $0[status, default: 0] += 1 } }
    var all: [(status: Int, count: UInt64)] { counts.withLock { $0.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } } }
}
