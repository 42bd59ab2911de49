import PledgeLedger

extension Frame {
    /// Two entries by one author at one place.
    public struct Proof: Hashable, Sendable {
        public var collective: UInt32
        public var first: [UInt8]
        public var second: [UInt8]

        public init(collective: UInt32, first: [UInt8], second: [UInt8]) {
            self.collective = collective
            self.first = first
            self.second = second
        }
    }

    /// Which ids does the peer hold at these places of a feed?
    public struct IDsRequest: Hashable, Sendable {
        public var collective: UInt32
        public var number: UInt32
        public var author: PublicKey
        /// Ascending.
        public var seqs: [UInt64]

        public init(collective: UInt32, number: UInt32, author: PublicKey, seqs: [UInt64]) {
            self.collective = collective
            self.number = number
            self.author = author
            self.seqs = seqs
        }
    }

    /// The ids asked for, zero where nothing is held.
    public struct IDs: Hashable, Sendable {
        public var collective: UInt32
        public var number: UInt32
        public var ids: [EntryID]

        public init(collective: UInt32, number: UInt32, ids: [EntryID]) {
            self.collective = collective
            self.number = number
            self.ids = ids
        }
    }

    /// Please send entries by id (the charter, definitions, erasures), or the texts of entries.
    public struct Fetch: Hashable, Sendable {
        public var collective: UInt32
        public var ids: [EntryID]
        public var texts: Bool

        public init(collective: UInt32, ids: [EntryID], texts: Bool) {
            self.collective = collective
            self.ids = ids
            self.texts = texts
        }
    }

    /// One thing that was asked for.
    public struct Fetched: Hashable, Sendable {
        public enum Content: Hashable, Sendable {
            case entry([UInt8])
            /// Salt ‖ UTF-8.
            case text([UInt8])
            /// The sender does not hold it.
            case nothing
        }

        public var collective: UInt32
        public var id: EntryID
        /// Whether the text was asked for, not the entry.
        public var texts: Bool
        public var content: Content

        public init(collective: UInt32, id: EntryID, texts: Bool, content: Content) {
            self.collective = collective
            self.id = id
            self.texts = texts
            self.content = content
        }
    }

    /// Ids of standalone erasures held.
    public struct Extras: Hashable, Sendable {
        public var collective: UInt32
        public var ids: [EntryID]

        public init(collective: UInt32, ids: [EntryID]) {
            self.collective = collective
            self.ids = ids
        }
    }

    /// Heads of feeds in the waiting room.
    public struct Waiting: Hashable, Sendable {
        public var collective: UInt32
        public var heads: [HeadNote]

        public init(collective: UInt32, heads: [HeadNote]) {
            self.collective = collective
            self.heads = heads
        }
    }

    /// The collective's number that the frame is about; nil for frames about the link itself.
    public var collective: UInt32? {
        switch self {
        case .hello, .ping, .pong, .bye, .views: nil
        case .roots(let frame): frame.collective
        case .walk(let frame): frame.collective
        case .heads(let frame): frame.collective
        case .missing(let frame): frame.collective
        case .need(let frame): frame.collective
        case .segment(let frame): frame.collective
        case .done(let frame): frame.collective
        case .proof(let frame): frame.collective
        case .idsRequest(let frame): frame.collective
        case .ids(let frame): frame.collective
        case .fetch(let frame): frame.collective
        case .fetched(let frame): frame.collective
        case .extras(let frame): frame.collective
        case .waiting(let frame): frame.collective
        case .announce(let frame): frame.collective
        case .graft(let frame): frame.collective
        case .prune(let frame): frame.collective
        case .since(let frame): frame.collective
        case .changes(let frame): frame.collective
        case .cancel(let frame): frame.collective
        }
    }
}

/// Why a peer closes a link. Reasons that this version does not know are read as ``other``.
public enum Farewell: UInt32, Hashable, Sendable, CaseIterable, CustomStringConvertible {
    case other = 0
    case nothingInCommon = 1
    case duplicate = 2
    case misbehaviour = 3
    case silent = 4
    case stopping = 5
    case banned = 6
    case noRoom = 7

    public var description: String {
        switch self {
        case .other: "for a reason of its own"
        case .nothingInCommon: "no collective in common"
        case .duplicate: "it has another link to this node"
        case .misbehaviour: "it holds this node for misbehaving"
        case .silent: "it heard nothing for too long"
        case .stopping: "it stops"
        case .banned: "it holds this node for having misbehaved"
        case .noRoom: "it has no room for another neighbour"
        }
    }
}
