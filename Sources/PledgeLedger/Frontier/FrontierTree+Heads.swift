extension FrontierTree {
    /// The ranks that some feed has, lowest first.
    public var ranks: [UInt8] {
        rankCounts.indices.filter { rankCounts[$0] > 0 }.map { UInt8(truncatingIfNeeded: $0) }
    }

    /// How many feeds have a rank.
    public func count(rank: UInt8) -> Int { rankCounts[Int(rank)] }

    /// Heads under a path, in key order, at most `limit`.
    ///
    /// The last head's author is the cursor for the next call, and needs no memory here: it may
    /// have left the tree by then.
    /// - Parameters:
    ///   - rank: only feeds of this rank; nil for all. Subtrees without it are not entered.
    ///   - after: only feeds whose keys come after this author's.
    public func heads(
        under path: TreePath = .top, rank: UInt8? = nil, after: PublicKey? = nil, limit: Int
    ) -> [Head] {
        var bound = after.map(keyOf)
        if let key = bound, let side = path.side(of: key) {
            guard side == .after else { return [] }
            bound = nil
        }
        var found: [Head] = []
        let wanted = Wanted(rank: rank, limit: limit)
        switch find(path) {
        case .nothing: break
        case .leaf(let leaf): collect(leaf, wanted, after: bound, into: &found)
        case .node(let node): collect(node, wanted, after: bound, depth: path.count, into: &found)
        }
        return found
    }

    private struct Wanted {
        let rank: UInt8?
        let limit: Int
    }

    private func collect(_ leaf: FrontierLeaf, _ wanted: Wanted, after bound: Digest?, into found: inout [Head]) {
        guard found.count < wanted.limit, wanted.rank.map({ $0 == leaf.head.rank }) ?? true else { return }
        if let bound, keyOf(leaf.head.author) <= bound { return }
        found.append(leaf.head)
    }

    /// - Parameter bound: a key that starts with this node's path; nil when all below is wanted.
    private func collect(
        _ node: FrontierNode, _ wanted: Wanted, after bound: Digest?, depth: Int, into found: inout [Head]
    ) {
        if let rank = wanted.rank, node.ranks & FrontierNode.rankBit(rank) == 0 { return }
        let first = bound.map { $0.raw.nibble(depth) } ?? 0
        for nibble in first..<16 where found.count < wanted.limit {
            guard let child = node[nibble] else { continue }
            let bound = nibble == first ? bound : nil
            if child.isLeaf {
                collect(leaves[child.place], wanted, after: bound, into: &found)
            } else {
                collect(nodes[child.place], wanted, after: bound, depth: depth + 1, into: &found)
            }
        }
    }
}
