import PledgeLedger

/// Something asked for by id.
struct FetchItem: Hashable, Comparable, Sendable {
    var id: EntryID
    /// Whether the text of the entry is wanted, not the entry.
    var texts: Bool

    static func < (left: FetchItem, right: FetchItem) -> Bool {
        left.id == right.id ? !left.texts && right.texts : left.id < right.id
    }
}

/// What the core holds of one collective.
struct Domain: Sendable {
    let id: CollectiveID
    let secret: [UInt8]?
    var charterHeld: Bool
    private(set) var tree: FrontierTree
    /// The tree's, kept beside it: it is asked for with every ping.
    private(set) var root: Digest
    /// Entries of all feeds in the tree.
    var entries: UInt64
    /// Number of the store's newest change of the collective; 0 where it does not number them.
    var change: UInt64
    var waiting = SortedMap<PublicKey, Head>()
    /// Ids of standalone erasures, ascending.
    private(set) var extras: [EntryID] = []
    /// Hash over ``extras``; nil where there are none.
    private(set) var extrasDigest: Digest?
    /// What is to be fetched from whoever has it, ascending.
    var wants: [FetchItem] = []
    /// Channels have something in their own queues to be fetched.
    var hasQueuedFetches = false
    /// The link that a comparison takes entries in from; one at a time, so that nothing comes twice.
    var intake: LinkID?
    /// Work of links that are gone which is not stored yet: what is asked for before it is would come twice.
    var orphans = 0
    /// A first sync that several peers serve; nil where there is none.
    var shares: Shares?
    /// There was one since the last walk, or since any peer was in step.
    var hasShared = false
    /// How the latest pushes came.
    var arrivals = BroadcastArrivals()
    /// What was announced and has not come yet.
    var missing = BroadcastMissing()

    init(_ state: CollectiveState) {
        id = state.id
        secret = state.secret
        charterHeld = state.charterHeld
        tree = FrontierTree(collective: state.id, heads: state.heads)
        root = tree.root()
        entries = state.entries
        change = state.change
        for head in state.waiting.prefix(Limits.waiting) { waiting[head.author] = head }
        if !charterHeld { wants = [FetchItem(id: state.id, texts: false)] }
        set(extras: state.extras)
    }

    /// What goes into an overlap proof: the secret, or the public collective's id.
    var proofKey: [UInt8] { secret ?? id.bytes }

    mutating func set(extras ids: [EntryID]) {
        extras = ids.prefix(Limits.extras).sorted()
        var hash = SHA256()
        for id in extras { hash.update(id) }
        extrasDigest = extras.isEmpty ? nil : hash.finish()
    }

    func holds(extra id: EntryID) -> Bool {
        extras[extras.partitioningIndex { $0 >= id }...].first == id
    }

    /// A feed's head, wherever it is kept.
    func head(of author: PublicKey) -> Head? { tree.head(of: author) ?? waiting[author] }

    /// Brings heads up to date.
    mutating func apply(_ changes: [HeadChange]) {
        tree.apply(changes.lazy.map { change in
            if case .frontier(let head) = change.place { return FrontierChange.update(head) }
            return .remove(change.author)
        })
        root = tree.root()
        for change in changes {
            if case .waiting(let head) = change.place {
                if waiting.count < Limits.waiting || waiting.contains(change.author) { waiting[change.author] = head }
            } else if waiting.contains(change.author) {
                waiting[change.author] = nil
            }
        }
    }
}

extension Boxed<Domain> {
    /// The same without a copy of all that the collective has.
    func head(of author: PublicKey) -> Head? {
        let tree = value.tree
        return tree.head(of: author) ?? value.waiting[author]
    }
}

extension Frame.HeadNote {
    init(_ head: Head, depth: Int = 0) {
        self.init(
            author: head.author, stop: head.stop, id: head.id, fork: head.fork,
            depth: UInt8(truncatingIfNeeded: depth))
    }
}
