import PledgeLedger

// Links come and go.
extension GossipCore {
    mutating func linkUp(_ link: Boxed<Link>) {
        guard !bans.contains(link.node, now: now) else {
            settleDial(link, again: Limits.ban)
            leaveViews(link, .banned)
            out.append(.send(link.id, .bye(.banned)))
            out.append(.close(link.id, .banned))
            return
        }
        guard keepsOverOthers(link) else {
            out.append(.send(link.id, .bye(.duplicate)))
            out.append(.close(link.id, .duplicate))
            if let address = link.address {
                cover(address, link.node)
                view(.dialDuplicate(address, link.node))
            }
            return
        }
        setLink(link.id, link)
        if let address = link.address, dials.contains(address) {
            dials[address]?.state = .linked(link.id)
            dials[address]?.node = link.node
        }
        report(.linked(link.id, node: link.node, role: link.role))
        sendHello(link.id)
        arm(now.adding(Limits.pingAfter))
        startRounds()
    }

    /// Of two links to one node the one that the node with the lower key dialled is kept, so that both
    /// ends decide alike; of two that one node dialled, the newer: the older may be dead.
    private mutating func keepsOverOthers(_ link: Boxed<Link>) -> Bool {
        guard let other = self.link(to: link.node).flatMap({ links[$0] }) else { return true }
        let lower = min(node, link.node)
        if other.value.dialler(own: node) == lower, link.value.dialler(own: node) != lower { return false }
        close(other.id, .duplicate, .duplicate)
        if let address = other.address { cover(address, link.node) }
        return true
    }

    /// Says goodbye, closes, and forgets.
    mutating func close(_ id: LinkID, _ reason: CloseReason, _ farewell: Farewell) {
        guard links.contains(id) else { return }
        send(id, .bye(farewell))
        out.append(.close(id, reason))
        linkDown(id, reason)
    }

    /// Closes for misbehaviour, and remembers the node.
    mutating func punish(_ id: LinkID, _ what: Misbehaviour) {
        guard let node = links[id]?.node else { return }
        report(.misbehaviour(id, node: node, what))
        bans.add(node, until: now.adding(Limits.ban))
        close(id, .misbehaviour(what), .misbehaviour)
    }

    mutating func linkDown(_ id: LinkID, _ reason: CloseReason?) {
        guard let link = links[id] else { return }
        setLink(id, nil)
        report(.unlinked(id, node: link.node, reason))
        releaseDials(of: link, reason)
        if self.link(to: link.node) == nil { prober.remove(link.node) }
        leaveViews(link, reason)
        for state in link.channels.inOrder { domains[state.channel.collective]?.orphans += state.intake.storing }
        for collective in link.channels.keys { leaveShares(id, collective) }
        for collective in link.channels.keys where domains[collective]?.intake == id { freeIntake(collective) }
        for collective in link.channels.keys { assignFetches(collective) }
    }

    /// Adds what a frame cost; ends the link when that is too much.
    mutating func charge(_ id: LinkID, _ cost: UInt64 = 1) {
        if links[id]?.cost.add(cost, now: now) == false { punish(id, .useless) }
    }

    mutating func setBacklog(_ id: LinkID, _ isAbove: Bool) {
        guard let link = links[id], link.isBacklogged != isAbove else { return }
        links[id]?.isBacklogged = isAbove
        if isAbove { return }
        for collective in link.channels.keys {
            guard let channel = links[id]?.channels[collective]?.channel else { continue }
            pumpPush(channel)
            if self[channel]?.owesRoots == true { sendRoots(channel, ask: true) }
        }
    }
}
