import PledgeLedger

/// A link to another node.
struct Link: Sendable {
    let id: LinkID
    let node: PublicKey
    let role: Role
    let handshakeHash: Digest
    /// The address that was dialled; nil when the peer dialled.
    let address: Address?
    /// The other end as the socket names it.
    let host: String?
    let began: Moment
    /// This machine's clock when the link began.
    let wallClock: UInt64

    /// When the last frame came.
    var heard: Moment
    /// When the last ping was sent.
    var pinged: Moment?
    var pings: UInt32 = 0
    /// What the peer's hello says: whether it stays, the port where it takes links, or 0, and whether
    /// it has datagrams.
    var staysHere = false
    var port: UInt16 = 0
    var hasDatagrams = false
    /// Names the peer's store, as its hello says.
    var incarnation: UInt64 = 0
    /// The peer knows what cursors and shares need; see ``Frame/Hello/catchesUp``.
    var catchesUp = false
    /// The views know of it.
    var isInViews = false
    /// What the peer's last datagram said of its roots fits those held here.
    var rootsAgree = false
    /// Since when it was asked over the link what it holds, because its datagrams say something else, and no frame came.
    var doubted: Moment?
    /// Entries that it brought and that count.
    var useful: UInt64 = 0
    /// Hellos received.
    var hellos = 0
    var theirProofs: [Digest] = []
    /// The collectives proven in this side's hellos, in order.
    var proven: [CollectiveID] = []
    /// Common collectives.
    var channels = SortedMap<CollectiveID, Boxed<ChannelState>>()
    /// The collectives by their numbers.
    var numbers = SortedMap<UInt32, CollectiveID>()
    /// The outbound queue is above its mark.
    var isBacklogged = false
    var roundTrip = RoundTrip()
    var requests: Bucket
    var cost: Cost

    var hasHello: Bool { hellos > 0 }

    /// Who dialled.
    func dialler(own: PublicKey) -> PublicKey { role == .initiator ? own : node }
}

/// A bucket of tokens that fills with time.
struct Bucket: Sendable {
    let perSecond: UInt64
    let most: UInt64
    /// Thousandths of a token.
    private var level: UInt64
    private var filled: Moment

    init(perSecond: UInt64, most: UInt64, now: Moment) {
        self.perSecond = perSecond
        self.most = most
        level = most * 1000
        filled = now
    }

    /// Takes a token; false when there is none.
    mutating func take(now: Moment) -> Bool {
        let elapsed = min(now.since(filled), 3_600_000)
        level = min(most * 1000, level + elapsed * perSecond)
        filled = now
        guard level >= 1000 else { return false }
        level -= 1000
        return true
    }
}

/// What a peer cost, less what it was good for. Forgiven with time.
struct Cost: Sendable {
    private(set) var owed: UInt64 = 0
    private var forgiven: Moment

    init(now: Moment) { forgiven = now }

    /// Adds what a frame cost.
    /// - Returns: false when the peer costs too much.
    mutating func add(_ cost: UInt64, now: Moment) -> Bool {
        let seconds = now.since(forgiven) / 1000
        if seconds > 0 {
            owed -= min(owed, seconds * Limits.forgivenPerSecond)
            forgiven = now
        }
        owed += cost
        return owed <= Limits.uselessFrames
    }

    /// The peer gave something useful.
    mutating func earn(_ accepted: UInt64) { owed -= min(owed, accepted) }
}
