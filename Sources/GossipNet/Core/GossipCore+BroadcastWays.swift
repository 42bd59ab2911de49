import PledgeLedger

// Shorter ways: a channel of the tree changes places with one whose ways are shorter, whoever signs.
extension GossipCore {
    /// Plumtree's optimisation: where an announcer's way is shorter than the one that the entry came, and was so on
    /// average for what came that way, the two change places. By one entry alone the tree would follow whoever
    /// signs, back and forth, as the paper says of many senders. After a change nothing is changed for a while: a
    /// node that changed its place in the tree while another took it for its own would cut both off.
    mutating func shorten(_ author: PublicKey, stop: UInt64, hops: UInt8, on channel: Channel) {
        guard let arrival = domains[channel.collective]?.arrivals[author], arrival.stop == stop,
            let link = arrival.link, link != channel.link, arrival.hops != BroadcastArrival.unknown,
            Int(arrival.hops) >= Int(hops) + Int(Limits.shorterPath),
            let branch = self[channel]?.branch, !branch.isEager, branch.isReliable, branch.ways.areShorter(than: link),
            let parent = links[link]?.channels[channel.collective]?.channel, self[parent]?.branch.isEager == true,
            let changed = domains[channel.collective]?.treeChanged, now.since(changed) >= Limits.treeRest
        else { return }
        domains[channel.collective]?.arrivals.note(
            author, BroadcastArrival(stop: stop, hops: hops, link: channel.link))
        graft(author, after: stop, on: channel)
        prune(parent)
        for other in channels(of: channel.collective) { self[other]?.branch.ways.forget(link) }
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
    mutating func weigh(_ author: PublicKey, stop: UInt64, hops: UInt8, on channel: Channel) {
        guard let arrival = domains[channel.collective]?.arrivals[author], arrival.stop == stop,
            let link = arrival.link, link != channel.link,
            hops != BroadcastArrival.unknown, arrival.hops != BroadcastArrival.unknown
        else { return }
        self[channel]?.branch.ways.note(Int(arrival.hops) - Int(hops), than: link)
    }

    /// Something is announced to a peer that has not told of it itself: its way is no shorter.
    mutating func weighAnnounced(_ head: Head, on channel: Channel) {
        guard let arrival = domains[channel.collective]?.arrivals[head.author], arrival.stop == head.stop,
            let link = arrival.link
        else { return }
        self[channel]?.branch.ways.note(-Int(Limits.longerPath), than: link)
    }

    /// A link of the tree has gone. Where entries came by it, whoever had the shortest ways otherwise takes its
    /// place at once: all that are behind this node would else miss the next entry, and each ask for it.
    mutating func takeOtherWay(than lost: Channel) {
        let id = lost.collective
        guard let author = domains[id]?.latest, domains[id]?.arrivals[author]?.link == lost.link else { return }
        var best: (channel: Channel, shorter: Int)?
        for link in links.inOrder {
            guard let state = link.channels[id], !state.branch.isEager, state.mayPush, state.branch.isReliable,
                state.branch.mutedUntil <= now, let shorter = state.branch.ways.shorter(than: lost.link),
                shorter > best?.shorter ?? .min
            else { continue }
            best = (state.channel, shorter)
        }
        guard let best else {
            domains[id]?.isTreeWhole = false
            return
        }
        graft(author, after: domains[id]?.head(of: author)?.stop ?? 0, on: best.channel)
    }
}
