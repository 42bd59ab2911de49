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
    }

    private struct State {
        var standings: [Standing] = []
        var looked: ContinuousClock.Instant?
        var status: NodeStatus?
        var asked: ContinuousClock.Instant?
    }

    private let store: Store
    private let node: Node
    private let state = Mutex(State())

    /// The store is not looked at more often than this.
    private static let storeRest = Duration.milliseconds(20)
    /// Nor the node than this: it has other work.
    private static let nodeRest = Duration.milliseconds(500)

    init(store: Store, node: Node) {
        self.store = store
        self.node = node
    }

    /// Every collective as it stands.
    func standings() throws -> [Standing] {
        let known = state.withLock { state in
            state.looked.map { ContinuousClock.now - $0 < Self.storeRest } ?? false ? state.standings : nil
        }
        if let known { return known }
        let now = ContinuousClock.now
        let standings = try store.collectives().map {
            Standing(id: $0.id, change: $0.change, entries: $0.entries, feeds: $0.feeds)
        }
        state.withLock { ($0.standings, $0.looked) = (standings, now) }
        return standings
    }

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
