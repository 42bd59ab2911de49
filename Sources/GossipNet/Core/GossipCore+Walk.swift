import PledgeLedger

// Comparing trees.
extension GossipCore {
    mutating func beginWalk(_ channel: Channel) {
        guard let state = self[channel], let theirs = state.theirRoots else { return }
        let number = state.nextWalk
        domains[channel.collective]?.intake = channel.link
        // Past any number of walks that a link can see, it begins anew.
        self[channel]?.nextWalk = number < UInt32.max / 2 ? number + 1 : 0
        let salt = random.next() | 1
        self[channel]?.walk = Walk(
            number: number, salt: salt, takes: true, isOurs: true, peerRoot: theirs.root)
        expect(theirs, channel)
        noteProgress(channel)
        report(.walking(channel))
        pumpWalk(channel)
    }

    mutating func receiveWalk(_ frame: Frame.Walk, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld else { return }
        if let salt = frame.salt {
            // Only the dialler starts, and only one at a time.
            guard links[channel.link]?.role == .responder, frame.number < .max else {
                return punish(channel.link, .unasked)
            }
            joinWalk(frame.number, salt: salt, channel)
        }
        // A step of a walk that was given up here.
        guard self[channel]?.walk?.number == frame.number else { return }
        noteProgress(channel)
        guard let findings = self[channel]?.walk?.receive(frame, domain.tree) else {
            return punish(channel.link, .unasked)
        }
        act(on: findings, channel)
        pumpWalk(channel)
        settle(channel)
    }

    /// The peer starts a comparison.
    private mutating func joinWalk(_ number: UInt32, salt: UInt64, _ channel: Channel) {
        guard let domain = domains[channel.collective], let theirs = self[channel]?.theirRoots else { return }
        let takes = mayTake(channel)
        if takes {
            domains[channel.collective]?.intake = channel.link
        } else {
            self[channel]?.mustCompare = true
        }
        // The peer has no cursor: one walk serves both.
        self[channel]?.request = nil
        self[channel]?.walk = Walk(
            number: number, salt: salt, takes: takes, isOurs: false, peerRoot: theirs.root,
            isRefused: domain.shares != nil)
        expect(theirs, channel)
    }

    private mutating func act(on findings: Walk.Findings, _ channel: Channel) {
        if self[channel]?.walk?.takes == true {
            for path in findings.needed { self[channel]?.intake.want(path) }
        }
        tell(findings.heads, on: channel)
        var missing = findings.missing[...]
        while !missing.isEmpty {
            let paths = missing.prefix(Limits.paths)
            missing = missing.dropFirst(paths.count)
            send(channel, .missing(.init(collective: channel.number, walk: walkField(channel), paths: Array(paths))))
            self[channel]?.walk?.noteSent()
        }
        pumpNeeds(channel)
    }

    /// Sends the steps that may be sent now.
    mutating func pumpWalk(_ channel: Channel) {
        guard let domain = domains[channel.collective] else { return }
        while let frame = self[channel]?.walk?.nextFrame(channel.number, domain.tree) {
            send(channel, .walk(frame))
        }
    }

    /// Tells heads, in as few frames as they take.
    mutating func tell(_ notes: [Frame.HeadNote], on channel: Channel) {
        var notes = notes[...]
        let walk = walkField(channel)
        while !notes.isEmpty {
            let some = notes.prefix(Limits.heads)
            notes = notes.dropFirst(some.count)
            send(channel, .heads(.init(collective: channel.number, walk: walk, heads: Array(some))))
            self[channel]?.walk?.noteSent()
        }
    }

    /// What names the walk in frames other than its steps: its number + 1, or 0 for none.
    private func walkField(_ channel: Channel) -> UInt32 { (self[channel]?.walk).map { $0.number + 1 } ?? 0 }

