import PledgeLedger

// The first frame each way, and which collectives the two nodes have in common.
extension GossipCore {
    /// Proves every open collective. Again when one was opened: the list only grows at its end, since
    /// an index in the dialler's list stands for the collective in all other frames.
    mutating func sendHello(_ id: LinkID) {
        guard let link = links[id] else { return }
        var proven = link.proven
        for collective in domains.keys where !proven.contains(collective) && proven.count < Limits.collectives {
            proven.append(collective)
        }
        links[id]?.proven = proven
        let proofs = proven.map { collective in
            domains[collective].map { proof($0, link, by: link.role) } ?? Digest(randomBytes())
        }
        let time = link.wallClock + now.since(link.began)
        send(id, .hello(.init(
            incarnation: incarnation, time: time, proofs: proofs, stays: config.stays, port: config.port,
            hasDatagrams: config.hasDatagrams, catchesUp: true)))
    }

    private func proof(_ domain: Boxed<Domain>, _ link: Boxed<Link>, by role: Role) -> Digest {
        overlapProof(
            secret: domain.proofKey, handshakeHash: link.handshakeHash, senderRole: role, collective: domain.id)
    }

    /// In the place of a collective that was closed: a proof of nothing.
    private mutating func randomBytes() -> Bytes32 {
        var hash = SHA256()
        hash.update(random.next())
        return hash.finish().raw
    }

    mutating func receiveHello(_ hello: Frame.Hello, from id: LinkID) {
        guard let hellos = links[id]?.hellos else { return }
        guard hellos < Limits.hellos else { return punish(id, .flood) }
        links[id]?.hellos += 1
        links[id]?.theirProofs = hello.proofs
        if hellos == 0 {
            links[id]?.incarnation = hello.incarnation
            links[id]?.catchesUp = hello.catchesUp
        }
        let common = findCommon(id)
        if hellos == 0 {
            out.append(.peerClock(id, hello.time))
            report(.hello(id, incarnation: hello.incarnation, common: common))
            if common.isEmpty { return close(id, .nothingInCommon, .nothingInCommon) }
            links[id]?.staysHere = hello.stays
            links[id]?.port = hello.port
            links[id]?.hasDatagrams = hello.hasDatagrams
            startProbing(id)
            enterViews(id)
        }
    }

    /// Opens channels for collectives that the peer has proven and that had none.
    /// - Returns: all collectives in common.
    @discardableResult
    mutating func findCommon(_ id: LinkID) -> [CollectiveID] {
        guard let link = links[id], link.hellos > 0 else { return [] }
        let theirs = link.theirProofs.map(\.bytes)
        for (index, collective) in link.proven.enumerated() {
            guard link.channels[collective] == nil, let domain = domains[collective] else { continue }
            let expected = proof(domain, link, by: link.role.other).bytes
            guard let theirIndex = theirs.firstIndex(where: { Sodium.equal($0, expected) }) else { continue }
            let number = UInt32(link.role == .initiator ? index : theirIndex)
            let channel = Channel(link: id, collective: collective, number: number)
            links[id]?.channels[collective] = Boxed(ChannelState(channel))
            links[id]?.numbers[number] = collective
            begin(channel)
        }
        return links[id]?.channels.keys ?? []
    }

    /// What is said first about a collective.
    mutating func begin(_ channel: Channel) {
        if domains[channel.collective]?.charterHeld == true { sendRoots(channel, ask: false) }
        assignFetches(channel.collective)
    }
}
