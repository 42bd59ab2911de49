import PledgeLedger

/// What a ``LinkNetwork`` tells its owner. Events of one link come in order, on its event loop.
public enum LinkEvent: Sendable {
    /// A handshake is done: frames may be sent from now on.
    case linked(LinkedPeer)
    /// Opened frames, in the order in which the peer sent them; never empty.
    case frames(LinkID, [[UInt8]])
    /// A datagram that opened under this link's session.
    case datagram(LinkID, [UInt8])
    /// No datagrams can be sent or received on the address that is listened on.
    case noDatagrams(BindFault)
    /// The queue of bytes to send rose above its high mark (true) or fell below its low one.
    case backlog(LinkID, Bool)
    /// The link is no more. Nothing follows for it.
    case unlinked(LinkID, LinkEnd)
    /// A dial led to no link. Not told after ``LinkNetwork/shutdown()``.
    case dialFailed(Address, DialFault)
    /// An accepted connection was refused or did not complete its handshake.
    case turnedAway(Address, LinkEnd)
}

/// Who is at the other end of a new link.
public struct LinkedPeer: Sendable {
    public let id: LinkID
    /// The peer's node key, proven in the handshake.
    public let node: PublicKey
    /// Names this session, the same at both ends.
    public let handshakeHash: Digest
    /// This side's role: the initiator dialled.
    public let role: Role
    /// The address as it was dialled; nil for a link that the peer dialled.
    public let dialled: Address?
    /// The address at the other end of the connection.
    public let remote: Address
}
