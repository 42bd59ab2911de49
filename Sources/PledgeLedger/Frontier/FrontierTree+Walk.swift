extension FrontierTree {
    /// What two trees compare at one path.
    ///
    /// A feed that is alone at or above the path is shown as one leaf child below it, so that trees
    /// of different shapes can be compared level by level.
    public struct Children: Hashable, Sendable {
        /// The nibbles at which there is something: bit 1 << k stands for nibble k.
        public let branches: UInt16
        /// Those of ``branches`` with a single feed below.
        public let leaves: UInt16
        /// A hash for each of ``branches``, lowest nibble first: a single feed's leaf hash, or the
        /// node's.
        public let hashes: [Digest]

        /// The short form of ``hashes`` for the wire: the first 8 bytes of SHA-256(salt u64 ‖ hash).
        public func hashes(salt: UInt64) -> [UInt64] {
            hashes.map { FrontierHash.short($0, salt: salt) }
        }
    }

    /// The short form of the hash of a feed's leaf; see ``Children/hashes(salt:)``.
    public static func short(_ head: Head, salt: UInt64) -> UInt64 {
        FrontierHash.short(FrontierHash.leaf(head), salt: salt)
    }

    /// The children at a path; none where the tree holds nothing, and none below a whole key.
    public func children(at path: TreePath) -> Children {
        switch find(path) {
        case .leaf(let leaf) where path.count < TreePath.maxCount:
            let bit = UInt16.bit(keyOf(leaf.head.author).raw.nibble(path.count))
            return Children(branches: bit, leaves: bit, hashes: [leaf.hash])
        case .nothing, .leaf:
            return Children(branches: 0, leaves: 0, hashes: [])
        case .node(let node):
            return children(of: node)
        }
    }

    /// ``children(at:)`` in the short form of their hashes.
    public func hashes(at path: TreePath, salt: UInt64) -> [UInt64] {
        children(at: path).hashes(salt: salt)
    }

    /// The only feed under a path; nil when there is none or more than one.
    public func leaf(under path: TreePath) -> Head? {
        guard case .leaf(let leaf) = find(path) else { return nil }
        return leaf.head
    }

    /// How many feeds there are under a path.
    public func count(under path: TreePath) -> Int {
        switch find(path) {
        case .nothing: 0
        case .leaf: 1
        case .node(let node): Int(node.count)
        }
    }

    func children(of node: FrontierNode) -> Children {
        var leaves: UInt16 = 0
        var hashes: [Digest] = []
        hashes.reserveCapacity(node.branches.nonzeroBitCount)
        for nibble in 0..<16 {
            guard let child = node[nibble] else { continue }
            if child.isLeaf { leaves |= .bit(nibble) }
            hashes.append(hash(child))
        }
        return Children(branches: node.branches, leaves: leaves, hashes: hashes)
    }
}
