import PledgeLedger

/// One message between two nodes. proto/frames.proto has its shape on the wire.
public enum Frame: Hashable, Sendable {
    case hello(Hello)
    case roots(Roots)
    case walk(Walk)
    case heads(Heads)
    case missing(Missing)
    case need(Need)
    case segment(Segment)
    case done(Done)
    case proof(Proof)
    case idsRequest(IDsRequest)
    case ids(IDs)
    case fetch(Fetch)
    case fetched(Fetched)
    case extras(Extras)
    case waiting(Waiting)
    case ping(UInt32)
    case pong(UInt32)
    case bye(Farewell)
    /// What keeps the overlay.
    case views(ViewMessage)
    case announce(Announce)
    case graft(Graft)
    case prune(Prune)
    case since(Since)
    case changes(Changes)
    case cancel(Cancel)
}

extension Frame {
    /// First frame in each direction, and again when another collective is opened.
    public struct Hello: Hashable, Sendable {
        /// Drawn anew whenever the sender's store is not the one it was.
        public var incarnation: UInt64
        /// The sender's clock, milliseconds since the Unix epoch, as it claims.
        public var time: UInt64
        /// See ``overlapProof(secret:handshakeHash:senderRole:collective:)``.
        public var proofs: [Digest]
        /// The sender is a node that stays, not a single session.
        public var stays: Bool
        /// Where the sender takes links; 0 for nowhere.
        public var port: UInt16
        /// The sender sends and receives datagrams.
        public var hasDatagrams: Bool
        /// The sender knows the frames and fields of ``Frame/Since``, ``Frame/Changes`` and
        /// ``Frame/Cancel``; earlier programs do not.
        public var catchesUp: Bool

        public init(
            incarnation: UInt64, time: UInt64, proofs: [Digest], stays: Bool = false, port: UInt16 = 0,
            hasDatagrams: Bool = false, catchesUp: Bool = false
        ) {
            self.catchesUp = catchesUp
            self.incarnation = incarnation
            self.time = time
            self.proofs = proofs
            self.stays = stays
            self.port = port
            self.hasDatagrams = hasDatagrams
        }
    }

    /// What the sender holds of a collective.
    public struct Roots: Hashable, Sendable {
        public enum Root: Hashable, Sendable {
            case whole(Digest)
            /// The one that the receiver last told; its first 8 bytes.
            case same(UInt64)
        }

        public var collective: UInt32
        public var root: Root
        /// 0 with the same root.
        public var entries: UInt64
        /// Hash of the ids of standalone erasures; nil where there are none.
        public var extras: Digest?
        /// Please answer with yours.
        public var ask: Bool
        /// Number of the newest change in the sender's store at which its root is this one; 0 for none.
        public var change: UInt64

        public init(
            collective: UInt32, root: Root, entries: UInt64, extras: Digest? = nil, ask: Bool = false,
            change: UInt64 = 0
        ) {
            self.change = change
            self.ask = ask
            self.collective = collective
            self.root = root
            self.entries = entries
            self.extras = extras
        }
    }

    /// A step of comparing two frontier trees.
    public struct Walk: Hashable, Sendable {
        /// A node of the sender's frontier tree.
        public struct Node: Hashable, Sendable {
            public var path: TreePath
            /// Bit 1 << k stands for nibble k.
            public var branches: UInt16
            public var leaves: UInt16
            /// Salted short hashes, one for each branch, lowest nibble first.
            public var hashes: [UInt64]

            public init(path: TreePath, branches: UInt16, leaves: UInt16, hashes: [UInt64]) {
                self.path = path
                self.branches = branches
                self.leaves = leaves
                self.hashes = hashes
            }
        }

        public var collective: UInt32
        /// From 0 on each link.
        public var number: UInt32
        /// In a walk's first frame alone; never 0 there.
        public var salt: UInt64?
        /// How many of the peer's frames of this walk (with nodes, heads or missing places) are worked
        /// through since the last walk frame.
        public var acks: UInt32
        /// The sender has more nodes to send than it may have under way.
        public var more: Bool
        /// The sender takes nothing in from this walk.
        public var busy: Bool
        public var nodes: [Node]

