import PledgeLedger

// What time brings: probes, their stages, suspicion and death.
extension Prober {
    mutating func runTimers() {
        expireRelays()
        for node in members.inOrder.filter({ $0.value.due <= now }).map(\.value.node) { runTimers(of: node) }
    }

    /// One step at most of each kind: after a long sleep the next stage waits its whole time, in
    /// which answers that came meanwhile are still read.
    private mutating func runTimers(of node: PublicKey) {
        guard let due = members[node]?.value.due, due <= now else { return }
        if let suspicion = members[node]?.value.suspicion, suspicion.deadline <= now {
            guard isDoubtful(suspicion) else { return bury(node) }
            members[node]?.value.suspicion?.hold(from: now)
            askAgain(node)
        }
        guard let probe = members[node]?.value.probe else { return startProbe(of: node) }
        guard probe.deadline <= now else { return }
        if members[node]?.value.heardByLink.map({ $0 >= probe.sent }) == true {
            settleByLink(node)
        } else if probe.isIndirect {
            fail(node)
        } else {
            goIndirect(node)
        }
    }

    /// First stage: a ping. To a node with blocked datagrams, the question over the link goes with it.
    mutating func startProbe(of node: PublicKey) {
        guard let roundTrip = members[node]?.value.roundTrip, let incarnation = members[node]?.value.incarnation else { return }
        let number = drawNumber()
        let timeout = health.scale(roundTrip.timeout)
        members[node]?.value.probe = .init(number: number, sent: now, timeout: timeout, deadline: now.adding(timeout))
        members[node]?.value.ask(number, now: now)
        let isSuspected = hasLifeguard && members[node]?.value.suspicion != nil
        send(
            .ping(number: number, suspected: isSuspected, incarnation: incarnation, roots: .none), to: node,
            room: Limits.datagram)
        if members[node]?.value.isBlocked == true { askLink(node, number: number) }
    }

    /// Second stage: through others, and over the link.
    private mutating func goIndirect(_ node: PublicKey) {
        guard let member = members[node], let probe = member.probe else { return }
        let able = members.inOrder.filter { $0.node != node && $0.suspicion == nil && !$0.isBlocked }.map(\.value.node)
        let helpers = Array(able.shuffled(using: &random).prefix(Limits.probeHelpers))
        members[node]?.value.probe?.isIndirect = true
        members[node]?.value.probe?.helpers = helpers
        // A helper waits one timeout, and its answer has another to come back.
        members[node]?.value.probe?.deadline = now.adding(2 * probe.timeout)
        let patience = UInt16(clamping: probe.timeout)
        for helper in helpers {
            send(.pingRequest(number: probe.number, target: node, patience: patience), to: helper)
        }
        if !member.isBlocked { askLink(node, number: probe.number) }
    }

    /// Asks a suspect once more by both ways at once, beside the probe that is under way: what was asked while
    /// this node was deaf may be lost, and the stages of a probe may take longer than the suspicion still lasts.
    private mutating func askAgain(_ node: PublicKey) {
        guard let incarnation = members[node]?.value.incarnation else { return }
        let number = drawNumber()
        members[node]?.value.ask(number, now: now)
        send(
            .ping(number: number, suspected: true, incarnation: incarnation, roots: .none), to: node,
            room: Limits.datagram)
        askLink(node, number: number)
    }

    private mutating func askLink(_ node: PublicKey, number: UInt32) {
        members[node]?.value.askByLink(number, now: now)
        out.append(.askLink(node, number: number))
    }

    /// No answer by any way. Who helped and did not even say no makes this node doubt itself; where
    /// nobody could help, it doubts itself too.
    private mutating func fail(_ node: PublicKey) {
        guard let member = members[node], let probe = member.probe else { return }
        members[node]?.value.probe = nil
        if member.suspicion == nil {
            doubtItself(probe.helpers.isEmpty ? 1 : probe.helpers.count - probe.nacks.count)
            suspect(node, timeout: probe.timeout)
        }
        // The suspect is told first, and asked until it answers or is dead.
        startProbe(of: node)
        guard member.suspicion == nil else { return }
        spread(node)
        if hasLifeguard { listen(beside: node) }
    }

    /// Asks some others at once, to see whether this node hears anybody.
    private mutating func listen(beside node: PublicKey) {
        let idle = members.inOrder.filter { $0.node != node && $0.probe == nil }.map(\.value.node)
        for other in idle.shuffled(using: &random).prefix(Limits.probeHelpers) { startProbe(of: other) }
    }

    private mutating func suspect(_ node: PublicKey, timeout: UInt64) {
        guard let member = members[node] else { return }
        let others = members.count - 1
        // Long enough for another probe, whole.
        let least = 3 * timeout
        let canBeConfirmed = hasLifeguard && others >= Limits.suspicionConfirmations
        var suspicion = Suspicion(
            by: self.node, began: now, incarnation: member.incarnation,
            confirmationsDue: canBeConfirmed ? Limits.suspicionConfirmations : 0,
            least: least, most: 2 * least)
        for doubter in member.doubters { _ = suspicion.confirm(by: doubter) }
        members[node]?.value.suspicion = suspicion
        stir(now: now)
        out.append(.suspected(node))
    }

    /// Others are told after the suspect.
    private mutating func spread(_ node: PublicKey) {
        guard let incarnation = members[node]?.value.incarnation else { return }
        let others = members.keys.filter { $0 != node }.shuffled(using: &random)
        for other in others.prefix(Limits.probeRumours) {
            send(.suspicion(of: node, incarnation: incarnation), to: other)
        }
    }

    private mutating func bury(_ node: PublicKey) {
        remove(node)
        out.append(.dead(node))
    }

    /// The probe is over: the node is alive, though only its link said so.
    mutating func settleByLink(_ node: PublicKey) {
        guard let member = members[node], let probe = member.probe else { return }
        members[node]?.value.missed += 1
        members[node]?.value.probe = nil
        if member.missed + 1 >= Limits.blockedAfter, !member.isBlocked {
            members[node]?.value.isBlocked = true
            out.append(.datagramsBlocked(node))
        }
        let pause = members[node]?.value.isBlocked == true ? calm : health.scale(Limits.probeInterval)
        members[node]?.value.nextProbe = probe.sent.adding(pause)
    }

    private mutating func expireRelays() {
        for relay in relays where relay.deadline <= now {
            send(.nack(number: relay.requestNumber), to: relay.requester)
        }
        relays.removeAll { $0.deadline <= now }
    }
}
