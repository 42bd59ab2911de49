import PledgeLedger

// What other nodes say.
extension PartialViews {
    /// Messages over a peer's budget, or with more samples than allowed, are left unread.
    mutating func receive(_ message: ViewMessage, from node: PublicKey) {
        guard links[node]?.value.messages.take(now: now) ?? false, let link = links[node]?.value else { return }
        switch message {
        case .join: answer(link, isUrgent: true, isJoin: true)
        case .neighbour(let priority): answer(link, isUrgent: priority == .high, isJoin: false)
        case .neighbourReply(let isAccepted, let samples):
            learn(samples, from: link)
            settle(link, isAccepted)
        case .disconnect: part(link, .left)
        case .forwardJoin(let sample, let ttl): passOn(sample, min(ttl, Limits.activeWalk), link)
        case .shuffle(let origin, let ttl, let samples):
            passOn(shuffle: samples, of: origin, min(ttl, Limits.activeWalk), link)
        case .shuffleReply(let origin, let samples):
            if origin == own { learn(samples, from: link) } else { passBack(samples, to: origin) }
        }
    }

    private mutating func answer(_ link: ViewLink, isUrgent: Bool, isJoin: Bool) {
        let wasActive = link.isActive
        let isAdmitted = admit(link.node, isUrgent: isUrgent)
        out.append(.send(link.node, .neighbourReply(isAccepted: isAdmitted, ownSamples(for: link))))
        if isJoin, !wasActive, let address = link.address, joins.take(now: now) {
            let sample = PeerSample(node: link.node, address: address)
            for other in activeLinks where other.node != link.node && other.source.reach <= reach(of: address) {
                out.append(.send(other.node, .forwardJoin(sample, ttl: Limits.activeWalk)))
            }
        }
        // The asker has the answer, and closes; if it does not, the link ends as an idle one.
        if !isAdmitted { links[link.node]?.stage = .open(until: now.adding(Limits.openLink)) }
    }

    /// The answer to this side's question.
    private mutating func settle(_ link: ViewLink, _ isAccepted: Bool) {
        guard link.isAsked else { return }
        if isAccepted, link.isMix { makeRoom() }
        if isAccepted, admit(link.node, isUrgent: false) {
            refusals = 0
        } else {
            part(link, .full)
            if !link.isMix { growPatient() }
        }
    }

    /// The pause is longer each time, up to what the node can afford. Those who refuse in one round of
    /// dials count as one.
    private mutating func growPatient() {
        guard patience <= now else { return }
        refusals = min(refusals + 1, 16)
        patience = now.adding(random.jittered(min(Limits.dialPause << refusals, refusedPause)))
    }

    /// Where a walk goes on: any node of the active view but two; nil where there is no other. Walks are most
    /// messages, so that no link is copied for it.
    private mutating func neighbour(otherThan one: PublicKey, _ other: PublicKey) -> PublicKey? {
        links.inOrder.compactMap { $0.value.isActive && $0.value.node != one && $0.value.node != other ? $0.value.node : nil }
            .randomElement(using: &random)
    }

    /// A step of a joining node's walk.
    private mutating func passOn(_ sample: PeerSample, _ ttl: UInt8, _ link: ViewLink) {
        guard sample.node != own else { return }
        let next = neighbour(otherThan: link.node, sample.node)
        if ttl == Limits.passiveWalk || ttl == 0 || next == nil { learn([sample], from: link) }
        if ttl > 0, let next {
            out.append(.send(next, .forwardJoin(sample, ttl: ttl - 1)))
        } else {
            dialJoined(sample, link)
        }
    }

    /// The walk has ended here: the joined node becomes a neighbour if one is missing. What is above the
    /// target is left free for those who dial, else all would be full and nobody could be taken.
    private mutating func dialJoined(_ sample: PeerSample, _ link: ViewLink) {
        guard missing.any > dials.count, !links.contains(sample.node),
            let entry = book.hear(sample.address, node: sample.node, from: link.source, now: now),
            !dials.contains(entry.address), entry.rest <= book.time(now), entry.isDiallable, entry.isPromising,
            entry.address != ownAddress
        else { return }
        let group = book.group(of: entry.address)
        guard !links.inOrder.contains(where: { $0.value.isOutbound && $0.value.group == group }) else { return }
        dial(entry.address)
    }

    // MARK: Shuffling

    /// Exchanges samples with a node some random steps away.
    mutating func shuffle() {
        guard let link = activeLinks.randomElement(using: &random) else { return }
        out.append(.send(link.node, .shuffle(origin: own, ttl: Limits.activeWalk, ownSamples(for: link))))
    }

    private mutating func passOn(shuffle samples: [PeerSample], of origin: PublicKey, _ ttl: UInt8, _ link: ViewLink) {
        guard origin != own, samples.count <= Limits.sample else { return }
        let next = neighbour(otherThan: link.node, origin)
        if ttl > 1, let next {
            routes.removeAll { $0.origin == origin }
            if routes.count >= Limits.shuffleRoutes { routes.removeFirst() }
            routes.append(Route(origin: origin, back: link.node))
            out.append(.send(next, .shuffle(origin: origin, ttl: ttl - 1, samples)))
        } else {
            out.append(.send(link.node, .shuffleReply(origin: origin, ownSamples(for: link))))
            learn(samples, from: link)
        }
    }

    private mutating func passBack(_ samples: [PeerSample], to origin: PublicKey) {
        guard samples.count <= Limits.sample, let index = routes.firstIndex(where: { $0.origin == origin }) else { return }
        out.append(.send(routes.remove(at: index).back, .shuffleReply(origin: origin, samples)))
    }

    // MARK: Samples

    /// This node, some of its active and some of its passive view; no address that only this
    /// network knows goes out of it.
    private mutating func ownSamples(for link: ViewLink) -> [PeerSample] {
        var samples = ownAddress.map { [PeerSample(node: own, address: $0)] } ?? []
        let active = activeLinks.filter { $0.node != link.node }.compactMap { other in
            other.address.map { PeerSample(node: other.node, address: $0) }
        }
        samples += active.shuffled(using: &random).prefix(Limits.shuffleActive)
        samples += passive.draw(Limits.shufflePassive, &random)
        return samples.filter { $0.node != link.node && reach(of: $0.address) >= link.source.reach }
    }

    private func reach(of address: Address) -> Host.Reach { Host(address.host)?.reach ?? .loopback }

    /// What is told goes into the book, with who told it; from there into the passive view.
    private mutating func learn(_ samples: [PeerSample], from link: ViewLink) {
        guard samples.count <= Limits.sample else { return }
        for sample in samples where sample.node != own && sample.address != ownAddress {
            if let held = book.shelve(sample.address, node: sample.node, from: link.source, now: now) {
                remember(held.entry, held.group)
            }
        }
        nextFill = now
    }

    private mutating func remember(_ entry: BookEntry, _ group: AddressGroup) {
        guard let node = entry.node, entry.isPromising, !links.contains(node), node != own else { return }
        passive.add(PeerSample(node: node, address: entry.address), group, &random)
    }

    /// Draws from the book what is missing in the passive view.
    mutating func refillPassive() {
        for _ in passive.count..<max(passive.count, Limits.passiveLeast) {
            let entry = book.choose(now: now, random: &random) { entry, _ in
                entry.isPromising && entry.node != nil && !passive.contains(entry.address)
                    && !(entry.node.map { links.contains($0) } ?? true)
            }
            guard let entry, let group = book.group(of: entry.address) else { return }
            remember(entry, group)
        }
    }
}
