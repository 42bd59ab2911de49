extension FrontierTree {
    /// A tree of many feeds at once, taken one at a time from any sequence, in any order: the
    /// fastest when it is the order of keys. Where an author comes twice the last one counts.
    public init(collective: CollectiveID, heads: some Sequence<Head>) {
        self.init(collective: collective, heads: heads, key: FrontierHash.key)
    }

    /// The same with keys made another way, for tests.
    package init(
        collective: CollectiveID, heads: some Sequence<Head>, key: @escaping @Sendable (PublicKey) -> Digest
    ) {
        self.init(collective: collective, key: key)
        var seeds = ContiguousArray<Seed>()
        seeds.reserveCapacity(heads.underestimatedCount)
        for head in heads {
            let leaf = addLeaf(head)
            seeds.append(Seed(prefix: key(head.author).raw.prefix, leaf: leaf))
        }
        sort(&seeds)
        dropRepeated(&seeds)
        if !seeds.isEmpty { top = build(seeds, seeds.indices, depth: 0) }
        settle()
    }

    /// A leaf that waits for its place, with the first 16 nibbles of its key. 16 bytes.
    private struct Seed {
        let prefix: UInt64
        let leaf: FrontierChild
    }

    private func key(_ seed: Seed) -> Digest { keyOf(leaves[seed.leaf.place].head.author) }

    /// In key order, then in the order of coming.
    private func sort(_ seeds: inout ContiguousArray<Seed>) {
        seeds.sort { left, right in
            if left.prefix != right.prefix { return left.prefix < right.prefix }
            let leftKey = key(left), rightKey = key(right)
            return leftKey == rightKey ? left.leaf.place < right.leaf.place : leftKey < rightKey
        }
    }

    /// Keeps the last of every run of equal keys.
    private mutating func dropRepeated(_ seeds: inout ContiguousArray<Seed>) {
        var kept = 0
        for index in seeds.indices {
            let seed = seeds[index]
            if kept > 0, seeds[kept - 1].prefix == seed.prefix, key(seeds[kept - 1]) == key(seed) {
                removeLeaf(seeds[kept - 1].leaf)
                kept -= 1
            }
            seeds[kept] = seed
            kept += 1
        }
        seeds.removeLast(seeds.count - kept)
    }

    /// The subtree of the seeds in a range that isn't empty, whose keys start with the same
    /// `depth` nibbles. Nodes are left stale.
    private mutating func build(
        _ seeds: borrowing ContiguousArray<Seed>, _ range: Range<Int>, depth: Int
    ) -> FrontierChild {
        if range.count == 1 { return seeds[range.lowerBound].leaf }
        var node = FrontierNode()
        var start = range.lowerBound
        while start < range.upperBound {
            let nibble = nibble(seeds[start], depth)
            var end = start + 1
            while end < range.upperBound, self.nibble(seeds[end], depth) == nibble { end += 1 }
            node[nibble] = build(seeds, start..<end, depth: depth + 1)
            start = end
        }
        return .node(nodes.insert(node))
    }

    private func nibble(_ seed: Seed, _ depth: Int) -> Int {
        depth < 16 ? Int(truncatingIfNeeded: seed.prefix >> UInt64(60 - 4 * depth)) & 15 : key(seed).raw.nibble(depth)
    }
}
