import PledgeLedger

extension GossipCore {
    /// Adds to a link's status what the core knows of it.
    /// - Parameter wallClock: a moment in milliseconds since the Unix epoch.
    func describe(_ status: NodeStatus.Peer, _ id: LinkID, wallClock: (Moment) -> UInt64) -> NodeStatus.Peer {
        guard let link = links[id] else { return status }
        var status = status
        status.roundTrip = measuredTrip(id)?.milliseconds
        status.useful = link.useful
        status.cost = link.cost.owed
        status.hasDatagrams = prober.isMember(link.node) ? !prober.isBlocked(link.node) : nil
        status.isSuspected = prober.isSuspected(link.node)
        for place in status.collectives.indices {
            guard let collective = CollectiveID(hex: status.collectives[place].id),
                let standing = link.channels[collective].flatMap({ standing(of: $0.value.channel) })
            else { continue }
            status.collectives[place].isInStep = standing.isInStep
            status.collectives[place].lacking = standing.lacking
            status.collectives[place].apartSince = standing.apartSince.map(wallClock)
            status.collectives[place].cameLast = standing.cameLast.map(wallClock)
        }
        if link.address.map({ dials.contains($0) }) ?? false {
            status.reason = .given
        } else if views.isActive(link.node) {
            status.reason = link.role == .initiator ? .chosen : .asked
        } else if link.isInViews {
            status.reason = .trial
        }
        return status
    }

    /// How full is what has a bound.
    var fullness: [NodeStatus.Use] {
        func most(_ count: (Domain) -> Int) -> UInt64 { UInt64(domains.inOrder.map { count($0.value) }.max() ?? 0) }
        let inbound = links.inOrder.count { $0.role == .responder }
        return [
            .init(name: "links that others dialled", used: UInt64(inbound), bound: UInt64(LinkLimits.standard.inboundLinks)),
            .init(name: "neighbours", used: UInt64(views.active.count), bound: UInt64(Limits.activeMost)),
            .init(name: "addresses known", used: UInt64(views.book.count), bound: UInt64(Limits.bookPlaces)),
            .init(name: "addresses given by hand", used: UInt64(dials.count), bound: UInt64(Limits.addresses)),
            .init(name: "misbehaving nodes remembered", used: UInt64(bans.count), bound: UInt64(Limits.bans)),
            .init(name: "collectives", used: UInt64(domains.count), bound: UInt64(Limits.collectives)),
            .init(name: "feeds waiting for vouches", used: most { $0.waiting.count }, bound: UInt64(Limits.waiting)),
            .init(name: "texts and definitions wanted", used: most { $0.wants.count }, bound: UInt64(Limits.wanted)),
            .init(name: "erasures beside feeds", used: most { $0.extras.count }, bound: UInt64(Limits.extras)),
        ]
    }
}
