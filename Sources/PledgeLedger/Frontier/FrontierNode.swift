/// A child of a node: a leaf or another node, by its number in the tree's slabs.
struct FrontierChild: Equatable {
    private static let leafBit: UInt32 = 1 << 31

    /// The slab number, with the highest bit set for a leaf.
    fileprivate let raw: UInt32

    static func leaf(_ place: Int) -> Self { Self(raw: UInt32(truncatingIfNeeded: place) | leafBit) }
    static func node(_ place: Int) -> Self { Self(raw: UInt32(truncatingIfNeeded: place)) }

    var isLeaf: Bool { raw & Self.leafBit != 0 }
    var place: Int { Int(raw & ~Self.leafBit) }
}

/// A feed in the tree. 120 bytes, all inline.
struct FrontierLeaf {
    let head: Head
    let hash: Digest

    init(_ head: Head) {
        self.head = head
        hash = FrontierHash.leaf(head)
    }
}

/// A place where at least two keys meet. 128 bytes, all inline.
struct FrontierNode {
    private var children = SIMD16<UInt32>(repeating: 0)
    /// The children there are: bit 1 << k stands for nibble k.
    private(set) var branches: UInt16 = 0
    /// Whether ``hash``, ``count`` and ``ranks`` have to be worked out again.
    private(set) var isStale = true
    /// Feeds below.
    private(set) var count: UInt32 = 0
    /// The classes of rank below, see ``rankBit(_:)``.
    private(set) var ranks: UInt64 = 0
    private(set) var hash = Digest.zero

    /// The child at a nibble, 0…15; setting marks the node stale.
    subscript(nibble: Int) -> FrontierChild? {
        get { branches.holds(nibble) ? FrontierChild(raw: children[nibble]) : nil }
        set {
            isStale = true
            if let newValue {
                children[nibble] = newValue.raw
                branches |= .bit(nibble)
            } else {
                branches &= ~.bit(nibble)
            }
        }
    }

    /// The only child, if it is a leaf: the node then has no reason to be.
    var loneLeaf: FrontierChild? {
        guard branches.nonzeroBitCount == 1, let child = self[branches.trailingZeroBitCount] else { return nil }
        return child.isLeaf ? child : nil
    }

    mutating func settle(hash: Digest, count: UInt32, ranks: UInt64) {
        self.hash = hash
        self.count = count
        self.ranks = ranks
        isStale = false
    }

    /// The bit of a rank's class: its own below 63, one for all others.
    static func rankBit(_ rank: UInt8) -> UInt64 { 1 << UInt64(min(rank, 63)) }
}
