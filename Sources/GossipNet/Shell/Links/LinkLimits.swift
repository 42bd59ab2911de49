/// The bounds on links, each with its reason. The defaults are what a node uses; tests shorten them.
public struct LinkLimits: Sendable {
    // MARK: Handshakes

    /// For a whole handshake: three messages, so two round trips even over a satellite, with one
    /// packet lost.
    public var handshake: Duration = .seconds(5)
    /// For finding a host's addresses and connecting to one.
    public var dial: Duration = .seconds(10)
    /// Accepted connections whose handshake is not done, in all: each costs a descriptor and a few
    /// kilobytes, and the peer is still anybody.
    public var halfOpen = 64
    /// The same from one IPv4 address or one IPv6 /64 network: far more than honest nodes behind
    /// one address need at once, and an eighth of ``halfOpen``.
    public var halfOpenPerHost = 8
    /// How long an accepted connection is safe from being closed for a newer one when a cap is
    /// reached. An honest handshake needs one round trip, so silent connections can't keep others
    /// out for longer than this.
    public var halfOpenGrace: Duration = .seconds(1)
    /// Links that others dialled: bounds descriptors and buffers.
    public var inboundLinks = 256

    // MARK: Receiving

    /// How long a begun frame may take, beyond what ``frameRate`` allows for its bytes.
    public var framePatience: Duration = .seconds(10)
    /// Bytes a second that extend ``framePatience``: a link slower than this is of no use, and a
    /// whole frame can be drawn out to at most 26 seconds.
    public var frameRate = 4_096
    /// Most bytes of one read from a socket: four of the longest frames, so that few are cut.
    public static let readBytes = 262_144

    // MARK: Sending

    /// Queued bytes over which a link counts as backlogged: nothing more should be pushed to it.
    public var backlogHigh = 4 << 20
    /// Queued bytes under which the backlog is over.
    public var backlogLow = 1 << 20
    /// Queued bytes over which a streaming sender waits: enough to keep a link busy, and short
    /// enough that a new entry queued behind it leaves soon.
    public var streamHigh = 1 << 20
    /// Queued bytes under which a waiting sender goes on.
    public var streamLow = 512 << 10
    /// Queued bytes over which the peer is dropped as a slow reader.
    public var queueBytes = 16 << 20
    /// How long nothing at all may leave while something is queued.
    public var drainPatience: Duration = .seconds(30)
    /// How long a link that is being closed may take to send what is queued.
    public var closeGrace: Duration = .seconds(2)
    /// Sealed bytes handed to the socket ahead of what it took: above `high` sealing stops, below
    /// `low` it goes on. Small, because everything sealed is held twice over.
    static let writeAhead = (low: 256 << 10, high: 512 << 10)
    /// Small frames are sealed side by side into buffers of this many bytes, so that one system
    /// call takes many; progress is seen a buffer at a time.
    static let sealedBuffer = 65_536
    /// Times that one turn of the loop fills the socket before others have theirs.
    static let roundsPerTurn = 8
    /// Connections that the kernel holds until they are accepted.
    static let listenBacklog: Int32 = 256

    public init() {}

    /// What a node uses.
    public static let standard = LinkLimits()
}
