import PledgeLedger

// The broadcast tree: which channels entries are pushed on (eager), and which they are only announced
// on (lazy). New channels are eager; pushes that bring nothing new make their channel lazy, and an
// announcement of something that does not come otherwise makes its channel eager again.
extension GossipCore {
    /// The links on which new entries of a collective are pushed, ascending: this node's part of the tree.
    public func eagerLinks(of id: CollectiveID) -> [LinkID] {
        links.inOrder.compactMap { $0.value.channels[id]?.value.branch.isEager == true ? $0.value.id : nil }
    }

    // MARK: Announcing

    /// Queues a head for a lazy peer: sent when a frame is full, or has waited long enough.
    mutating func announce(_ author: PublicKey, after: UInt64, on channel: Channel) {
        guard self[channel]?.branch.announcements.add(author, after: after) == true else { return }
        if self[channel]?.branch.announcements.count == Limits.announcements {
            sendAnnouncements(channel)
        } else if self[channel]?.branch.announceDue == nil {
            let due = now.adding(Limits.announceDelay)
            self[channel]?.branch.announceDue = due
            arm(due)
        }
    }

    /// Sends what has waited long enough.
    mutating func checkAnnouncements(_ channel: Channel) {
        guard let due = self[channel]?.branch.announceDue else { return }
        if due <= now { sendAnnouncements(channel) } else { arm(due) }
    }

    private mutating func sendAnnouncements(_ channel: Channel) {
        self[channel]?.branch.announceDue = nil
        let batch = self[channel]?.branch.announcements.take(Limits.announcements) ?? []
        var notes: [Frame.Announce.Note] = []
        for (author, _) in batch {
            guard let head = domains[channel.collective]?.head(of: author),
                let known = self[channel]?.known[author].stop, known < head.stop
            else { continue }
            // The peer has not told of it: its way is no shorter.
            self[channel]?.branch.noteShorter(by: -Int(Limits.longerPath))
            notes.append(.init(
                author: author, stop: head.stop, id: head.id.raw.prefix, hops: hops(head, channel.collective)))
        }
        if !notes.isEmpty { send(channel, .announce(.init(collective: channel.number, heads: notes))) }
    }

    // MARK: The tree

    /// Entries are pushed on the channel from now on, and so is what waits to be announced.
    /// - Parameter isStandIn: for what did not come in time.
    mutating func makeEager(_ channel: Channel, isStandIn: Bool = false) {
        guard self[channel]?.branch.isEager == false else { return }
        if isStandIn { self[channel]?.branch.standIn() } else { self[channel]?.branch.isEager = true }
        self[channel]?.branch.announceDue = nil
        for (author, after) in self[channel]?.branch.announcements.take(Limits.announcements) ?? [] {
            enqueue(author, after: after, on: channel)
        }
        pumpPush(channel)
    }

    /// Takes the channel out of the tree, at both ends. Not again while pushes may still be on their way.
    mutating func prune(_ channel: Channel) {
        self[channel]?.branch.isEager = false
        if let pruned = self[channel]?.branch.pruned, now.since(pruned) < patience(channel.link) { return }
        let now = self.now
        self[channel]?.branch.pruned = now
        send(channel, .prune(.init(collective: channel.number)))
        report(.pruned(channel))
    }

    /// Whether the collective has another eager channel, whose peer answers.
    func hasOtherEager(_ channel: Channel) -> Bool {
        links.inOrder.contains { link in
            guard link.value.id != channel.link, let other = link.value.channels[channel.collective] else { return false }
            return other.value.branch.isEager && other.value.mayPush && other.value.branch.isReliable
        }
    }

    /// The peer has this channel's entries by another way.
    mutating func receivePrune(on channel: Channel) {
        charge(channel.link)
        self[channel]?.branch.isEager = false
    }

    /// The peer lacks entries that were announced to it, or has found a shorter way through here.
    mutating func receiveGraft(_ frame: Frame.Graft, on channel: Channel) {
        charge(channel.link)
        guard domains[channel.collective]?.charterHeld == true, links[channel.link]?.requests.take(now: now) == true
        else { return }
        makeEager(channel)
        guard let fork = self[channel]?.known[frame.author].fork else { return }
        if links[channel.link]?.isBacklogged == true {
            self[channel]?.owesRoots = true
            return
        }
        // Whatever it was sent before has not arrived.
        self[channel]?.known.set(frame.author, stop: frame.after, fork: fork)
        enqueue(frame.author, after: frame.after, on: channel)
        pumpPush(channel)
    }

    // MARK: Pushes that came

