import PledgeLedger

// Where two histories of one feed part.
extension GossipCore {
    /// Looks for the first difference at or before `high`, where the peer's history differs.
    mutating func search(_ author: PublicKey, high: UInt64, on channel: Channel) {
        guard let state = self[channel], high > 0 else { return }
        let isKnown = state.searches.contains { $0.author == author }
            || state.searchQueue.contains { $0.author == author }
        guard !isKnown, state.searches.count + state.searchQueue.count < Limits.searches else { return }
        self[channel]?.searchQueue.append((author, high))
        pumpSearches(channel)
    }

    private mutating func pumpSearches(_ channel: Channel) {
        while let state = self[channel], state.searches.count < Limits.searchesOpen,
            let next = state.searchQueue.first
        {
            self[channel]?.searchQueue.removeFirst()
            step(Search(author: next.author, high: next.high, now: now), on: channel)
        }
    }

    /// The search's next step, or its end.
    private mutating func step(_ search: Search, on channel: Channel) {
        guard self[channel] != nil else { return }
        if search.isFound {
            report(.differenceFound(channel, author: search.author, seq: search.high))
            // One entry of the other branch is enough: with the one held it is the proof.
            self[channel]?.intake.want(.init(author: search.author, after: search.low, limit: 1))
            pumpNeeds(channel)
            return
        }
        var search = search
        let number = drawRequest(channel)
        search.begin(number: number, now: now)
        self[channel]?.searches.append(search)
        noteProgress(channel)
        arm(now.adding(Limits.searchPatience))
        send(channel, .idsRequest(.init(
            collective: channel.number, number: number, author: search.author, seqs: search.seqs)))
        let ticket = uses.draw(.ids(channel, author: search.author, number: number))
        out.append(.readIDs(ticket, channel.collective, author: search.author, seqs: search.seqs))
    }

    /// The number of the next request for ids on a channel; never 0.
    mutating func drawRequest(_ channel: Channel) -> UInt32 {
        let last = self[channel]?.lastRequest ?? 0
        let number = last &+ 1 == 0 ? 1 : last &+ 1
        self[channel]?.lastRequest = number
        return number
    }

    mutating func receiveIDs(_ frame: Frame.IDs, on channel: Channel) {
        guard let last = self[channel]?.lastRequest, frame.number <= last else {
            return punish(channel.link, .unasked)
        }
        if hearOwnHead(frame, on: channel) { return }
        conclude(channel, frame.number) { $0.answer(theirs: frame.ids) }
    }

    mutating func readOwnIDs(_ ticket: Ticket, _ ids: [EntryID?]) {
        guard case .ids(let channel, _, let number) = uses.answer(ticket) else { return }
        conclude(channel, number) { $0.answer(own: ids) }
    }

    private mutating func conclude(
        _ channel: Channel, _ number: UInt32, _ answer: (inout Search) -> Search.Verdict
    ) {
        guard let index = self[channel]?.searches.firstIndex(where: { $0.number == number }),
            var search = self[channel]?.searches[index]
        else { return }
        let verdict = answer(&search)
        if case .waiting = verdict {
            self[channel]?.searches[index] = search
            return
        }
        self[channel]?.searches.remove(at: index)
        if case .narrowed = verdict { step(search, on: channel) }
        pumpSearches(channel)
        settle(channel)
    }

    /// Gives up searches that the peer does not answer.
    mutating func expireSearches(_ channel: Channel) {
        guard let state = self[channel], !state.searches.isEmpty else { return }
        let now = self.now
        self[channel]?.searches.removeAll { now.since($0.began) >= Limits.searchPatience }
        if self[channel]?.searches.isEmpty == false { arm(now.adding(Limits.searchPatience)) }
        pumpSearches(channel)
        settle(channel)
    }
}
