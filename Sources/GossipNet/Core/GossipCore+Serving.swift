import PledgeLedger

// Serving what peers ask for.
extension GossipCore {
    mutating func receiveNeed(_ need: Frame.Need, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, self[channel] != nil else { return }
        self[channel]?.peerNeeds = true
        guard self[channel]?.serving.add(need, domain) == true else { return punish(channel.link, .flood) }
        // While a peer is served its side of the catch-up goes on.
        if self[channel]?.walk != nil { noteProgress(channel) }
        pumpServing(channel)
    }

    /// The peer has no use for a need any more: the chunk under way is the last of it.
    mutating func receiveCancel(_ frame: Frame.Cancel, on channel: Channel) {
        charge(channel.link)
        self[channel]?.serving.cancel(frame.need)
        pumpServing(channel)
    }

    /// Hands the next chunk to the shell, or says that a need is served.
    private mutating func pumpServing(_ channel: Channel) {
        guard let domain = domains[channel.collective] else { return }
        while let step = self[channel]?.serving.next(domain) {
            switch step {
            case .done(let number, let next):
                send(channel, .done(.init(collective: channel.number, need: number, next: next)))
            case .serve(let number, let items):
                for item in items where item.fork != 0 {
                    // Who asks for a feed without entries lacks its proof, though it was sent: it came before the
                    // vouch for its author, perhaps.
                    let isAll = item.range.after >= item.range.through
                    sendProof(item.range.author, item.fork, isAskedFor: isAll, on: channel)
                }
                let ranges = items.map(\.range).filter { $0.after < $0.through }
                    .map { tellHops($0, channel.collective) }
                guard !ranges.isEmpty else { continue }
                charge(channel.link)
                guard self[channel] != nil else { return }
                let ticket = uses.draw(.serve(channel))
                let now = self.now
                self[channel]?.serving.ticket = ticket
                self[channel]?.serving.began = now
                for range in ranges { self[channel]?.known.note(range.author, stop: range.through) }
                out.append(.serve(channel, ticket, need: number, ranges))
            }
        }
    }

    /// Says over how many links the newest entry of a range has come, where that is known.
    private func tellHops(_ range: FeedRange, _ id: CollectiveID) -> FeedRange {
        let hops = hops(range.author, at: range.through, id)
        guard hops != BroadcastArrival.unknown else { return range }
        return FeedRange(author: range.author, after: range.after, through: range.through, hops: hops)
    }

    mutating func served(_ ticket: Ticket) {
        switch uses.answer(ticket) {
        case .serve(let channel):
            self[channel]?.serving.ticket = nil
            if self[channel]?.walk != nil { noteServed(channel) }
            pumpServing(channel)
        case .push(let channel):
            self[channel]?.push.ticket = nil
            pumpPush(channel)
        case .changes(let channel): self[channel]?.isAnswering = false
        default: break
        }
    }

    /// A chunk is written: the time that it took counts against nobody.
    private mutating func noteServed(_ channel: Channel) {
        if let began = self[channel]?.serving.began, let since = self[channel]?.intake.idleSince {
            let now = self.now
            self[channel]?.intake.idleSince = since.adding(now.since(max(began, since)))
        }
        noteProgress(channel)
    }

    mutating func receiveIDsRequest(_ frame: Frame.IDsRequest, on channel: Channel) {
        charge(channel.link)
        guard domains[channel.collective]?.charterHeld == true, mayAnswer(channel.link) else { return }
        out.append(.answerIDs(channel, number: frame.number, author: frame.author, seqs: frame.seqs))
    }

    mutating func receiveFetch(_ frame: Frame.Fetch, on channel: Channel) {
        charge(channel.link)
        guard mayAnswer(channel.link) else { return }
        out.append(.serveFetch(channel, frame.ids, texts: frame.texts))
    }

    private mutating func mayAnswer(_ link: LinkID) -> Bool { links[link]?.requests.take(now: now) ?? false }
}
