import GossipNet
import PledgeLedger

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

    private let node: Node
    private let seenStandings: Lookout<[Standing]>
    private let seenStatus: Lookout<NodeStatus>

    /// The store is not looked at more often than this.
    private static let storeRest = Duration.milliseconds(20)
    /// Nor the node than this: it has other work.
    private static let nodeRest = Duration.milliseconds(500)
    /// Where either has so much work that looking takes long, nobody gets what is older than this.
    private static let oldest = Duration.seconds(5)

    init(store: Store, node: Node) {
        self.node = node
        seenStandings = Lookout(rest: Self.storeRest, oldest: Self.oldest) {
            try store.collectives().map {
                Standing(id: $0.id, change: $0.change, entries: $0.entries, feeds: $0.feeds, isChartered: $0.charter != nil)
            }
        }
        seenStatus = Lookout(rest: Self.nodeRest, oldest: Self.oldest) { node.status() }
    }

    /// Every collective as it stands.
    func standings() throws -> [Standing] { try seenStandings.value() }

    /// The number of the newest change of a collective.
    func change(of id: CollectiveID) throws -> UInt64 { try standings().first { $0.id == id }?.change ?? 0 }

    /// Forgets what was seen: whoever has just given something sees it when they ask next.
    func lookAgain() { seenStandings.forget() }

    /// The node as it was within the last half second, or a few seconds ago where it has much to do.
    func status() -> NodeStatus { (try? seenStatus.value()) ?? node.status() }

    /// The node takes nothing in until there is room.
    func noteFullDisk(_ fault: StoreFault) {
        node.noteFullDisk(fault)
        seenStatus.forget()
    }

    /// The frontier root that the node announces. It waits for the node.
    func root(of id: CollectiveID) -> Digest? { node.root(of: id) }
}
