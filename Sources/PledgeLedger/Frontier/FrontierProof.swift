/// Proof that a feed's head is under a frontier root: for each level from the top, which children
/// the node has and the hashes of all but the feed's own. About 2.5 KB among a million feeds.
public struct FrontierProof: Hashable, Sendable {
    /// One node on the way from the top to the leaf.
    public struct Level: Hashable, Sendable {
        /// The node's children: bit 1 << k stands for nibble k.
        public var branches: UInt16
        /// The hashes of its other children, lowest nibble first.
        public var siblings: [Digest]

        public init(branches: UInt16, siblings: [Digest]) {
            self.branches = branches
            self.siblings = siblings
        }
    }

    /// The nodes from the top, at most 64; none when the feed is the only one.
    public var levels: [Level]

    public init(levels: [Level]) { self.levels = levels }

    /// The root that this proof leads to from a head. It proves the head when that is the root
    /// someone vouched for; ``Head/rank`` is not covered. Nil for a proof that no tree can give.
    public func root(collective: CollectiveID, head: Head) -> Digest? {
        root(collective: collective, head: head, key: FrontierHash.key)
    }

    /// The same with keys made another way, for tests.
    package func root(
        collective: CollectiveID, head: Head, key: (PublicKey) -> Digest
    ) -> Digest? {
        guard levels.count <= TreePath.maxCount else { return nil }
        let key = key(head.author)
        var hash = FrontierHash.leaf(head)
        for depth in levels.indices.reversed() {
            guard let above = levels[depth].hash(around: hash, at: key.raw.nibble(depth), depth: depth)
            else { return nil }
            hash = above
        }
        return FrontierHash.root(collective: collective, top: hash)
    }
}

extension FrontierProof.Level {
    /// The node's hash when `own` is the child at `nibble`; nil when it has no such child or not as
    /// many siblings as it claims.
    fileprivate func hash(around own: Digest, at nibble: Int, depth: Int) -> Digest? {
        guard branches.holds(nibble), siblings.count == branches.nonzeroBitCount - 1 else { return nil }
        let before = (branches & (.bit(nibble) - 1)).nonzeroBitCount
        var hash = FrontierHash.node(depth: depth, branches: branches)
        for sibling in siblings.prefix(before) { hash.update(sibling) }
        hash.update(own)
        for sibling in siblings.dropFirst(before) { hash.update(sibling) }
        return hash.finish()
    }
}

extension FrontierTree {
    /// Proof of an author's head under ``root()``; nil when the feed isn't in the tree.
    public func proof(of author: PublicKey) -> FrontierProof? {
        guard head(of: author) != nil, var child = top else { return nil }
        let key = keyOf(author)
        var levels: [FrontierProof.Level] = []
        while !child.isLeaf {
            let node = nodes[child.place]
            let nibble = key.raw.nibble(levels.count)
            guard let next = node[nibble] else { return nil }
            var siblings = children(of: node).hashes
            siblings.remove(at: (node.branches & (.bit(nibble) - 1)).nonzeroBitCount)
            levels.append(.init(branches: node.branches, siblings: siblings))
            child = next
        }
        return FrontierProof(levels: levels)
    }
}
