import PledgeLedger

/// A moment of a running node, for people and programs.
public struct NodeStatus: Codable, Sendable {
    /// One link.
    public struct Peer: Codable, Sendable {
        /// Node key, 64 hex digits.
        public var node: String
        /// Address at the other end.
        public var address: String
        /// Whether this node dialled.
        public var isDialled: Bool
        /// Milliseconds since the Unix epoch.
        public var since: UInt64
        public var collectives: [Collective]
        /// Smoothed round trip in milliseconds; nil before it is measured.
        public var roundTrip: UInt64?
        /// Entries that it brought and that count.
        public var useful: UInt64 = 0
        /// What it cost beyond what it was good for, in useless frames; see ``Limits/uselessFrames``.
        public var cost: UInt64 = 0
        /// Why there is a link: see ``LinkReason``.
        public var reason: LinkReason = .session
        /// Whether datagrams reach it; nil where it has none.
        public var hasDatagrams: Bool?
        public var isSuspected = false
    }

    /// Why a link stands.
    public enum LinkReason: String, Codable, Sendable {
        /// A person gave its address.
        case given
        /// It is in the active view, chosen here.
        case chosen
        /// It is in the active view, and asked for it.
        case asked
        /// It is being tried.
        case trial
        /// It came for one session.
        case session
    }

    /// One collective on one link.
    public struct Collective: Codable, Sendable {
        public var id: String
        public var isInStep: Bool
        /// Entries of the catch-up under way, so far and in all.
        public var received: UInt64
        public var expected: UInt64
        /// When that catch-up's first entries came, in milliseconds since the Unix epoch; nil where none is
        /// under way.
        public var began: UInt64?
        /// How many had come then: of a first sync that others serve too, perhaps most.
        public var before: UInt64?
        /// Entries that the peer says it holds beyond those held here; nil where that can't be told.
        public var lacking: UInt64?
        /// Since when the roots differ, and when an entry of use last came from the peer, both in milliseconds
        /// since the Unix epoch; nil for not, and before roots were compared.
        public var apartSince: UInt64?
        public var cameLast: UInt64?
    }

    /// Node key, 64 hex digits.
    public var node: String
    /// Where the node listens.
    public var address: String?
    public var peers: [Peer]
    /// Frames' bytes received and sent since the start.
    public var bytesIn: UInt64
    public var bytesOut: UInt64
    /// Entries sent to peers since the start.
    public var entriesOut: UInt64
    /// How new entries came since the start.
    public var pushes = Pushes()
    /// Median of the clocks of peers that this node dialled less this machine's, in milliseconds; nil without such.
    public var clockOffset: Int64?
    /// The same of those that dialled in, where it dialled nobody and two address groups say as much. Anybody can dial
    /// in: it is nothing to act on.
    public var clockOffsetInward: Int64?
    /// How full is what has a bound.
    public var uses: [Use] = []
    /// Whether the disk is full: the node serves what it holds, and takes nothing in until there is room.
    public var isReadOnly = false
    /// Another machine with this node's key, where one was noticed within the hour.
    public var twinSeen: KeyTwin.Sighting?

    /// Entries that came along the broadcast trees.
    public struct Pushes: Codable, Sendable {
        /// Those that were new.
        public var entries: UInt64 = 0
        /// Those that were here already.
        public var again: UInt64 = 0
        /// Links that the new ones had come over, summed.
        public var hops: UInt64 = 0
    }

    /// Something that has a bound, and how much of it is used.
    public struct Use: Codable, Sendable {
        public var name: String
        public var used: UInt64
        public var bound: UInt64
    }
}

/// What the node remembers of each link for its status.
struct LinkNotes {
    let peer: LinkedPeer
    let since: UInt64
    var collectives: [CollectiveID: NodeStatus.Collective] = [:]

    mutating func note(_ id: CollectiveID, _ change: (inout NodeStatus.Collective) -> Void) {
        var state = collectives[id]
            ?? NodeStatus.Collective(id: id.hex, isInStep: false, received: 0, expected: 0, began: nil)
        change(&state)
        collectives[id] = state
    }

    var status: NodeStatus.Peer {
        NodeStatus.Peer(
            node: peer.node.hex, address: peer.remote.description, isDialled: peer.dialled != nil, since: since,
            collectives: collectives.sorted { $0.key < $1.key }.map(\.value))
    }
}
