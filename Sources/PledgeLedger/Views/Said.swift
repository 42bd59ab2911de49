/// One entry that stands at a cutoff: it counts, is neither void nor left out, and its author has not
/// taken it back by then. What most views are a function of.
public struct Said<Content: Sendable>: Sendable {
    public var id: EntryID
    public var author: PublicKey
    public var seq: UInt64
    /// As the author claims, in milliseconds since the epoch.
    public var time: UInt64
    public var content: Content

    public init(id: EntryID, author: PublicKey, seq: UInt64, time: UInt64, content: Content) {
        self.id = id
        self.author = author
        self.seq = seq
        self.time = time
        self.content = content
    }

    init(_ entry: Entry, _ content: Content) {
        self.init(id: entry.id, author: entry.author, seq: entry.seq, time: entry.time, content: content)
    }

    /// The same with what is picked of its content; nil where that is nothing.
    func map<Other>(_ pick: (Content) -> Other?) -> Said<Other>? {
        pick(content).map { Said<Other>(id: id, author: author, seq: seq, time: time, content: $0) }
    }
}

extension LedgerContents {
    /// Everything of one kind that stands, by author and place.
    /// - Parameter pick: nil for what is not wanted.
    func said<Content>(at cutoff: Cutoff, _ pick: (Facts) -> Content?) -> [Said<Content>] {
        feeds.flatMap { feed in
            let seen = feed.chain.filter { cutoff.includes($0.entry) }
            let retracted = Set(seen.compactMap { entry -> EntryID? in
                if case .retract(let retract) = entry.reading.facts { retract.target } else { nil }
            })
            return seen.compactMap { entry -> Said<Content>? in
                guard let content = entry.reading.facts.flatMap(pick), !retracted.contains(entry.entry.id) else { return nil }
                return Said(entry.entry, content)
            }
        }
    }
}