    /// Notes how a push came before it is stored, so that it is known when it is passed on.
    mutating func notePush(_ author: PublicKey, _ arrival: BroadcastArrival, on channel: Channel) {
        let held = domains[channel.collective]?.head(of: author)?.stop ?? 0
        let noted = domains[channel.collective]?.arrivals[author]?.stop ?? 0
        if arrival.stop > max(held, noted) { domains[channel.collective]?.arrivals.note(author, arrival) }
        let due = now.adding(patience(channel.link))
        domains[channel.collective]?.missing.answer(from: channel.link, for: author, due: due)
    }

    /// Notes over how many links the answer to a need came, where that is told. Its link is not noted: a
    /// comparison says nothing of the tree.
    mutating func noteAnswer(_ author: PublicKey, _ arrival: BroadcastArrival, on channel: Channel) {
        guard (1..<BroadcastArrival.unknown).contains(arrival.hops) else { return }
        let held = domains[channel.collective]?.head(of: author)?.stop ?? 0
        let noted = domains[channel.collective]?.arrivals[author]?.stop ?? 0
        guard arrival.stop > max(held, noted) else { return }
        domains[channel.collective]?.arrivals.note(
            author, BroadcastArrival(stop: arrival.stop, hops: arrival.hops, link: nil))
    }

    /// Notes what was signed here: it has come over no link. What came by a push is told of so too where a look at
    /// the store finds it first; that keeps its arrival.
    mutating func noteOwn(_ changes: [HeadChange], _ id: CollectiveID) {
        for change in changes {
            guard let head = change.head, head.stop > change.before, domains[id]?.arrivals[change.author]?.stop ?? 0 < head.stop
            else { continue }
            domains[id]?.arrivals.note(change.author, BroadcastArrival(stop: head.stop, hops: 0, link: nil))
        }
    }

    /// What became of a push decides whether its channel is of the tree.
    mutating func weighPush(_ author: PublicKey, _ arrival: BroadcastArrival, _ outcome: Outcome, on channel: Channel) {
        guard self[channel] != nil else { return }
        if outcome.duplicates > 0 { report(.pushedTwice(channel, entries: outcome.duplicates)) }
        if outcome.accepted > 0 {
            report(.arrived(
                channel, author: author, seq: arrival.stop, hops: Int(arrival.hops), entries: outcome.accepted))
            self[channel]?.branch.noteUseful()
            makeEager(channel)
            shorten(author, stop: arrival.stop, channel.collective)
        } else if outcome.duplicates > 0, outcome.gap == nil, outcome.loose == nil, outcome.refused == nil {
            weighSecond(author, arrival, on: channel)
        }
        settleMissing(author, outcome, on: channel)
    }

    /// Something came twice: a channel goes that the tree does without. Where the first came by a stand-in, what
    /// came now was late and not lost, as where a packet is sent again: the tree was whole, unless it is late again
    /// and again.
    private mutating func weighSecond(_ author: PublicKey, _ second: BroadcastArrival, on channel: Channel) {
        if let standIn = standIn(author, second, channel) {
            prune(self[channel]?.branch.noteLate() == true ? channel : standIn)
        } else if isRedundant(author, second, channel), self[channel]?.branch.noteRedundant() == true {
            prune(channel)
        }
    }

    /// The stand-in by which the first came of what has come by the tree now.
    private func standIn(_ author: PublicKey, _ second: BroadcastArrival, _ channel: Channel) -> Channel? {
        guard let branch = self[channel]?.branch, branch.isEager, !branch.isStandIn,
            let first = domains[channel.collective]?.arrivals[author], first.stop == second.stop,
            let link = first.link, link != channel.link,
            let other = links[link]?.channels[channel.collective]?.value, other.branch.isStandIn
        else { return nil }
        return other.channel
    }

    /// Whether the tree does without a channel on which something came twice: the first came on another
    /// that it has. What came first by a comparison says nothing about the tree.
    private func isRedundant(_ author: PublicKey, _ second: BroadcastArrival, _ channel: Channel) -> Bool {
        guard self[channel]?.branch.isEager == true else { return true }
        guard let first = domains[channel.collective]?.arrivals[author], first.stop >= second.stop,
            let link = first.link, link != channel.link
        else { return false }
        return links[link]?.channels[channel.collective]?.branch.isEager == true
    }

    /// A push was stored: what it brought is missing no more; and where it brought nothing, though its
    /// sender was asked, the next is.
    private mutating func settleMissing(_ author: PublicKey, _ outcome: Outcome, on channel: Channel) {
        let id = channel.collective
        let held = domains[id]?.head(of: author)?.stop ?? 0
        domains[id]?.missing.settle(author, stop: held)
        guard outcome.accepted == 0, domains[id]?.missing[author]?.asked == channel.link else { return }
        if let refused = outcome.refused, !refused.isMisbehaviour {
            // It would be refused from anybody.
            domains[id]?.missing.remove(author)
        } else if outcome.gap == nil, outcome.loose == nil {
            graftNext(author, id)
        }
    }
}
