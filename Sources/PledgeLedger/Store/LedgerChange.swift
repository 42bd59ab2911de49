/// What became of a collective's frontier between two moments, for people.
public struct LedgerChange: Sendable, Equatable {
    /// Entries that count now and did not before.
    public private(set) var added: UInt64 = 0
    /// Entries that counted before and don't now, because their author told two stories.
    public private(set) var dropped: UInt64 = 0
    /// Authors who are known to have told two stories now and were not before, ascending.
    public private(set) var forked: [PublicKey] = []

    public init(from before: [Head], to after: [Head]) {
        var left = Dictionary(before.map { ($0.author, $0) }, uniquingKeysWith: { first, _ in first })
        for head in after {
            let was = left.removeValue(forKey: head.author)
            let stop = was?.stop ?? 0
            added += head.stop - min(head.stop, stop)
            dropped += stop - min(head.stop, stop)
            if head.fork != 0, was?.fork ?? 0 == 0 { forked.append(head.author) }
        }
        // Feeds that are no longer kept: who vouched for them did not keep to one story either.
        for head in before where left[head.author] != nil { dropped += head.stop }
        forked.sort()
    }

    public var isNothing: Bool { added == 0 && dropped == 0 && forked.isEmpty }
}

extension Store {
    /// Heads of a collective's frontier; none where it is not here.
    public func headsIfHere(of id: CollectiveID) throws -> [Head] {
        try collective(id) == nil ? [] : heads(of: id).heads
    }
}
