import PledgeLedger

// Spreading what is new: at once along the tree, announced elsewhere.
extension GossipCore {
    /// Fork proofs go before anything else, to every peer that is not known to have them.
    mutating func spreadProofs(_ changes: [HeadChange], on channel: Channel) {
        guard self[channel]?.theirRoots != nil else { return }
        for change in changes where change.isForkNew {
            if let head = change.head, head.fork != 0 { sendProof(change.author, head.fork, on: channel) }
        }
    }

    /// Entries go to peers that had all that was here at some time, except where they came from.
    mutating func push(_ changes: [HeadChange], on channel: Channel, from: LinkID?) {
        guard self[channel]?.mayPush == true, channel.link != from else { return }
        if links[channel.link]?.isBacklogged == true { return oweRoots(channel) }
        let isEager = self[channel]?.branch.isEager == true
        for change in changes {
            guard let head = change.head, head.stop > change.before else { continue }
            guard let known = self[channel]?.known[change.author].stop, known < head.stop else { continue }
            if isEager {
                enqueue(change.author, after: change.before, on: channel)
            } else {
                announce(change.author, after: change.before, on: channel)
            }
        }
        if isEager { pumpPush(channel) }
    }

    /// The peer reads too slowly for news: roots will tell it what it lacks.
    private mutating func oweRoots(_ channel: Channel) {
        self[channel]?.push.removeAll()
        self[channel]?.branch.announcements.removeAll()
        self[channel]?.owesRoots = true
    }

    /// Queues a feed's entries after a place; where the queue is full, roots tell.
    mutating func enqueue(_ author: PublicKey, after: UInt64, on channel: Channel) {
        if self[channel]?.push.add(author, after: after) != true { self[channel]?.owesRoots = true }
    }

    /// Hands the next batch to the shell, once the one before is written.
    mutating func pumpPush(_ channel: Channel) {
        guard self[channel]?.push.isIdle == true, links[channel.link]?.isBacklogged == false,
            domains.contains(channel.collective)
        else { return }
        while self[channel]?.push.isEmpty == false {
            let batch = self[channel]?.push.take(Limits.serveChunk) ?? []
            var ranges: [FeedRange] = []
            for (author, after) in batch {
                guard let head = domains[channel.collective]?.head(of: author) else { continue }
                let start = max(after, self[channel]?.known[author].stop ?? 0)
                guard start < head.stop else { continue }
                ranges.append(FeedRange(
                    author: author, after: start, through: head.stop, hops: hops(head, channel.collective)))
                self[channel]?.known.note(author, stop: head.stop)
            }
            if ranges.isEmpty { continue }
            let ticket = uses.draw(.push(channel))
            self[channel]?.push.ticket = ticket
            out.append(.serve(channel, ticket, need: 0, ranges))
            return
        }
        if self[channel]?.owesRoots == true { sendRoots(channel, ask: true) }
    }

    /// The links that a feed's newest entry will have come over at the next node. What came here by a comparison
    /// with a node that did not know may have come far: as a short way it would draw the tree to it.
    func hops(_ head: Head, _ id: CollectiveID) -> UInt8 { hops(head.author, at: head.stop, id) }

    /// The same for the entry at a place.
    func hops(_ author: PublicKey, at stop: UInt64, _ id: CollectiveID) -> UInt8 {
        guard let arrival = domains[id]?.arrivals[author], arrival.stop == stop else { return BroadcastArrival.unknown }
        return arrival.hops == BroadcastArrival.unknown ? arrival.hops : arrival.hops + 1
    }
}
