import PledgeLedger

/// How far this node has what its peers' stores hold. At most ``Limits/cursors``, the one noted longest
/// ago out.
struct Cursors: Sendable {
    private struct Key: Comparable, Sendable {
        var node: PublicKey
        var collective: CollectiveID

        static func < (left: Key, right: Key) -> Bool {
            left.node == right.node ? left.collective < right.collective : left.node < right.node
        }
    }

    private struct Kept: Sendable {
        var cursor: Cursor
        /// The later noted, the higher.
        var turn: UInt64
    }

    private var kept = SortedMap<Key, Kept>()
    private var turn: UInt64 = 0

    /// - Parameter cursors: the one noted first first.
    init(_ cursors: [Cursor] = []) {
        for cursor in cursors.suffix(Limits.cursors) { note(cursor) }
    }

    subscript(node: PublicKey, collective: CollectiveID) -> Cursor? {
        kept[Key(node: node, collective: collective)]?.cursor
    }

    var count: Int { kept.count }

    /// The one noted first first.
    var inTurn: [Cursor] { kept.inOrder.sorted { $0.turn < $1.turn }.map(\.cursor) }

    /// Notes one in the place of an earlier one for the same node and collective.
    mutating func note(_ cursor: Cursor) {
        let key = Key(node: cursor.node, collective: cursor.collective)
        guard kept[key]?.cursor != cursor else { return }
        turn += 1
        kept[key] = Kept(cursor: cursor, turn: turn)
        if kept.count > Limits.cursors, let oldest = kept.inOrder.min(by: { $0.turn < $1.turn })?.cursor {
            forget(oldest.node, oldest.collective)
        }
    }

    mutating func forget(_ node: PublicKey, _ collective: CollectiveID) {
        kept[Key(node: node, collective: collective)] = nil
    }
}

/// What this side asked a peer about the changes of its store, with the last number used, and how far that is.
struct CursorRequest: Sendable {
    let salt: UInt64
    /// Feeds that the answer named so far.
    var feeds = 0
    /// The whole answer is here; what it named is being taken in.
    var isAnswered = false
}