        public init(
            collective: UInt32, number: UInt32, salt: UInt64? = nil, acks: UInt32 = 0, more: Bool = false,
            busy: Bool = false, nodes: [Node] = []
        ) {
            self.collective = collective
            self.number = number
            self.salt = salt
            self.acks = acks
            self.more = more
            self.busy = busy
            self.nodes = nodes
        }
    }

    /// A head as it is told to a peer.
    public struct HeadNote: Hashable, Sendable {
        public var author: PublicKey
        public var stop: UInt64
        /// Zero at stop 0, and in an answer that only says that the sender has more.
        public var id: EntryID
        public var fork: UInt64
        /// Nibbles of the place at which a walk met it; 0 elsewhere.
        public var depth: UInt8

        public init(author: PublicKey, stop: UInt64, id: EntryID, fork: UInt64 = 0, depth: UInt8 = 0) {
            self.author = author
            self.stop = stop
            self.id = id
            self.fork = fork
            self.depth = depth
        }
    }

    /// Heads of feeds in the frontier; `walk` is the walk's number + 1, 0 outside a walk.
    public struct Heads: Hashable, Sendable {
        public var collective: UInt32
        public var walk: UInt32
        public var heads: [HeadNote]

        public init(collective: UInt32, walk: UInt32, heads: [HeadNote]) {
            self.collective = collective
            self.walk = walk
            self.heads = heads
        }
    }

    /// Places under which the peer holds nothing and the sender does; `walk` is the walk's number + 1.
    public struct Missing: Hashable, Sendable {
        public var collective: UInt32
        public var walk: UInt32
        public var paths: [TreePath]

        public init(collective: UInt32, walk: UInt32, paths: [TreePath]) {
            self.collective = collective
            self.walk = walk
            self.paths = paths
        }
    }

    /// Please serve these feeds, and all feeds under these places.
    public struct Need: Hashable, Sendable {
        public struct Range: Hashable, Sendable {
            public var author: PublicKey
            /// The last seq held.
            public var after: UInt64
            /// Entries wanted at most; 0 for all.
            public var limit: UInt32

            public init(author: PublicKey, after: UInt64, limit: UInt32 = 0) {
                self.author = author
                self.after = after
                self.limit = limit
            }
        }

        public var collective: UInt32
        /// Names the need on its channel; from 1.
        public var number: UInt32
        public var ranges: [Range]
        public var paths: [TreePath]
        public var tails: [Tail]
        /// Of the places only feeds of this rank; nil for all.
        public var rank: UInt8?

        public init(
            collective: UInt32, number: UInt32, ranges: [Range] = [], paths: [TreePath] = [], tails: [Tail] = [],
            rank: UInt8? = nil
        ) {
            self.collective = collective
            self.number = number
            self.ranges = ranges
            self.paths = paths
            self.tails = tails
            self.rank = rank
        }
    }

    /// Entries of one feed, packed as ``SegmentPacker`` does; `need` is 0 for a push.
    public struct Segment: Hashable, Sendable {
        public var collective: UInt32
        public var need: UInt32
        public var author: PublicKey
        public var entries: [UInt8]
        /// The links that the newest entry has come over, this one included; for a need 0 where that is not known.
        public var hops: UInt8

        public init(collective: UInt32, need: UInt32, author: PublicKey, entries: [UInt8], hops: UInt8 = 0) {
            self.collective = collective
            self.need = need
            self.author = author
            self.entries = entries
            self.hops = hops
        }
    }

    /// A need is served, or was cancelled.
    public struct Done: Hashable, Sendable {
        public var collective: UInt32
        public var need: UInt32
        /// Of a need with a rank: the next rank that feeds under its places have; nil for none.
        public var next: UInt8?

        public init(collective: UInt32, need: UInt32, next: UInt8? = nil) {
            self.collective = collective
            self.need = need
            self.next = next
        }
    }
}
