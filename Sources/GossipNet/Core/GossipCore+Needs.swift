import PledgeLedger

// Asking for entries and taking them in.
extension GossipCore {
    /// Sends the needs that may be open now.
    mutating func pumpNeeds(_ channel: Channel) {
        while let need = self[channel]?.intake.nextNeed(channel.number) {
            send(channel, .need(need))
            noteProgress(channel)
        }
    }

    mutating func receiveSegment(_ frame: Frame.Segment, on channel: Channel) {
        guard domains[channel.collective]?.charterHeld == true else { return }
        guard frame.need == 0 || self[channel]?.intake.hasSent(frame.need) == true else {
            return punish(channel.link, .unasked)
        }
        guard let summary = SegmentReader.summary(frame.entries) else { return punish(channel.link, .malformedEntry) }
        self[channel]?.known.note(frame.author, stop: summary.last)
        self[channel]?.intake.take()
        let arrival = BroadcastArrival(stop: summary.last, hops: frame.hops, link: channel.link), ticket: Ticket
        if frame.need == 0 {
            notePush(frame.author, arrival, on: channel)
            ticket = uses.draw(.takePush(channel, now, frame.author, arrival))
        } else {
            noteAnswer(frame.author, arrival, on: channel)
            ticket = uses.draw(.take(channel, now))
            domains[channel.collective]?.shares?.came(channel.link, need: frame.need, ticket)
        }
        out.append(.take(channel, ticket, author: frame.author, entries: frame.entries))
    }

    mutating func receiveDone(_ frame: Frame.Done, on channel: Channel) {
        guard self[channel]?.intake.hasSent(frame.need) == true else { return punish(channel.link, .unasked) }
        if self[channel]?.intake.done(frame.need) == true { noteProgress(channel) }
        domains[channel.collective]?.shares?.done(channel.link, need: frame.need, next: frame.next, now: now)
        pumpNeeds(channel)
        pumpShares(channel.collective)
        settle(channel)
    }

    mutating func receiveProof(_ frame: Frame.Proof, on channel: Channel) {
        charge(channel.link)
        guard let domain = domains[channel.collective], domain.charterHeld, self[channel] != nil else { return }
        if let seq = SegmentReader.seq(of: frame.first), let author = SegmentReader.author(of: frame.first) {
            self[channel]?.known.note(author, fork: seq)
            if domain.head(of: author)?.fork == seq { return }
        }
        self[channel]?.intake.take()
        let ticket = uses.draw(.proof(channel, now))
        out.append(.takeProof(channel, ticket, first: frame.first, second: frame.second))
    }

    mutating func stored(_ ticket: Ticket, _ outcome: Outcome) {
        guard let use = uses.answer(ticket) else { return }
        switch use {
        case .take(let channel, let came):
            taken(came, on: channel)
            weighAsked(ticket, outcome, on: channel)
        case .proof(let channel, let came):
            taken(came, on: channel)
            weigh(outcome, on: channel)
        case .takePush(let channel, let came, let author, let arrival):
            taken(came, on: channel)
            // What was refused tells nothing of how the feed comes.
            if outcome.refused?.isMisbehaviour == true { domains[channel.collective]?.arrivals.forget(author, arrival) }
            if self[channel] != nil { weighPush(author, arrival, outcome, on: channel) }
            weigh(outcome, on: channel)
        case .fetched(let channel, let item):
            fetchedStored(item, outcome, on: channel)
            weigh(outcome, on: channel, isOfFeeds: false)
        case .serve, .push, .changes, .ids: break
        }
    }

    /// What came at a moment is stored. After the last of what links that are gone had brought, what was put
    /// off is compared.
    private mutating func taken(_ came: Moment, on channel: Channel) {
        guard self[channel] == nil else {
            self[channel]?.intake.taken(came)
            return
        }
        let id = channel.collective
        guard let orphans = domains[id]?.orphans, orphans > 0 else { return }
        domains[id]?.orphans = orphans - 1
        if orphans == 1, domains[id]?.intake == nil { freeIntake(id) }
    }

    /// Weighs what was asked for: only what is of use is progress.
    private mutating func weighAsked(_ ticket: Ticket, _ outcome: Outcome, on channel: Channel) {
        let isOfUse = outcome.accepted > 0
        if isOfUse, self[channel] != nil {
            let now = self.now
            self[channel]?.intake.idleSince = now
            noteProgress(channel)
        }
        domains[channel.collective]?.shares?.stored(ticket, from: channel.link, isOfUse: isOfUse, now: now)
        weigh(outcome, on: channel)
        if domains[channel.collective]?.shares?.isStored == true { pumpShares(channel.collective) }
    }

    /// - Parameter isOfFeeds: false for a charter, a definition or a text, which is no entry more.
    private mutating func weigh(_ outcome: Outcome, on channel: Channel, isOfFeeds: Bool = true) {
        guard self[channel] != nil else { return }
        links[channel.link]?.cost.earn(UInt64(max(0, outcome.accepted)))
        if isOfFeeds { links[channel.link]?.useful += UInt64(max(0, outcome.accepted)) }
        if outcome.accepted > 0 {
            let now = self.now
            self[channel]?.cameLast = now
            if let link = links[channel.link] { view(.useful(link.node, link.useful)) }
        }
        if let refused = outcome.refused, refused.isMisbehaviour { return punish(channel.link, misbehaviour(refused)) }
        if isOfFeeds {
            self[channel]?.intake.accepted += UInt64(max(0, outcome.accepted))
            self[channel]?.intake.received += UInt64(max(0, outcome.accepted + outcome.duplicates))
        }
        if let loose = outcome.loose, loose.seq > 1 {
            search(loose.author, high: loose.seq - 1, on: channel)
        } else if let gap = outcome.gap {
            repair(gap, on: channel)
        }
        noteShared(channel)
        tellProgress(channel)
        pumpNeeds(channel)
        settle(channel)
    }

    private func misbehaviour(_ refusal: Outcome.Refusal) -> Misbehaviour {
        switch refusal {
        case .badSignature: .badSignature
        case .wrongCollective: .wrongCollective
        default: .malformedEntry
        }
    }

    /// Entries are missing before those that came: the sender has them.
    private mutating func repair(_ gap: Outcome.Spot, on channel: Channel) {
        if mayTake(channel) {
            self[channel]?.intake.want(.init(author: gap.author, after: gap.seq))
        } else {
            self[channel]?.mustCompare = true
        }
    }

    /// Says how far a catch-up is, each time it is a hundredth further.
    private mutating func tellProgress(_ channel: Channel) {
        guard let intake = self[channel]?.intake, intake.hasAsked, intake.expected > 0 else { return }
        guard intake.received >= intake.told + max(1, intake.expected / 100) else { return }
        self[channel]?.intake.told = intake.received
        showProgress(channel, intake.received, of: intake.expected)
    }

    /// What the peer's total let expect leaves out what waits for vouches, what is held here alone and what others
    /// bring: where more comes, it was that much. 0 for what nobody knows.
    mutating func showProgress(_ channel: Channel, _ received: UInt64, of expected: UInt64) {
        out.append(.progress(channel, received: received, expected: expected == 0 ? 0 : max(expected, received)))
    }
}
