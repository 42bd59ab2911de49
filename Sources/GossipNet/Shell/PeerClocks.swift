/// What the clocks of peers say of this machine's: the median of those who have a say.
///
/// Whom this node dialled has one, since anybody may dial in as often as they like; only where it dialled nobody,
/// those that dialled it. Either way there is one say for each address group, so that one machine with many keys is
/// one voice. Nobody's word outlives their link.
package struct PeerClocks {
    private struct Word {
        let offset: Int64
        let group: AddressGroup
        let isDialled: Bool
    }

    private var words: [LinkID: Word] = [:]

    package init() {}

    /// - Parameter offset: the peer's clock less this machine's, in milliseconds.
    package mutating func note(_ link: LinkID, offset: Int64, group: AddressGroup, isDialled: Bool) {
        words[link] = Word(offset: offset, group: group, isDialled: isDialled)
    }

    package mutating func remove(_ link: LinkID) { words[link] = nil }

    /// Milliseconds by which the others are ahead of this machine; nil where nobody has a say.
    package var offset: Int64? {
        let dialled = words.values.filter(\.isDialled)
        let heard = dialled.isEmpty ? Array(words.values) : dialled
        let groups = Dictionary(grouping: heard, by: \.group).values
        return Self.median(groups.compactMap { Self.median($0.map(\.offset)) })
    }

    /// Of two in the middle the one that is nearer to this machine's clock.
    private static func median(_ offsets: [Int64]) -> Int64? {
        guard !offsets.isEmpty else { return nil }
        let sorted = offsets.sorted()
        let (lower, upper) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        return lower.magnitude <= upper.magnitude ? lower : upper
    }
}
