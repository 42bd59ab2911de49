import PledgeLedger

// Catching up with a peer that was met before: it is asked what has changed since.
//
// A cursor is noted only while both roots are equal, so that all that the peer held then is held here.
// And what a cursor leads to is only a shorter way: roots are compared again at its end, and where they
// still differ the trees are walked.
extension GossipCore {
    /// Both roots are equal: all that the peer's store had at its change is here.
    mutating func noteCursor(_ channel: Channel) {
        guard let link = links[channel.link], link.catchesUp, let change = self[channel]?.theirRoots?.change,
            change > 0
        else { return }
        self[channel]?.isCursorSpent = false
        let cursor = Cursor(
            node: link.node, collective: channel.collective, incarnation: link.incarnation, change: change)
        cursors.note(cursor)
    }

    /// Asks what has changed since the peer was last in step with this node.
    /// - Returns: false where that can't be asked.
    mutating func askChanges(_ channel: Channel) -> Bool {
        guard let link = links[channel.link], link.catchesUp, let state = self[channel], let theirs = state.theirRoots,
            !state.isCursorSpent, state.request == nil, state.lastCursorRequest < .max,
            let cursor = cursors[link.node, channel.collective]
        else { return false }
        // A store that is another one, or has gone back, says nothing of what changed since.
        guard cursor.incarnation == link.incarnation, cursor.change <= theirs.change else {
            cursors.forget(link.node, channel.collective)
            return false
        }
        let number = state.lastCursorRequest + 1, salt = random.next() | 1
        self[channel]?.lastCursorRequest = number
        self[channel]?.request = CursorRequest(salt: salt)
        self[channel]?.isCursorSpent = true
        expect(theirs, channel)
        domains[channel.collective]?.intake = channel.link
        noteProgress(channel)
        report(.behind(channel, entries: expected(theirs, channel)))
        send(channel, .since(.init(
            collective: channel.number, number: number, change: cursor.change, salt: salt)))
        return true
    }

    /// Entries that the peer's total lets expect.
    func expected(_ theirs: Holdings, _ channel: Channel) -> UInt64 {
        let own = domains[channel.collective]?.entries ?? 0
        return theirs.entries > own ? theirs.entries - own : 0
    }

    mutating func expect(_ theirs: Holdings, _ channel: Channel) {
        let entries = expected(theirs, channel)
        self[channel]?.intake.expected = entries
    }

    // MARK: Answering

    mutating func receiveSince(_ since: Frame.Since, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, let state = self[channel] else { return }
        self[channel]?.peerAsksChanges = true
        // Whoever gave up a question may ask again while it is still being answered.
        guard since.change <= domain.change, !state.isAnswering else {
            return send(channel, Frame.Changes.unknown(since))
        }
        charge(channel.link, min(domain.change - since.change, UInt64(Limits.changesAtOnce)) / Limits.changesPerCost)
        guard self[channel] != nil else { return }
        self[channel]?.isAnswering = true
        out.append(.serveChanges(channel, uses.draw(.changes(channel)), since))
    }

    // MARK: The answer

    mutating func receiveChanges(_ frame: Frame.Changes, on channel: Channel) {
        charge(channel.link)
        guard let state = self[channel], let domain = domains[channel.collective] else { return }
        guard frame.number > 0, frame.number <= state.lastCursorRequest else { return punish(channel.link, .unasked) }
        // An answer to what was given up meanwhile.
        guard let request = state.request, frame.number == state.lastCursorRequest, !request.isAnswered else { return }
        guard request.feeds + frame.feeds.count <= Limits.changesAtOnce else { return punish(channel.link, .flood) }
        self[channel]?.request?.feeds += frame.feeds.count
        noteProgress(channel)
        for feed in frame.feeds { want(feed, salt: request.salt, domain, on: channel) }
        if frame.isUnknown, let node = links[channel.link]?.node { cursors.forget(node, channel.collective) }
        if !frame.more { self[channel]?.request?.isAnswered = true }
        pumpNeeds(channel)
        settle(channel)
    }

    /// Asks for the end of a feed that is not the same here. Two feeds at one place are left to the walk.
    private mutating func want(
        _ feed: Frame.ChangedFeed, salt: UInt64, _ domain: Boxed<Domain>, on channel: Channel
    ) {
        let place = TreePath(prefix: feed.place)
        if let own = domain.tree.leaf(under: place) {
            guard FrontierTree.short(own, salt: salt) != feed.hash else { return }
            self[channel]?.intake.want(.init(place: feed.place, after: own.stop), of: own.author)
        } else if domain.tree.count(under: place) == 0 {
            self[channel]?.intake.want(.init(place: feed.place, after: 0), of: nil)
        }
    }

    /// All that the answer named is taken in: tells the peer, and compares.
    mutating func finishChanges(_ state: Boxed<ChannelState>, _ channel: Channel) {
        self[channel]?.request = nil
        reportCaughtUp(state.intake, channel)
        self[channel]?.intake.rest()
        sendRoots(channel, ask: false)
        compare(channel)
        guard domains[channel.collective]?.intake == channel.link, let now = self[channel], now.walk == nil,
            now.request == nil
        else { return }
        freeIntake(channel.collective)
    }
}
