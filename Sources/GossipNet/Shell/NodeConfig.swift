import Logging
import PledgeLedger

/// What a running node is told at its start.
public struct NodeConfig: Sendable {
    /// The node's own key; it signs no entries.
    public var key: SigningKey
    /// The member whose feed lives on this store, if any: peers confirm its head.
    public var owner: PublicKey?
    /// Where to listen; nil to only dial.
    public var listen: Address?
    /// Nodes to keep a link to.
    public var peers: [Address]
    /// Whether the node stays and takes part in the overlay; false for a single session.
    public var stays: Bool
    /// Where the address book is kept; nil for nowhere.
    public var book: String?
    /// Whether it says hello on the local network.
    public var saysHello: Bool
    public var logger: Logger
    /// What the log calls a node, so that people find it where they look.
    public var nodeName: @Sendable (PublicKey) -> String

    public init(
        key: SigningKey, owner: PublicKey? = nil, listen: Address? = nil, peers: [Address] = [], stays: Bool = false,
        book: String? = nil, saysHello: Bool = false, logger: Logger,
        nodeName: @escaping @Sendable (PublicKey) -> String = { String($0.hex.prefix(12)) }
    ) {
        self.nodeName = nodeName
        self.stays = stays
        self.book = book
        self.saysHello = saysHello
        self.key = key
        self.owner = owner
        self.listen = listen
        self.peers = peers
        self.logger = logger
    }
}

/// What a node tells whoever runs it, on the node's own queue: don't wait there.
public enum NodeEvent: Sendable {
    /// The roots of a collective are equal here and at a peer.
    case inStep(CollectiveID, peer: PublicKey)
    /// What a peer in step holds of the owner's own feed.
    case ownHead(CollectiveID, peer: PublicKey, PeerHead)
    case progress(CollectiveID, received: UInt64, expected: UInt64)
    case linked(peer: PublicKey, common: [CollectiveID])
    /// A dial came to nothing.
    case dialFailed(Address, String)
    case unlinked(peer: PublicKey, String)
    /// There is room on the disk for a store that was opened where there was none: it has to be opened anew.
    case roomAgain
}
