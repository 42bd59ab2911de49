import PledgeLedger

// What members say.
extension Prober {
    /// Answers to questions cost nothing and need no budget: each is taken once, the others are
    /// ignored. What asks for work, or tells something new, has one.
    mutating func receive(_ datagram: Datagram, from node: PublicKey) {
        guard members.contains(node) else { return }
        noteHeard()
        switch datagram {
        case .ack(let number, let incarnation, let roots):
            acked(number, incarnation: incarnation, roots: roots, by: node)
        case .indirectAck(let number, let incarnation): helped(number, incarnation: incarnation, by: node)
        case .nack(let number): nacked(number, by: node)
        default:
            guard members[node]?.value.budget.take(now: now) == true else { return }
            hear(node, byLink: false)
            told(datagram, by: node)
        }
    }

    private mutating func told(_ datagram: Datagram, by node: PublicKey) {
        switch datagram {
        case .ping(let number, let suspected, let incarnation, let roots):
            if suspected { _ = refute(incarnation) }
            out.append(.roots(roots, from: node))
            // The exchange serves both: the next is for this side to begin.
            if members[node]?.value.probe == nil, members[node]?.value.missed == 0 { postpone(node, calm) }
            send(.ack(number: number, incarnation: self.incarnation, roots: .none), to: node, room: roots.length)
        case .pingRequest(let number, let target, let patience):
            relay(number, to: target, patience: patience, for: node)
        case .suspicion(let suspect, let incarnation): rumour(of: suspect, incarnation, by: node)
        case .refutation(let incarnation): learn(incarnation, of: node)
        case .ack, .indirectAck, .nack: break
        }
    }

    // MARK: Signs of life

    /// The node itself said something: whoever suspected it was wrong.
    mutating func hear(_ node: PublicKey, byLink: Bool) {
        guard members.contains(node) else { return }
        if byLink {
            noteHeard()
            members[node]?.value.heardByLink = now
        }
        if members[node]?.value.doubters.isEmpty == false { members[node]?.value.doubters = [] }
        guard members[node]?.value.suspicion != nil else { return }
        members[node]?.value.suspicion = nil
        out.append(.cleared(node))
    }

    private mutating func learn(_ incarnation: UInt32, of node: PublicKey) {
        guard let known = members[node]?.value.incarnation, known < incarnation else { return }
        members[node]?.value.incarnation = incarnation
    }

    private mutating func acked(
        _ number: UInt32, incarnation: UInt32, roots: Datagram.Roots, by node: PublicKey
    ) {
        if let index = relays.firstIndex(where: { $0.number == number && $0.target == node }) {
            let relay = relays.remove(at: index)
            hear(node, byLink: false)
            learn(incarnation, of: node)
            members[node]?.value.roundTrip.measure(now.since(relay.sent))
            return send(.indirectAck(number: relay.requestNumber, incarnation: incarnation), to: relay.requester)
        }
        guard let taken = members[node]?.value.answered(number, now: now) else { return }
        hear(node, byLink: false)
        learn(incarnation, of: node)
        members[node]?.value.roundTrip.measure(taken)
        doubtItself(-1)
        settleDirectly(node)
        out.append(.roots(roots, from: node))
    }

    /// A datagram came straight back: all is well.
    private mutating func settleDirectly(_ node: PublicKey) {
        members[node]?.value.probe = nil
        members[node]?.value.missed = 0
        postpone(node, calm + UInt64.random(in: 0...Limits.probeTurn, using: &random))
        guard members[node]?.value.isBlocked == true else { return }
        members[node]?.value.isBlocked = false
        out.append(.datagramsPass(node))
    }

    mutating func linkAnswered(_ number: UInt32, by node: PublicKey) {
        guard let taken = members[node]?.value.answeredByLink(number, now: now) else { return }
        members[node]?.value.roundTrip.measure(taken)
        hear(node, byLink: true)
        // Where both were asked at once, the datagram has its whole time to come back.
        if members[node]?.value.probe?.isIndirect == true { settleByLink(node) }
    }

    private mutating func postpone(_ node: PublicKey, _ milliseconds: UInt64) {
        members[node]?.value.nextProbe = now.adding(milliseconds)
    }

    // MARK: Helping, and being helped

    /// Pings a member for another. A target that is not known gets no datagram, the requester a nack.
    private mutating func relay(_ number: UInt32, to target: PublicKey, patience: UInt16, for requester: PublicKey) {
        let open = relays.filter { $0.requester == requester }
        guard !open.contains(where: { $0.requestNumber == number }) else { return }
        guard let incarnation = members[target]?.value.incarnation, target != requester,
            open.count < Limits.relaysPerMember, relays.count < Limits.relays
        else { return send(.nack(number: number), to: requester) }
        let relay = RelayedPing(
            number: drawNumber(), target: target, requester: requester, requestNumber: number, sent: now,
            deadline: now.adding(min(UInt64(patience), Limits.relayPatience)))
        relays.append(relay)
        let noRoots = Datagram.Roots.none
        send(
            .ping(number: relay.number, suspected: false, incarnation: incarnation, roots: noRoots),
            to: target, room: noRoots.length)
    }

    /// A helper's word on the probe that it was asked to help with, from each once.
    private func isHelper(_ node: PublicKey, ofProbeOf member: Boxed<ProbedMember>, _ number: UInt32) -> Bool {
        guard let probe = member.probe, probe.number == number else { return false }
        return probe.helpers.contains(node) && !probe.nacks.contains(node)
    }

    private mutating func helped(_ number: UInt32, incarnation: UInt32, by helper: PublicKey) {
        guard let member = members.inOrder.first(where: { isHelper(helper, ofProbeOf: $0, number) }) else { return }
        hear(member.node, byLink: false)
        learn(incarnation, of: member.node)
        doubtItself(-1)
        members[member.node]?.value.missed += 1
        members[member.node]?.value.probe = nil
        postpone(member.node, health.scale(Limits.probeInterval))
    }

    private mutating func nacked(_ number: UInt32, by helper: PublicKey) {
        guard let member = members.inOrder.first(where: { isHelper(helper, ofProbeOf: $0, number) }) else { return }
        members[member.node]?.value.probe?.nacks.append(helper)
    }

    // MARK: Rumours

    /// A member can't reach a third node. About this node itself: it refutes. About one that is
    /// suspected here too: a confirmation. Otherwise a reason to look, now and then.
    private mutating func rumour(of suspect: PublicKey, _ incarnation: UInt32, by teller: PublicKey) {
        if suspect == node {
            if refute(incarnation) { send(.refutation(incarnation: self.incarnation), to: teller) }
            return
        }
        // A suspicion of an earlier incarnation was refuted since.
        guard let member = members[suspect], suspect != teller, incarnation >= member.incarnation else { return }
        if member.suspicion != nil {
            _ = members[suspect]?.value.suspicion?.confirm(by: teller)
            return
        }
        if !member.doubters.contains(teller), member.doubters.count < Limits.suspicionConfirmations {
            members[suspect]?.value.doubters.append(teller)
        }
        guard member.probe == nil, member.rumourProbe.map({ now.since($0) >= Limits.probeInterval }) ?? true else {
            return
        }
        members[suspect]?.value.rumourProbe = now
        startProbe(of: suspect)
    }
}
