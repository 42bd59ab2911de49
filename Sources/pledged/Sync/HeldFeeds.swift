import PledgeLedger

/// Feeds of one collective as they are held at one moment.
struct HeldFeeds {
    /// Those that count, and that the root is made of.
    let counting: [Head]
    /// Those and the ones that wait for vouches.
    let all: [Head]

    init(_ store: Store, _ id: CollectiveID) throws {
        let feeds = try store.changes(in: id, after: 0).feeds.filter { $0.head.stop > 0 || $0.head.fork != 0 }
        all = feeds.map(\.head)
        counting = feeds.filter(\.isKept).map(\.head)
    }

    /// Those of every collective that is here.
    static func all(_ store: Store) throws -> [CollectiveID: HeldFeeds] {
        Dictionary(uniqueKeysWithValues: try store.collectives().map { ($0.id, try HeldFeeds(store, $0.id)) })
    }
}
