import PledgeLedger

// Who is alive, and whether what they hold drifts apart: every ping and ack carries roots.
extension GossipCore {
    mutating func probe(_ input: ProbeInput) {
        var wanted: [ProbeOutput] = []
        prober.handle(input, now: now, random: &random, into: &wanted)
        for output in wanted { carryOut(output) }
    }

    mutating func receive(_ datagram: Datagram, from id: LinkID) {
        guard let node = links[id]?.node else { return }
        probe(.received(datagram, from: node))
    }

    /// Probes the node of a link from now on, where both ends have datagrams.
    mutating func startProbing(_ id: LinkID) {
        guard let link = links[id], link.hasDatagrams, config.hasDatagrams else { return }
        prober.add(link.node, now: now, random: &random)
    }

    private mutating func carryOut(_ output: ProbeOutput) {
        switch output {
        case .send(let datagram, let node, let room):
            guard let id = link(to: node) else { return }
            out.append(.datagram(id, datagram.carrying(statement(in: datagram, on: id).fitting(room))))
        case .askLink(let node, let number):
            if let id = link(to: node) { send(id, .ping(number)) }
        case .roots(let roots, let node): compare(roots, of: node)
        case .suspected(let node): report(.suspected(node))
        case .cleared(let node): report(.cleared(node))
        case .dead(let node):
            report(.dead(node))
            if let id = link(to: node) { close(id, .dead, .silent) }
        case .datagramsBlocked(let node): report(.datagramsBlocked(node))
        case .datagramsPass(let node): report(.datagramsPass(node))
        }
    }

    /// What a ping or an ack says of the roots held here.
    private func statement(in datagram: Datagram, on id: LinkID) -> Datagram.Roots {
        if case .ack = datagram, links[id]?.rootsAgree == true { return .same }
        return .stating(roots(on: id))
    }

    /// The roots of what is common on a link.
    private func roots(on id: LinkID) -> [Datagram.Root] {
        guard let link = links[id] else { return [] }
        var roots: [Datagram.Root] = []
        for state in link.value.channels.inOrder {
            let channel = state.value.channel
            guard let domain = domains[channel.collective], domain.value.charterHeld else { continue }
            roots.append(Datagram.Root(collective: channel.number, root: domain.value.root))
        }
        return roots
    }

    /// A peer whose roots stay others for a while, with nothing under way, is caught up with.
    private mutating func compare(_ theirs: Datagram.Roots, of node: PublicKey) {
        guard let id = link(to: node) else { return }
        // A ping for another, or of a node that has no charter yet: taken for agreement, all that such a node took
        // in would be pushed back to whoever it came from.
        guard theirs != .none else {
            links[id]?.rootsAgree = false
            return
        }
        let own = roots(on: id), agrees = theirs.agrees(with: own)
        links[id]?.rootsAgree = agrees
        guard !agrees else { return settled(id) }
        guard !isStuck(id) else { return close(id, .stuck, .silent) }
        for collective in links[id]?.channels.keys ?? [] {
            guard let channel = links[id]?.channels[collective]?.channel, self[channel]?.isAtRest == true else { continue }
            if case .each(let roots) = theirs, let root = domains[collective]?.value.root,
                roots.contains(Datagram.Root(collective: channel.number, root: root))
            {
                self[channel]?.differsSince = nil
                continue
            }
            let since = self[channel]?.differsSince ?? now
            self[channel]?.differsSince = since
            guard now.since(since) >= Limits.differs, self[channel]?.pausedUntil == nil else { continue }
            self[channel]?.differsSince = nil
            noteApart(channel, since: since)
            sendRoots(channel, ask: true)
        }
    }

    /// The peer says that it holds something else: the link has to show that it still carries frames.
    private mutating func noteApart(_ channel: Channel, since: Moment) {
        let (apart, doubted) = (self[channel]?.apartSince ?? since, links[channel.link]?.doubted ?? now)
        self[channel]?.isInStep = false
        self[channel]?.apartSince = apart
        links[channel.link]?.doubted = doubted
    }

    /// Whether a peer whose datagrams come says nothing over the link though it was asked: a network between the two
    /// has forgotten the connection, and only another one brings entries.
    private func isStuck(_ id: LinkID) -> Bool {
        guard let link = links[id], let doubted = link.doubted, !link.isBacklogged else { return false }
        return now.since(doubted) >= Limits.stuck
    }

    /// The peer says that it holds the same: where that was not known yet, what is new is pushed now.
    private mutating func settled(_ id: LinkID) {
        if links[id]?.doubted != nil { links[id]?.doubted = nil }
        for collective in links[id]?.channels.keys ?? [] {
            guard let channel = links[id]?.channels[collective]?.value.channel else { continue }
            if self[channel]?.value.differsSince != nil { self[channel]?.differsSince = nil }
            guard self[channel]?.isInStep == false, self[channel]?.isAtRest == true, self[channel]?.theirRoots != nil,
                domains[collective]?.charterHeld == true, let root = domains[collective]?.value.root
            else { continue }
            self[channel]?.theirRoots?.root = root
            setInStep(channel)
        }
    }
}
