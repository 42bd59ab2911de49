import PledgeLedger

// What the store tells of collectives.
extension GossipCore {
    mutating func open(_ state: CollectiveState) {
        let isNew = !domains.contains(state.id)
        let (intake, shares, orphans) = (
            domains[state.id]?.intake, domains[state.id]?.shares, domains[state.id]?.orphans ?? 0)
        domains[state.id] = Boxed(Domain(state))
        domains[state.id]?.intake = intake
        domains[state.id]?.shares = shares
        domains[state.id]?.orphans = orphans
        for id in links.keys {
            let channel = links[id]?.channels[state.id]?.channel
            if isNew { sendHello(id) }
            findCommon(id)
            guard let channel else { continue }
            // Whatever was thought of the feeds before is void.
            self[channel]?.isInStep = false
            if state.charterHeld { sendRoots(channel, ask: true) }
        }
        assignFetches(state.id)
        startRounds()
        if isNew { dialThoseWithoutCommon() }
    }

    mutating func closeCollective(_ id: CollectiveID) {
        // Channels stay, so that what peers still say of it is no misbehaviour; and they do nothing
        // while the collective is not open.
        domains[id] = nil
        for channel in channels(of: id) {
            self[channel]?.walk = nil
            self[channel]?.request = nil
            self[channel]?.intake.giveUp()
        }
    }

    mutating func change(_ id: CollectiveID, _ changes: [HeadChange], entries: UInt64, from: LinkID?, number: UInt64) {
        guard domains.contains(id) else { return }
        domains[id]?.value.apply(changes)
        domains[id]?.entries = entries
        domains[id]?.change = number
        for change in changes where change.isForkNew {
            report(.forkSeen(id, author: change.author, seq: change.head?.fork ?? 0))
        }
        if from == nil { noteOwn(changes, id) }
        prober.stir(now: now)
        views.stir(now: now, random: &random)
        let channels = channels(of: id)
        for channel in channels { spreadProofs(changes, on: channel) }
        for channel in channels { push(changes, on: channel, from: from) }
        askOwnHeadAgain(changes, of: id, from: from)
        guard changes.contains(where: \.isForkNew) else { return }
        for channel in channels where self[channel]?.theirRoots != nil {
            compareSoon(channel)
        }
    }

    mutating func setExtras(_ id: CollectiveID, _ ids: [EntryID]) {
        guard let held = domains[id] else { return }
        let new = ids.filter { !held.value.holds(extra: $0) }.prefix(Limits.extrasInFrame)
        domains[id]?.value.set(extras: ids)
        for channel in channels(of: id) where self[channel]?.mayPush == true && !new.isEmpty {
            send(channel, .extras(.init(collective: channel.number, ids: Array(new))))
        }
    }
}
