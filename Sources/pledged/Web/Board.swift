import GossipNet
import PledgeLedger
import Synchronization

/// What changes under the page, looked at as often as anybody asks and no more often than is of use.
final class Board: Sendable {
    /// One collective as the store's row has it.
    struct Standing: Sendable, Hashable {
        var id: CollectiveID
        /// Grows with everything that changes here.
        var change: UInt64
        var entries: UInt64
        var feeds: UInt64
        /// Whether there is anything to see.
        var isChartered: Bool
    }

    private struct State {
        var standings: [Standing] = []
        var looked: ContinuousClock.Instant?
        /// Whether somebody looks just now.
        var isLooking = false
        var status: NodeStatus?
        var asked: ContinuousClock.Instant?
    }

    private let store: Store
    private let node: Node
    private let state = Mutex(State())

    /// The store is not looked at more often than this.
    private static let storeRest = Duration.milliseconds(20)
    /// Where looking takes longer than that, the others wait no more than so long for it.
    private static let storePatience = Duration.milliseconds(500)
    /// Nor the node than this: it has other work.
    private static let nodeRest = Duration.milliseconds(500)

    init(store: Store, node: Node) {
        self.store = store
        self.node = node
    }

    /// Every collective as it stands.
    func standings() throws -> [Standing] {
        let known: [Standing]? = state.withLock { state in
            let age = state.looked.map { ContinuousClock.now - $0 } ?? .seconds(3_600)
            if age < (state.isLooking ? Self.storePatience : Self.storeRest) { return state.standings }
            state.isLooking = true
            return nil
        }
        if let known { return known }
        defer { state.withLock { $0.isLooking = false } }
        let now = ContinuousClock.now
        let standings = try store.collectives().map {
            Standing(id: $0.id, change: $0.change, entries: $0.entries, feeds: $0.feeds, isChartered: $0.charter != nil)
        }
        state.withLock { ($0.standings, $0.looked) = (standings, now) }
        return standings
    }

    /// The number of the newest change of a collective.
    func change(of id: CollectiveID) throws -> UInt64 { try standings().first { $0.id == id }?.change ?? 0 }

    /// Forgets what was seen: whoever has just given something sees it when they ask next.
    func lookAgain() { state.withLock { $0.looked = nil } }

    /// The node as it was within the last half second.
    func status() -> NodeStatus {
        let known = state.withLock { state in
            state.asked.map { ContinuousClock.now - $0 < Self.nodeRest } ?? false ? state.status : nil
        }
        if let known { return known }
        let status = node.status()
        state.withLock { ($0.status, $0.asked) = (status, .now) }
        return status
    }

    /// The frontier root that the node announces.
    func root(of id: CollectiveID) -> Digest? { node.root(of: id) }
}
