/// What the clocks of peers say of this machine's: the median of those who have a say.
///
/// Whom this node dialled has one, since anybody may dial in as often as they like. Where it dialled nobody, what those
/// say that dialled it is known by itself, to warn with and for nothing else. Either way there is one say for each
/// address group, so that one machine with many keys is one voice. Nobody's word outlives their link.
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

    /// Milliseconds by which those that this node dialled are ahead of this machine; nil where there are none.
    package var offset: Int64? { Self.median(groups(areDialled: true)) }

    /// The same of those that dialled in, where this node dialled nobody and at least two address groups say as much:
    /// one stranger is not to worry the owner.
    package var inwardOffset: Int64? {
        guard offset == nil else { return nil }
        let groups = groups(areDialled: false)
        guard let median = Self.median(groups) else { return nil }
        let agreed = groups.count { $0.signum() == median.signum() && $0.magnitude >= median.magnitude }
        return agreed >= 2 ? median : nil
    }

    /// What each address group says.
    private func groups(areDialled: Bool) -> [Int64] {
        Dictionary(grouping: words.values.filter { $0.isDialled == areDialled }, by: \.group).values
            .compactMap { Self.median($0.map(\.offset)) }
    }

    /// Of two in the middle the one that is nearer to this machine's clock.
    private static func median(_ offsets: [Int64]) -> Int64? {
        guard !offsets.isEmpty else { return nil }
        let sorted = offsets.sorted()
        let (lower, upper) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        return lower.magnitude <= upper.magnitude ? lower : upper
    }
}
