/// The map from every kept feed of a collective to its head, with a Merkle root over it.
///
/// A 16-ary radix tree keyed by SHA-256(author), with each leaf at the first depth where its key's
/// prefix is unique; so with exactly one feed the top is that leaf, at depth 0. The hashes are
/// those of ``FrontierHash``. Content alone decides every hash: no order of changes matters.
///
/// A value: a copy is a snapshot, and shares with its origin what neither has changed since. Hashes
/// are never out of date between calls; a group of changes that is given to ``apply(_:)`` whole
/// shares the work of bringing them up to date.
public struct FrontierTree: Sendable {
    /// The collective whose feeds these are; part of the root.
    public let collective: CollectiveID

    let keyOf: @Sendable (PublicKey) -> Digest
    var top: FrontierChild?
    var leaves = Slab<FrontierLeaf>()
    var nodes = Slab<FrontierNode>()
    /// How many feeds there are of each rank, 0…255.
    var rankCounts = [Int](repeating: 0, count: 256)

    /// An empty tree.
    public init(collective: CollectiveID) {
        self.init(collective: collective, key: FrontierHash.key)
    }

    /// An empty tree with keys made another way, so that tests can make them meet deep down. Two
    /// authors with one key are taken for one feed.
    package init(collective: CollectiveID, key: @escaping @Sendable (PublicKey) -> Digest) {
        self.collective = collective
        keyOf = key
    }

    /// Where an author's leaf belongs in every tree: SHA-256 of the author's 32 bytes.
    public static func key(of author: PublicKey) -> Digest { FrontierHash.key(author) }

    /// How many feeds there are.
    public var count: Int { leaves.count }

    /// The root, which is equal for two trees exactly when all their feeds' heads are.
    public func root() -> Digest {
        FrontierHash.root(collective: collective, top: top.map(hash) ?? .zero)
    }

    /// The head of an author's feed; nil when the feed isn't in the tree.
    public func head(of author: PublicKey) -> Head? {
        guard case .leaf(let leaf) = find(TreePath(keyOf(author), count: TreePath.maxCount)),
            leaf.head.author == author
        else { return nil }
        return leaf.head
    }

    /// What lies at a path: the node there, the only leaf under it, or nothing.
    enum Found {
        case nothing
        case leaf(FrontierLeaf)
        case node(FrontierNode)
    }

    func find(_ path: TreePath) -> Found {
        guard var child = top else { return .nothing }
        var depth = 0
        while !child.isLeaf {
            let node = nodes[child.place]
            guard let nibble = path.nibble(depth) else { return .node(node) }
            guard let next = node[nibble] else { return .nothing }
            child = next
            depth += 1
        }
        let leaf = leaves[child.place]
        return path.contains(keyOf(leaf.head.author)) ? .leaf(leaf) : .nothing
    }

    func hash(_ child: FrontierChild) -> Digest {
        child.isLeaf ? leaves[child.place].hash : nodes[child.place].hash
    }
}
