import PledgeLedger

extension NodeStatus.Use {
    /// What is always full at a node that does well: neighbours are wanted, and the oldest cursor makes room.
    public static let fullWhenWell = [neighbours, cursors]

    static let neighbours = "neighbours"
    static let cursors = "cursors into peers' stores"
}

extension GossipCore {
    /// How full is what the core bounds.
    var fullness: [NodeStatus.Use] {
        func most(_ count: (Domain) -> Int) -> UInt64 { UInt64(domains.inOrder.map { count($0.value) }.max() ?? 0) }
        let inbound = links.inOrder.count { $0.role == .responder }
        return [
            .init(name: "links that others dialled", used: UInt64(inbound), bound: UInt64(LinkLimits.standard.inboundLinks)),
            .init(name: NodeStatus.Use.neighbours, used: UInt64(views.active.count), bound: UInt64(Limits.activeMost)),
            .init(name: "addresses known", used: UInt64(views.book.count), bound: UInt64(Limits.bookPlaces)),
            .init(name: "addresses given by hand", used: UInt64(dials.count), bound: UInt64(Limits.addresses)),
            .init(name: "misbehaving nodes remembered", used: UInt64(bans.count), bound: UInt64(Limits.bans)),
            .init(name: NodeStatus.Use.cursors, used: UInt64(cursors.count), bound: UInt64(Limits.cursors)),
            .init(name: "collectives", used: UInt64(domains.count), bound: UInt64(Limits.collectives)),
            .init(name: "feeds waiting for vouches", used: most { $0.waiting.count }, bound: UInt64(Limits.waiting)),
            .init(name: "feeds announced and waited for", used: most { $0.missing.count }, bound: UInt64(Limits.missing)),
            .init(name: "texts and definitions wanted", used: most { $0.wants.count }, bound: UInt64(Limits.wanted)),
            .init(name: "erasures beside feeds", used: most { $0.extras.count }, bound: UInt64(Limits.extras)),
        ]
    }
}

extension LinkNetwork {
    /// How full is what bounds links.
    var fullness: [NodeStatus.Use] {
        let (halfOpen, outboxes) = state.withLock { ($0.door.halfOpen, $0.links.values.map(\.outbox)) }
        let queued = outboxes.map(\.queued).max() ?? 0
        return [
            .init(name: "half-open handshakes", used: UInt64(halfOpen), bound: UInt64(limits.halfOpen)),
            .init(name: "bytes queued for one peer", used: UInt64(max(0, queued)), bound: UInt64(limits.queueBytes)),
        ]
    }
}

extension [NodeStatus.Use] {
    /// How full is what a store bounds: known without a running node too.
    /// - Throws: ``StoreFault``
    public static func held(by store: Store) throws -> [NodeStatus.Use] {
        let rows = try store.collectives()
        return [
            .init(name: "feeds of a collective", used: rows.map(\.feeds).max() ?? 0, bound: store.limits.feeds),
            .init(name: "bytes of a collective", used: rows.map(\.bytes).max() ?? 0, bound: store.limits.bytes),
        ]
    }
}
