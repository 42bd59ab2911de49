import PledgeLedger

extension GossipCore {
    /// Adds to a link's status what the core knows of it.
    func describe(_ status: NodeStatus.Peer, _ id: LinkID) -> NodeStatus.Peer {
        guard let link = links[id] else { return status }
        var status = status
        status.roundTrip = prober.roundTrip(of: link.node)
        status.useful = link.useful
        status.hasDatagrams = prober.isMember(link.node) ? !prober.isBlocked(link.node) : nil
        status.isSuspected = prober.isSuspected(link.node)
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
