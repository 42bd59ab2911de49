import PledgeLedger

// What peers hold of the owner's own feed: what a restored backup is confirmed by.
extension GossipCore {
    /// Asks what the peer holds at the end of the owner's feed and at the place after it.
    ///
    /// Equal roots say nothing of feeds that wait for vouches, so that this is asked beside them. Frames
    /// keep their order: a peer in step has told its waiting heads before it answers.
    mutating func askOwnHead(_ channel: Channel) {
        guard let owner = config.owner, let state = self[channel], state.isInStep,
            let domain = domains[channel.collective]
        else { return }
        let head = domain.head(of: owner)
        let stop = head?.stop ?? 0
        let seqs = [stop, stop + 1].filter { (1...Limits.seq).contains($0) }
        guard !seqs.isEmpty else { return }
        let number = drawRequest(channel)
        self[channel]?.ownHead = OwnHeadQuestion(number: number, head: head?.id ?? .zero, seqs: seqs)
        send(channel, .idsRequest(.init(collective: channel.number, number: number, author: owner, seqs: seqs)))
    }

    /// The owner's feed changed by what this peer sent: what was asked before says nothing of it.
    mutating func askOwnHeadAgain(_ changes: [HeadChange], of id: CollectiveID, from link: LinkID?) {
        guard let owner = config.owner, let link, changes.contains(where: { $0.author == owner }),
            let channel = links[link]?.channels[id]?.channel
        else { return }
        askOwnHead(channel)
    }

    /// - Returns: whether the answer was to a question of this kind.
    mutating func hearOwnHead(_ frame: Frame.IDs, on channel: Channel) -> Bool {
        guard let question = self[channel]?.ownHead, question.number == frame.number else { return false }
        self[channel]?.ownHead = nil
        guard let node = links[channel.link]?.node, let word = question.word(frame.ids) else { return true }
        report(.ownHead(channel, node: node, head: question.head, word))
        return true
    }
}

/// What a peer holds of a feed, beside what is held here.
public enum PeerHead: String, Hashable, Sendable {
    /// The same newest entry.
    case same
    /// Fewer entries.
    case less
    /// More entries, or others.
    case other
}

/// A question about the end of the owner's feed that the peer has not answered yet.
struct OwnHeadQuestion: Sendable {
    let number: UInt32
    /// The newest entry here; zero where there is none.
    let head: EntryID
    /// Its place, where there is one, and the place after it, where there can be one.
    let seqs: [UInt64]

    /// What the answer means, an id for each place; nil for one that fits no question.
    func word(_ ids: [EntryID]) -> PeerHead? {
        guard ids.count == seqs.count else { return nil }
        let held = head.isZero ? EntryID.zero : ids[0]
        let isMore = ids.dropFirst(head.isZero ? 0 : 1).contains { !$0.isZero }
        if isMore || held != head && !held.isZero { return .other }
        return held == head ? .same : .less
    }
}
