import PledgeLedger

// Links come, are asked, taken and given up.
extension PartialViews {
    mutating func linkUp(
        _ node: PublicKey, _ source: AddressSource, _ address: Address?, isOutbound: Bool, isDiallable: Bool, isKept: Bool
    ) {
        let purpose = address.flatMap { dials[$0]?.purpose }
        if isOutbound, let address { dials[address] = nil }
        guard node != own else {
            if let address { book.remove(address) }
            return out.append(.drop(node, .own))
        }
        guard links.contains(node) || links.count < Limits.viewLinks else { return out.append(.drop(node, .full)) }
        beginYouth()
        let known = note(node, source, address, isOutbound: isOutbound, isDiallable: isDiallable)
        let before = links[node]?.value
        passive.remove(node)
        var link = ViewLink(
            node: node, source: source, address: known, isOutbound: isOutbound, isKept: isKept,
            began: before?.began ?? now, stage: before?.stage ?? .open(until: now.adding(Limits.openLink)),
            usefulness: before?.usefulness ?? 0, now: now)
        if let before { link.messages = before.messages }
        link.isMix = purpose == .mix && before == nil && !isShort
        links[node] = Boxed(link)
        if before?.isAsked == true || isOutbound && before == nil {
            // A test, or a dial that others have made needless since.
            let isNeedless = purpose != nil && purpose != .mix && !isKept && before == nil && !isShort
            if isNeedless { part(link, .tested) } else { ask(node) }
        }
    }

    /// Puts down where a node is.
    /// - Returns: the address as the book has it; nil when it can't be dialled.
    private mutating func note(
        _ node: PublicKey, _ source: AddressSource, _ address: Address?, isOutbound: Bool, isDiallable: Bool
    ) -> Address? {
        guard let address else { return nil }
        // What was dialled and answered is this node's own knowledge, even when the book had lost it.
        let teller: AddressSource = isOutbound ? .own : source
        guard let entry = book.hear(address, node: node, from: teller, now: now) else { return nil }
        if isOutbound { book.succeeded(entry.address, node, now: now) }
        if !isDiallable { book.setDiallable(entry.address, false) }
        return isDiallable ? entry.address : nil
    }

    /// Asks to be taken: as a newcomer the first time, even where others have joined through this node
    /// before, and as a neighbour later.
    private mutating func ask(_ node: PublicKey) {
        links[node]?.stage = .asked(until: now.adding(Limits.openLink))
        let isNew = !hasJoined
        out.append(.send(node, isNew ? .join : .neighbour(isPressed || links[node]?.isMix == true ? .high : .low)))
        if isNew { hasJoined = true }
    }

    /// Takes a link into the active view, if there is room or somebody leaves for it.
    mutating func admit(_ node: PublicKey, isUrgent: Bool) -> Bool {
        guard let link = links[node]?.value else { return false }
        if link.isActive { return true }
        let active = activeLinks, inbound = active.count { !$0.isOutbound }
        // Some room is for the links that this node dials itself, unless the other has nobody.
        let isReserved = !link.isOutbound && !link.isKept && !isUrgent
            && inbound >= Limits.activeMost - Limits.outboundGroups
        if active.count >= Limits.activeMost || isReserved {
            let victim = Eviction.victim(active, for: link, isUrgent: isUrgent, random: &random)
            // Only a person's own choice, of more peers than the view has room for, exceeds its bound.
            guard victim != nil || link.isKept else { return false }
            if let leaving = victim.flatMap({ links[$0]?.value }) { part(leaving, .displaced) }
        }
        links[node]?.stage = .active
        return true
    }

    /// Gives up a link. Whoever could be dialled is remembered, and left alone for a while.
    mutating func part(_ link: ViewLink, _ reason: ViewOutput.Reason) {
        guard links.contains(link.node) else { return }
        links[link.node] = nil
        if reason != .left { out.append(.send(link.node, .disconnect)) }
        out.append(.drop(link.node, reason))
        if link.isActive { forgetRefusals() }
        remember(link, pause: reason == .tested ? 0 : random.jittered(refusedPause))
        nextFill = now
    }

    /// Asks again at once: there is somebody to replace.
    private mutating func forgetRefusals() { (refusals, patience) = (0, now) }

    private mutating func remember(_ link: ViewLink, pause: UInt64) {
        routes.removeAll { $0.back == link.node }
        guard let address = link.address else { return }
        book.rest(address, for: pause, now: now)
        if let group = book.group(of: address) {
            passive.add(PeerSample(node: link.node, address: address), group, &random)
        }
    }

    mutating func linkDown(_ node: PublicKey, _ parting: ViewInput.Parting) {
        guard let link = links[node]?.value else { return }
        links[node] = nil
        nextFill = now
        if link.isActive { forgetRefusals() }
        switch parting {
        case .lost:
            // Perhaps it has crashed: the next dial tells. It is not passed on before that.
            routes.removeAll { $0.back == node }
            if link.isActive { mixSoon() }
            if let address = link.address { book.rest(address, for: random.jittered(Limits.dialPause), now: now) }
        case .polite: remember(link, pause: random.jittered(refusedPause))
        case .unwanted(let pause):
            remember(link, pause: random.jittered(pause))
            passive.remove(node)
        }
    }
}