    /// Ends what has come to its end on a channel: a comparison, and taking in what it found.
    mutating func settle(_ channel: Channel) {
        guard self[channel]?.mayEnd == true, let state = self[channel] else { return }
        if let walk = state.walk {
            if walk.isQuiet { finish(walk, state, channel) }
        } else if let request = state.request {
            if request.isAnswered { finishChanges(state, channel) }
        } else if state.intake.hasAsked {
            // A repair outside a comparison.
            self[channel]?.intake.rest()
            if state.intake.mustCompare { sendRoots(channel, ask: true) }
        } else if state.intake.idleSince != nil {
            self[channel]?.intake.idleSince = nil
        }
    }

    private mutating func finish(_ walk: Walk, _ state: Boxed<ChannelState>, _ channel: Channel) {
        self[channel]?.walk = nil
        // Of what is not here yet nothing is known to be new to the peer.
        if !walk.isRefused { self[channel]?.hasWalked = true }
        if domains[channel.collective]?.shares == nil { domains[channel.collective]?.hasShared = false }
        self[channel]?.intake.rest()
        reportCaughtUp(state.intake, channel)
        if walk.isOurs {
            weigh(walk, state, channel)
            // A peer that takes entries in sends its roots when it has, and they are compared then.
            if !state.peerNeeds && !walk.peerIsBusy {
                self[channel]?.mayPush = true
                sendRoots(channel, ask: false)
                compare(channel)
            }
        } else if state.intake.hasAsked || state.mustCompare && isFree(channel.collective) {
            sendRoots(channel, ask: false)
            compare(channel)
        }
        if domains[channel.collective]?.intake == channel.link, self[channel]?.walk == nil {
            freeIntake(channel.collective)
        }
    }

    /// Says what came of a catch-up, if anything was asked for.
    mutating func reportCaughtUp(_ intake: Intake, _ channel: Channel) {
        guard intake.hasAsked else { return }
        report(.caughtUp(channel, accepted: intake.accepted))
        showProgress(channel, intake.received, of: intake.expected)
    }

    /// Counts comparisons in a row that brought nothing, and pauses after some. One after which the
    /// peer claims another root than before, or which brought the peer something, counts a quarter:
    /// it may well have been of use.
    private mutating func weigh(_ walk: Walk, _ state: Boxed<ChannelState>, _ channel: Channel) {
        if state.intake.accepted > 0 {
            self[channel]?.fruitless = 0
            return
        }
        self[channel]?.fruitless += walk.peerRoot == state.theirRoots?.root && !state.peerNeeds ? 4 : 1
        guard state.fruitless + 4 >= 4 * Limits.fruitlessWalks,
            state.theirRoots?.root != domains[channel.collective]?.value.root
        else { return }
        let pause = random.jittered(state.pause)
        self[channel]?.fruitless = 0
        self[channel]?.pause = min(state.pause * 2, Limits.fruitlessPause)
        let until = now.adding(pause)
        self[channel]?.pausedUntil = until
        arm(until)
        report(.fruitless(channel, pause: pause))
    }

    /// Whether no comparison and no first sync takes entries in.
    private func isFree(_ id: CollectiveID) -> Bool {
        domains[id].map { $0.intake == nil && $0.shares == nil && $0.orphans == 0 } ?? false
    }

    /// Another link of the collective may take in now.
    mutating func freeIntake(_ id: CollectiveID) {
        domains[id]?.intake = nil
        guard isFree(id) else { return }
        // One that compares now is looked after when that ends.
        for channel in channels(of: id) where self[channel]?.mustCompare == true && self[channel]?.walk == nil {
            guard domains[id]?.intake == nil else { return }
            self[channel]?.mustCompare = false
            if links[channel.link]?.role == .initiator {
                compare(channel)
            } else {
                // What the peer last told may be what is held here by now.
                sendRoots(channel, ask: false)
                compare(channel)
            }
        }
    }

    /// The peer did something for a catch-up. For a while that is progress; then an entry of use must have come of
    /// it, or a peer with steps, heads, places or needs without end would keep the turn from all others.
    mutating func noteProgress(_ channel: Channel) {
        let now = self.now, since = self[channel]?.intake.idleSince ?? now
        self[channel]?.intake.idleSince = since
        guard now.since(since) < Limits.catchUpIdle else { return }
        self[channel]?.progress = now
        arm(now.adding(Limits.stall))
    }
}
