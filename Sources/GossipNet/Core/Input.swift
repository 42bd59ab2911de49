import PledgeLedger

/// What the core is told.
///
/// The contract: hand in one input, then carry out all outputs it gave, in order, before the next
/// input. Nothing is told twice. An input that names a link, ticket or collective that the core has
/// let go of in the meantime is ignored, so the shell need not keep track of that.
public enum Input: Sendable {
    // MARK: Collectives

    /// A collective is kept from now on, or its whole state is stated anew (after the charter came,
    /// after a restore, when changes were lost). Everything the core knew of its feeds is replaced.
    case opened(CollectiveState)
    /// A collective is no longer kept.
    case closedCollective(CollectiveID)
    /// Feeds changed, by an entry signed here or by one taken in.
    ///
    /// State every change of heads exactly once, in the order of commits, and before the
    /// ``stored(_:_:_:)`` of the work that made it. `entries` is the collective's new total;
    /// `from` is the link whose entries made the change, nil for a change made here. `number` is that of
    /// the store's newest change of the collective with these in it; 0 where it does not number them.
    case changed(CollectiveID, [HeadChange], entries: UInt64, from: LinkID?, number: UInt64 = 0)
    /// All standalone erasures held now: retracts that erase, past a stop. Stated whole, on change.
    case extras(CollectiveID, [EntryID])
    /// Definitions and texts that the store would like to have, stated whole, on change. `texts` are
    /// ids of entries whose text is missing. More than ``Limits/wanted`` are cut off.
    case wanted(CollectiveID, definitions: [EntryID], texts: [EntryID])

    // MARK: Peers

    /// Dial this address whenever there is no link to the node there.
    case keep(Address)
    /// No longer dial this address. A link that stands is left alone.
    case forget(Address)
    /// Compare everything in common with this node anew, and ask again what it holds of the owner's feed.
    case compare(PublicKey)
    /// An address worth knowing: from an invite (no `host`: it is believed), or from a host of the
    /// local network that said so itself.
    case heard(Address, PublicKey?, host: String?)
    /// An ``Output/dial(_:)`` came to nothing: no connection, or no handshake.
    case dialFailed(Address)
    /// A handshake is done, and `node` proven. `address` is the dialled one; nil for a link that the
    /// other side dialled. `wallClock` is this machine's time, in milliseconds since the Unix epoch.
    /// `host` is the other end as the socket names it, where it is known.
    case linked(
        LinkID, node: PublicKey, handshakeHash: Digest, role: Role, address: Address?, wallClock: UInt64,
        host: String? = nil)
    /// A link has gone, for whatever reason. Not needed after ``Output/close(_:_:)``, and harmless.
    case unlinked(LinkID)
    /// A frame came. `size` is the length of its plaintext.
    case frame(LinkID, Frame, size: Int)
    /// A datagram came that opened under this link's session.
    case datagram(LinkID, Datagram)
    /// A frame came that ``FrameCodec`` refuses.
    case malformed(LinkID, FrameFault)
    /// The outbound queue is above its mark (true), or below it again (false).
    case backlog(LinkID, Bool)

    // MARK: Answers to outputs

    /// What became of a ``Output/take(_:_:author:entries:)``, ``Output/takeProof(_:_:first:second:)``
    /// or ``Output/takeFetched(_:_:_:entry:text:)``. Exactly one each, even when the link has gone.
    case stored(LinkID, Ticket, Outcome)
    /// An ``Output/serve(_:_:need:_:)`` or ``Output/serveChanges(_:_:_:)`` has been queued on its link whole.
    case served(LinkID, Ticket)
    /// The answer to a ``Output/readIDs(_:_:author:seqs:)``: an id for each seq, nil where none is held.
    case ids(Ticket, [EntryID?])

    // MARK: Time

    /// The moment of the latest ``Output/wake(at:)`` has come.
    case timerDue
}

/// A collective as the store has it.
public struct CollectiveState: Sendable {
    public var id: CollectiveID
    /// The private collective's secret; nil for a public one.
    public var secret: [UInt8]?
    /// Whether the charter itself is held. Until it is, nothing but the charter is asked for.
    public var charterHeld: Bool
    /// Feeds in the frontier, any order; in key order fastest.
    public var heads: [Head]
    /// Entries that the feeds in the frontier have together, up to their stops.
    public var entries: UInt64
    /// Feeds in the waiting room.
    public var waiting: [Head]
    /// Ids of standalone erasures held.
    public var extras: [EntryID]
    /// Number of the store's newest change of the collective, of which all this is the state; 0 where it
    /// does not number them.
    public var change: UInt64

    public init(
        id: CollectiveID, secret: [UInt8]? = nil, charterHeld: Bool = true, heads: [Head] = [],
        entries: UInt64 = 0, waiting: [Head] = [], extras: [EntryID] = [], change: UInt64 = 0
    ) {
        self.change = change
        self.id = id
        self.secret = secret
        self.charterHeld = charterHeld
        self.heads = heads
        self.entries = entries
        self.waiting = waiting
        self.extras = extras
    }
}

/// A feed's change.
public struct HeadChange: Hashable, Sendable {
    /// Where a feed is kept.
    public enum Place: Hashable, Sendable {
        case frontier(Head)
        case waiting(Head)
        /// No longer kept.
        case gone
    }

    public var author: PublicKey
    /// The stop before; 0 when nothing was held. Entries above it are new to peers.
    public var before: UInt64
    public var place: Place
    /// Whether this change brought a fork, or a lower one: its proof is then spread before all else.
    public var isForkNew: Bool

    public init(author: PublicKey, before: UInt64, place: Place, isForkNew: Bool = false) {
        self.author = author
        self.before = before
        self.place = place
        self.isForkNew = isForkNew
    }

    /// The head now; nil when the feed is no longer kept.
    public var head: Head? {
        switch place {
        case .frontier(let head), .waiting(let head): head
        case .gone: nil
        }
    }
}

/// What became of entries that were handed to the store.
public struct Outcome: Hashable, Sendable {
    /// A feed and a place in it.
    public struct Spot: Hashable, Sendable {
        public var author: PublicKey
        public var seq: UInt64

        public init(author: PublicKey, seq: UInt64) {
            self.author = author
            self.seq = seq
        }
    }

    /// Why something was refused. The first three are the peer's fault, the others nobody's.
    public enum Refusal: Hashable, Sendable {
        case badSignature, malformed, wrongCollective
        case quota, waitingRoomFull, pastStop, erased, notWanted

        /// Whether no honest peer would have sent it.
        public var isMisbehaviour: Bool { self == .badSignature || self == .malformed || self == .wrongCollective }
    }

    /// Entries that are new and count, texts that were missing, proofs that were news.
    public var accepted: Int
    /// What was held already.
    public var duplicates: Int
    /// Entries are missing: those after this seq.
    public var gap: Spot?
    /// The entry at this seq does not link to the one held before it.
    public var loose: Spot?
    public var refused: Refusal?

    public init(
        accepted: Int = 0, duplicates: Int = 0, gap: Spot? = nil, loose: Spot? = nil, refused: Refusal? = nil
    ) {
        self.accepted = accepted
        self.duplicates = duplicates
        self.gap = gap
        self.loose = loose
        self.refused = refused
    }
}
