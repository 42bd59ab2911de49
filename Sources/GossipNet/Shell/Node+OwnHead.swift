import PledgeLedger

/// What peers know of the owner's own feed, and whom they know it from.
extension Node {
    /// Notes that a peer is given entries of the owner's, before it is: it can't be the one who confirms
    /// them then. Once a second is enough, since nobody restores a backup within it.
    /// - Returns: the ranges that may be given: where no note can be made, the owner's are not.
    func noteGiven(_ ranges: [FeedRange], on channel: Channel) -> [FeedRange] {
        guard let owner = config.owner, ranges.contains(where: { $0.author == owner }),
            let node = links[channel.link]?.peer.node, given[channel].map({ now.since($0) >= 1_000 }) ?? true
        else { return ranges }
        var isNoted = false
        logging {
            try store.noteGiven(to: node, of: owner, in: channel.collective)
            isNoted = true
        }
        guard isNoted else { return ranges.filter { $0.author != owner } }
        given[channel] = now
        return ranges
    }

    /// Takes what a peer holds of the owner's feed. That it holds the same newest entry confirms it.
    func heard(_ id: CollectiveID, _ node: PublicKey, head: EntryID, _ held: PeerHead) {
        if held == .same, let owner = config.owner {
            logging { try store.confirmHead(of: owner, in: id, by: node, head: head) }
        }
        noteMeetings(with: node) { $0.heads[id] = held }
        onEvent(.ownHead(id, peer: node, held))
    }
}
