import PledgeLedger

// What time brings. Nothing keeps a timer of its own: each part looks whether it is due, and arms the
// next moment at which it may be. The views and the prober, which are due most often, say so themselves.
extension GossipCore {
    mutating func runTimers() {
        disarm()
        if config.stays, views.due <= now { view(.tick) }
        if let due = prober.due, due <= now { probe(.timerDue) }
        if let due, due <= now { runOthers() }
    }

    /// What time brings for dials, links, channels and collectives.
    private mutating func runOthers() {
        due = nil
        dialDue()
        for id in links.keys { checkSilence(id) }
        for channel in busyChannels() {
            expireSearches(channel)
            checkStall(channel)
            checkPause(channel)
            checkAnnouncements(channel)
            checkCompare(channel)
        }
        for id in domains.keys {
            checkMissing(id)
            checkShares(id)
        }
        runRound()
        runFetchRound()
    }

    /// Channels on which time may bring something about: on most there is nothing to look at.
    private func busyChannels() -> [Channel] {
        var busy: [Channel] = []
        for link in links.inOrder {
            for state in link.channels.inOrder where state.waitsForTime { busy.append(state.value.channel) }
        }
        return busy
    }

    /// Pings a silent peer, and closes the link of one that stays so.
    private mutating func checkSilence(_ id: LinkID) {
        guard let link = links[id] else { return }
        let silent = now.since(link.heard)
        // Whoever is probed has no need of it so often.
        let patience = prober.isMember(link.node) ? Limits.probedLink : 1
        let (pingAfter, silence) = (Limits.pingAfter * patience, Limits.silence * patience)
        if silent >= silence { return close(id, .silent, .silent) }
        let sincePing = link.pinged.map { now.since(max($0, link.heard)) } ?? silent
        if sincePing >= pingAfter {
            sendPing(id)
            arm(now.adding(pingAfter))
        } else {
            arm(now.adding(pingAfter - sincePing))
        }
        arm(link.heard.adding(silence))
    }

    /// Gives up a catch-up in which the peer does nothing more.
    private mutating func checkStall(_ channel: Channel) {
        guard let state = self[channel], state.waitsForPeer else { return }
        guard state.intake.isJudged(now: now).since(state.progress) >= Limits.stall else {
            return arm(max(state.progress.adding(Limits.stall), now.adding(Limits.shareCheck)))
        }
        report(.stalled(channel))
        self[channel]?.walk = nil
        self[channel]?.request = nil
        self[channel]?.intake.giveUp()
        self[channel]?.intake.rest()
        leaveShares(channel.link, channel.collective)
        if domains[channel.collective]?.intake == channel.link { freeIntake(channel.collective) }
        charge(channel.link, Limits.uselessFrames / 4)
    }

    /// Compares again after a pause.
    private mutating func checkPause(_ channel: Channel) {
        guard let until = self[channel]?.pausedUntil else { return }
        guard until <= now else { return arm(until) }
        self[channel]?.pausedUntil = nil
        sendRoots(channel, ask: true)
    }

    /// Compares roots a little later: after a fork, whose proof may have crossed a comparison that then
    /// ended with what was held before; and where more was announced than is kept count of.
    mutating func compareSoon(_ channel: Channel) {
        guard self[channel]?.compareDue == nil else { return }
        let due = now.adding(Limits.compareSoon)
        self[channel]?.compareDue = due
        arm(due)
    }

    private mutating func checkCompare(_ channel: Channel) {
        guard let due = self[channel]?.compareDue else { return }
        guard due <= now else { return arm(due) }
        self[channel]?.compareDue = nil
        sendRoots(channel, ask: true)
    }

    /// Whether this side and the peer last told each other what is held here now.
    private func isSettled(_ channel: Channel) -> Bool {
        guard let state = self[channel], let domain = domains[channel.collective] else { return true }
        let root = domain.value.root
        return state.theirRoots?.root == root && state.toldRoot == root
            && state.theirRoots?.extras == domain.extrasDigest
    }

    /// Starts the rounds of anti-entropy with the first link.
    mutating func startRounds() {
        guard nextRound == nil, !links.isEmpty else { return }
        let round = now.adding(random.jittered(Limits.antiEntropy))
        nextRound = round
        arm(round)
    }

    /// One round: compares roots with one random peer, where anything changed since they last did.
    private mutating func runRound() {
        guard let round = nextRound else { return }
        guard round <= now else { return arm(round) }
        nextRound = nil
        startRounds()
        guard let id = links.keys.randomElement(using: &random) else { return }
        for collective in links[id]?.channels.keys ?? [] {
            guard let channel = links[id]?.channels[collective]?.channel, self[channel]?.isAtRest == true else {
                continue
            }
            if !isSettled(channel) { sendRoots(channel, ask: true) }
        }
    }
}
