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
}
