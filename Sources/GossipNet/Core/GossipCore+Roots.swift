import PledgeLedger

// Comparing roots, and what follows.
extension GossipCore {
    /// Tells the peer what is held here.
    /// - Parameter ask: whether the peer is to answer with its own.
    mutating func sendRoots(_ channel: Channel, ask: Bool) {
        guard let domain = domains[channel.collective], domain.charterHeld, self[channel] != nil else { return }
        let root = domain.value.root
        let isSame = self[channel]?.theirRoots?.root == root && !ask
        self[channel]?.toldRoot = root
        self[channel]?.toldExtras = domain.extrasDigest
        self[channel]?.owesRoots = false
        send(channel, .roots(.init(
            collective: channel.number, root: isSame ? .same(root.raw.prefix) : .whole(root),
            entries: isSame ? 0 : domain.entries, extras: domain.extrasDigest, ask: ask,
            change: domain.change)))
    }

    mutating func receiveRoots(_ roots: Frame.Roots, on channel: Channel) {
        charge(channel.link)
        guard let state = self[channel], let domain = domains[channel.collective] else { return }
        self[channel]?.peerNeeds = false
        self[channel]?.peerAsksChanges = false
        switch roots.root {
        case .whole(let root):
            self[channel]?.theirRoots = Holdings(
                root: root, entries: min(roots.entries, Limits.claimed), extras: roots.extras, change: roots.change)
        case .same(let prefix):
            // The peer may mean what was told before the last time.
            guard let told = state.toldRoot, told.raw.prefix == prefix else { return sendRoots(channel, ask: true) }
            self[channel]?.theirRoots = Holdings(
                root: told, entries: domain.entries, extras: roots.extras, change: roots.change)
        }
        guard domain.charterHeld else { return }
        compareExtras(channel)
        // During a comparison both sides wait for its end.
        guard state.walk == nil || state.walk?.isOurs == false && state.intake.isAtRest else { return }
        guard state.request == nil else { return }
        if state.hasWalked { self[channel]?.mayPush = true }
        if roots.ask || state.toldRoot != domain.value.root || state.toldExtras != domain.extrasDigest {
            sendRoots(channel, ask: false)
        }
        compare(channel)
    }

    /// Somebody wants to be told, as if the link were new, that both are in step.
    mutating func compareAll(_ node: PublicKey) {
        guard let id = link(to: node) else { return }
        for channel in links[id]?.channels.inOrder.map(\.channel) ?? [] {
            self[channel]?.isInStep = false
            sendRoots(channel, ask: true)
        }
    }

    /// Compares roots as last heard: in step, or else the dialler walks the trees.
    mutating func compare(_ channel: Channel) {
        guard let state = self[channel], let theirs = state.theirRoots, let domain = domains[channel.collective],
            domain.charterHeld
        else { return }
        self[channel]?.mustCompare = false
        guard theirs.root != domain.value.root else { return setInStep(channel) }
        self[channel]?.isInStep = false
        let now = self.now
        if state.apartSince == nil { self[channel]?.apartSince = now }
        guard state.walk == nil, state.request == nil else { return }
        if domain.shares != nil { return joinShares(channel) }
        if mayTake(channel), askChanges(channel) || beginSharing(channel) { return }
        if domain.orphans > 0 { self[channel]?.mustCompare = true }
        guard links[channel.link]?.role == .initiator, !state.peerAsksChanges else { return }
        if let until = state.pausedUntil, now < until { return }
        self[channel]?.pausedUntil = nil
        guard mayTake(channel) else {
            self[channel]?.mustCompare = true
            return
        }
        report(.behind(channel, entries: expected(theirs, channel)))
        beginWalk(channel)
    }

    mutating func setInStep(_ channel: Channel) {
        guard let state = self[channel], let link = links[channel.link] else { return }
        noteCursor(channel)
        self[channel]?.apartSince = nil
        domains[channel.collective]?.hasShared = false
        self[channel]?.mayPush = true
        self[channel]?.fruitless = 0
        self[channel]?.pause = Limits.antiEntropy
        self[channel]?.pausedUntil = nil
        if state.isInStep { return }
        self[channel]?.isInStep = true
        out.append(.inStep(channel, node: link.node))
        if !state.toldWaiting { tellWaiting(channel) }
        // The peer has to be in step too before it is asked.
        if config.owner != nil, let root = domains[channel.collective]?.value.root, state.toldRoot != root {
            sendRoots(channel, ask: false)
        }
        askOwnHead(channel)
        assignFetches(channel.collective)
    }

    /// Heads of the waiting room, once a link.
    private mutating func tellWaiting(_ channel: Channel) {
        self[channel]?.toldWaiting = true
        guard let domain = domains[channel.collective] else { return }
        var notes = domain.waiting.inOrder.map { Frame.HeadNote($0) }
        while !notes.isEmpty {
            send(channel, .waiting(.init(collective: channel.number, heads: Array(notes.prefix(Limits.heads)))))
            notes.removeFirst(min(notes.count, Limits.heads))
        }
    }
}
