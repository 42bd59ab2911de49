import PledgeLedger

/// A node that somebody told of. Its address group is not sent: everybody works it out.
public struct PeerSample: Hashable, Sendable {
    public let node: PublicKey
    public let address: Address

    public init(node: PublicKey, address: Address) {
        self.node = node
        self.address = address
    }
}

/// What nodes tell each other to keep the overlay; HyParView's messages (Leitão, Pereira and
/// Rodrigues, DSN 2007). A list of samples holds at most ``Limits/sample``.
public enum ViewMessage: Hashable, Sendable {
    /// How much a node needs a neighbour.
    public enum Priority: Hashable, Sendable {
        case low
        /// It has no other neighbour, or one only, or two while everybody refuses it.
        case high
    }

    /// The sender is new. Answered by `neighbourReply`, and passed on to the active view.
    case join
    /// A node has joined: whoever ends the walk dials it. `ttl` is steps left, at most ``Limits/activeWalk``.
    case forwardJoin(PeerSample, ttl: UInt8)
    /// Take the sender into the active view.
    case neighbour(Priority)
    /// Whether the asker is taken; nodes for it to know, above all when it is not.
    case neighbourReply(isAccepted: Bool, [PeerSample])
    /// The sender leaves the link: it is no longer in its active view.
    case disconnect
    /// Nodes to be exchanged with whoever ends the walk.
    case shuffle(origin: PublicKey, ttl: UInt8, [PeerSample])
    /// The other half of the exchange; goes back the way the shuffle came, so that an origin which
    /// nobody can dial has it too.
    case shuffleReply(origin: PublicKey, [PeerSample])
}
