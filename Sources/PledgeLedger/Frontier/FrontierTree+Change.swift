/// One change to a frontier tree.
public enum FrontierChange: Hashable, Sendable {
    /// Puts a feed in, or gives it a new head.
    case update(Head)
    /// Takes a feed out, if it is in.
    case remove(PublicKey)
}

extension FrontierTree {
    /// Puts a feed in, or gives it a new head. O(depth) hashes.
    public mutating func update(_ head: Head) {
        place(head)
        settle()
    }

    /// Takes a feed out, if it is in. O(depth) hashes.
    public mutating func remove(_ author: PublicKey) {
        take(author)
        settle()
    }

    /// Makes many changes, in order; every node they touch is hashed once.
    public mutating func apply(_ changes: some Sequence<FrontierChange>) {
        for change in changes {
            switch change {
            case .update(let head): place(head)
            case .remove(let author): take(author)
            }
        }
        settle()
    }

    // MARK: Changing the shape; what changed is left stale

    private mutating func place(_ head: Head) {
        let key = keyOf(head.author)
        top = top.map { place(head, key, at: $0, depth: 0) } ?? addLeaf(head)
    }

    /// - Returns: what now stands where `child` stood.
    private mutating func place(_ head: Head, _ key: Digest, at child: FrontierChild, depth: Int) -> FrontierChild {
        if child.isLeaf {
            return place(head, key, atLeaf: child, depth: depth)
        }
        let nibble = key.raw.nibble(depth)
        let next: FrontierChild
        if let below = nodes[child.place][nibble] {
            next = place(head, key, at: below, depth: depth + 1)
        } else {
            next = addLeaf(head)
        }
        nodes[child.place][nibble] = next
        return child
    }

    private mutating func place(_ head: Head, _ key: Digest, atLeaf child: FrontierChild, depth: Int) -> FrontierChild {
        let held = leaves[child.place].head
        // An author seen again needs no key worked out, which is the common case.
        let heldKey = held.author == head.author ? key : keyOf(held.author)
        guard heldKey != key else {
            leaves[child.place] = FrontierLeaf(head)
            rankCounts[Int(held.rank)] -= 1
            rankCounts[Int(head.rank)] += 1
            return child
        }
        // Two keys that start alike need a node at every depth they share.
        var fork = depth
        while heldKey.raw.nibble(fork) == key.raw.nibble(fork) { fork += 1 }
        var node = FrontierNode()
        node[heldKey.raw.nibble(fork)] = child
        node[key.raw.nibble(fork)] = addLeaf(head)
        var built = FrontierChild.node(nodes.insert(node))
        for above in (depth..<fork).reversed() {
            var link = FrontierNode()
            link[key.raw.nibble(above)] = built
            built = .node(nodes.insert(link))
        }
        return built
    }

    mutating func addLeaf(_ head: Head) -> FrontierChild {
        rankCounts[Int(head.rank)] += 1
        return .leaf(leaves.insert(FrontierLeaf(head)))
    }

    private mutating func take(_ author: PublicKey) {
        guard let top, head(of: author) != nil else { return }
        self.top = take(keyOf(author), at: top, depth: 0)
    }

    /// Takes out the leaf with a key that is known to be below `child`.
    /// - Returns: what now stands where `child` stood. A lone leaf moves up, so that the shape is
    ///   as if the other had never been there.
    private mutating func take(_ key: Digest, at child: FrontierChild, depth: Int) -> FrontierChild? {
        if child.isLeaf {
            removeLeaf(child)
            return nil
        }
        var node = nodes[child.place]
        let nibble = key.raw.nibble(depth)
        guard let below = node[nibble] else { return child }
        node[nibble] = take(key, at: below, depth: depth + 1)
        if let leaf = node.loneLeaf {
            nodes.remove(child.place)
            return leaf
        }
        nodes[child.place] = node
        return child
    }

    mutating func removeLeaf(_ child: FrontierChild) {
        rankCounts[Int(leaves[child.place].head.rank)] -= 1
        leaves.remove(child.place)
    }

    // MARK: Bringing hashes up to date

    /// Hashes what is stale. Every public change ends with this.
    mutating func settle() {
        if let top, !top.isLeaf, nodes[top.place].isStale { settle(node: top.place, depth: 0) }
    }

    private mutating func settle(node place: Int, depth: Int) {
        var node = nodes[place]
        var hash = FrontierHash.node(depth: depth, branches: node.branches)
        var count: UInt32 = 0, ranks: UInt64 = 0
        for nibble in 0..<16 {
            guard let child = node[nibble] else { continue }
            if child.isLeaf {
                let leaf = leaves[child.place]
                hash.update(leaf.hash)
                count += 1
                ranks |= FrontierNode.rankBit(leaf.head.rank)
            } else {
                // Asked here, so that of a settled child only one line of memory is read.
                if nodes[child.place].isStale { settle(node: child.place, depth: depth + 1) }
                let below = nodes[child.place]
                hash.update(below.hash)
                count += below.count
                ranks |= below.ranks
            }
        }
        node.settle(hash: hash.finish(), count: count, ranks: ranks)
        nodes[place] = node
    }
}
