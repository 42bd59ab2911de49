import PledgeLedger

// Spreading what is new.
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
        if links[channel.link]?.isBacklogged == true {
            self[channel]?.push.removeAll()
            self[channel]?.owesRoots = true
            return
        }
        for change in changes {
            guard let head = change.head, head.stop > change.before else { continue }
            guard let known = self[channel]?.known[change.author].stop, known < head.stop else { continue }
            if self[channel]?.push.add(change.author, after: change.before) != true { self[channel]?.owesRoots = true }
        }
        pumpPush(channel)
    }

    /// Hands the next batch to the shell, once the one before is written.
    mutating func pumpPush(_ channel: Channel) {
        guard self[channel]?.push.isIdle == true, links[channel.link]?.isBacklogged == false,
            let domain = domains[channel.collective]
        else { return }
        while self[channel]?.push.isEmpty == false {
            let batch = self[channel]?.push.take(Limits.serveChunk) ?? []
            var ranges: [FeedRange] = []
            for (author, after) in batch {
                guard let head = domain.head(of: author) else { continue }
                let start = max(after, self[channel]?.known[author].stop ?? 0)
                guard start < head.stop else { continue }
                ranges.append(FeedRange(author: author, after: start, through: head.stop))
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
}
