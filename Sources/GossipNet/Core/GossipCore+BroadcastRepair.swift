import PledgeLedger

// Repairing the tree: what was announced and does not come is asked for.
extension GossipCore {
    // MARK: Announcements

    mutating func receiveAnnounce(_ frame: Frame.Announce, on channel: Channel) {
        guard domains[channel.collective]?.charterHeld == true else { return }
        for note in frame.heads { hear(note, on: channel) }
        if let due = domains[channel.collective]?.missing.due { arm(due) }
    }

    private mutating func hear(_ note: Frame.Announce.Note, on channel: Channel) {
        guard let known = self[channel]?.known[note.author].stop else { return }
        // An honest peer tells of each entry once.
        guard known < note.stop else { return charge(channel.link) }
        self[channel]?.known.note(note.author, stop: note.stop)
        let head = domains[channel.collective]?.head(of: note.author)
        if let head, head.stop > note.stop { return }
        if let head, head.stop == note.stop {
            if head.id.raw.prefix == note.id {
                weigh(note.author, stop: note.stop, hops: note.hops, on: channel)
                shorten(note.author, stop: note.stop, hops: note.hops, on: channel)
            } else {
                search(note.author, high: head.stop, on: channel)
            }
            return
        }
        // A feed forked here at its next place has no more that counts.
        if let head, head.fork != 0, head.stop + 1 >= head.fork { return }
        wait(for: note, on: channel)
    }

    private mutating func wait(for note: Frame.Announce.Note, on channel: Channel) {
        guard let muted = self[channel]?.branch.mutedUntil, muted <= now else { return }
        let now = self.now
        guard self[channel]?.branch.allowance.take(now: now) == true else { return compareSoon(channel) }
        let due = now.adding(patience(with: channel))
        domains[channel.collective]?.missing.note(
            note.author, .init(link: channel.link, stop: note.stop, hops: note.hops), due: due)
    }

    /// Plumtree's optimisation: where an announcer's way is shorter by ``Limits/shorterPath`` links than
    /// the one that the entry came, was shorter on average and still is, the two change places. By one entry alone
    /// the tree would follow whoever signs, back and forth, as the paper says of many senders.
    private mutating func shorten(_ author: PublicKey, stop: UInt64, hops: UInt8, on channel: Channel) {
        guard let arrival = domains[channel.collective]?.arrivals[author], arrival.stop == stop,
            let link = arrival.link, link != channel.link, arrival.hops != BroadcastArrival.unknown,
            Int(arrival.hops) >= Int(hops) + Int(Limits.shorterPath),
            let branch = self[channel]?.branch, !branch.isEager, branch.isReliable, branch.isShorter,
            let parent = links[link]?.channels[channel.collective]?.channel,
            self[parent]?.branch.isEager == true
        else { return }
        domains[channel.collective]?.arrivals.note(
            author, BroadcastArrival(stop: stop, hops: hops, link: channel.link))
        graft(author, after: stop, on: channel, isStandIn: false)
        prune(parent)
    }

    /// The same for an entry that was announced before it came.
    mutating func shorten(_ author: PublicKey, stop: UInt64, _ id: CollectiveID) {
        guard let feed = domains[id]?.missing[author] else { return }
        for announcer in feed.announcers where announcer.stop == stop {
            guard let channel = links[announcer.link]?.channels[id]?.channel else { continue }
            weigh(author, stop: stop, hops: announcer.hops, on: channel)
        }
        guard let nearest = feed.nearest(at: stop), let channel = links[nearest.link]?.channels[id]?.channel
        else { return }
        shorten(author, stop: stop, hops: nearest.hops, on: channel)
    }

    /// Notes by how many links an announcer's way is shorter than the one that the entry came.
    private mutating func weigh(_ author: PublicKey, stop: UInt64, hops: UInt8, on channel: Channel) {
        guard let arrival = domains[channel.collective]?.arrivals[author], arrival.stop == stop,
            let link = arrival.link, link != channel.link,
            hops != BroadcastArrival.unknown, arrival.hops != BroadcastArrival.unknown
        else { return }
        self[channel]?.branch.noteShorter(by: Int(arrival.hops) - Int(hops))
    }

    // MARK: Grafts

    private mutating func graft(_ author: PublicKey, after: UInt64, on channel: Channel, isStandIn: Bool) {
        send(channel, .graft(.init(collective: channel.number, author: author, after: after)))
        report(.grafted(channel))
        makeEager(channel, isStandIn: isStandIn)
    }

    /// Asks for what was announced and has not come in time.
    mutating func checkMissing(_ id: CollectiveID) {
        for author in domains[id]?.missing.takeDue(now: now) ?? [] {
            let held = domains[id]?.head(of: author)?.stop ?? 0
            domains[id]?.missing.settle(author, stop: held)
            if isStoring(author, above: held, id) {
                domains[id]?.missing.postpone(author, due: now.adding(Limits.patienceLeast))
            } else {
                graftNext(author, id)
            }
        }
        if let due = domains[id]?.missing.due { arm(due) }
    }

    /// Whether a push of the feed has come and waits for the store, which may be busy.
    private func isStoring(_ author: PublicKey, above held: UInt64, _ id: CollectiveID) -> Bool {
        guard let arrival = domains[id]?.arrivals[author], arrival.stop > held, let link = arrival.link
        else { return false }
        return (links[link]?.channels[id]?.intake.storing ?? 0) > 0
    }

    private func nextAnnouncer(_ author: PublicKey, _ id: CollectiveID) -> LinkID? {
        domains[id]?.missing[author]?.announcers.first?.link
    }

    /// Asks an announcer of the feed. Whoever was asked before gave nothing, or not all.
    mutating func graftNext(_ author: PublicKey, _ id: CollectiveID) {
        if let feed = domains[id]?.missing[author], let asked = feed.asked {
            domains[id]?.missing.drop(asked, of: author)
            if !feed.isAnswered { noteUnanswered(asked, id) }
        }
        while let link = nextAnnouncer(author, id) {
            guard let channel = links[link]?.channels[id]?.channel,
                let muted = self[channel]?.branch.mutedUntil, muted <= now
            else {
                domains[id]?.missing.drop(link, of: author)
                continue
            }
            let due = now.adding(patience(link))
            domains[id]?.missing.ask(link, for: author, due: due)
            arm(due)
            return graft(author, after: domains[id]?.head(of: author)?.stop ?? 0, on: channel, isStandIn: true)
        }
    }

    /// An announcer did not deliver: it is of no use to the tree, and pays where that happens again and again.
    private mutating func noteUnanswered(_ link: LinkID, _ id: CollectiveID) {
        guard let channel = links[link]?.channels[id]?.channel else { return }
        if hasOtherEager(channel) { prune(channel) }
        let now = self.now
        guard self[channel]?.branch.noteUnanswered(now: now) == true else { return }
        report(.muted(channel))
        charge(link, Limits.mutedAnnouncer)
    }

    // MARK: Round trips

    /// How long to wait for what a peer announced: for an answer of its, and as long as it may have
    /// held the announcement back.
    func patience(_ link: LinkID) -> UInt64 {
        (measuredTrip(link) ?? RoundTrip()).patience + Limits.announceDelay
    }

    /// A link's round trip, as the prober has it, else by this link's own pings; nil before either.
    func measuredTrip(_ id: LinkID) -> RoundTrip? {
        if let node = links[id]?.node, let probed = prober.measuredTrip(of: node) { return probed }
        return links[id]?.roundTrip.measured
    }

    /// How long what was announced on a channel may yet come by the tree: several times as long as the
    /// slowest of the links on which it can come takes, since the way by the tree may have more links. A
    /// graft that comes too soon brings the entry twice, and takes a tree apart that was whole.
    private mutating func patience(with channel: Channel) -> UInt64 {
        var longest = patience(channel.link)
        measure(channel.link)
        for id in eagerLinks(of: channel.collective) {
            longest = max(longest, patience(id))
            measure(id)
        }
        return min(Limits.treePatience * longest, Limits.patienceMost)
    }

    /// Pings a link whose round trip is not known.
    private mutating func measure(_ id: LinkID) {
        let isAsked = links[id]?.pinged.map { now.since($0) < Limits.patienceMost } ?? false
        if measuredTrip(id) == nil, !isAsked { sendPing(id) }
    }

    mutating func sendPing(_ id: LinkID) {
        guard let number = links[id]?.pings else { return }
        links[id]?.pinged = now
        links[id]?.pings = number &+ 1
        send(id, .ping(number))
    }

    mutating func receivePong(_ number: UInt32, from id: LinkID) {
        guard let sent = links[id]?.pinged, links[id]?.pings == number &+ 1 else { return }
        links[id]?.roundTrip.measure(now.since(sent))
    }
}
