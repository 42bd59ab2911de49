import PledgeLedger

// A first sync that several peers serve at once.
extension GossipCore {
    /// Starts one, where much is missing and nothing is held under many places: most of all at an empty node.
    /// - Returns: whether it began.
    mutating func beginSharing(_ channel: Channel) -> Bool {
        guard links[channel.link]?.catchesUp == true, let theirs = self[channel]?.theirRoots,
            let domain = domains[channel.collective], !domain.hasShared, mayTake(channel)
        else { return false }
        let missing = expected(theirs, channel)
        guard missing >= Limits.shareLeast else { return false }
        let places = Shares.places(domain.tree)
        guard places.count >= Limits.sharesLeast else { return false }
        domains[channel.collective]?.hasShared = true
        domains[channel.collective]?.shares = Shares(
            places, held: domain.entries, expected: missing)
        report(.behind(channel, entries: missing))
        joinShares(channel)
        return true
    }

    /// Whoever claims to hold more than is here takes part. What the peer that it began with claims counts for
    /// nothing: it may be a lie that would keep others out. What a half-full one lacks, the walk finds.
    mutating func joinShares(_ channel: Channel) {
        self[channel]?.mustCompare = true
        guard domains[channel.collective]?.shares != nil, let theirs = self[channel]?.theirRoots,
            links[channel.link]?.catchesUp == true, expected(theirs, channel) > 0
        else { return }
        domains[channel.collective]?.shares?.join(channel.link)
        pumpShares(channel.collective)
    }

    /// Asks for what may be asked for now, and ends a sync of which nothing is left.
    mutating func pumpShares(_ id: CollectiveID) {
        guard let links = domains[id]?.shares?.links else { return }
        // By turns, so that all have something to do.
        for _ in 0..<Limits.sharesOpen {
            for link in links { askShare(id, link) }
        }
        guard let shares = domains[id]?.shares else { return }
        if shares.isOver || !shares.hasHelpers { return endSharing(id) }
        arm(now.adding(Limits.shareCheck))
    }

    private mutating func askShare(_ id: CollectiveID, _ link: LinkID) {
        guard let channel = links[link]?.channels[id]?.channel else { return }
        if let back = domains[id]?.shares?.takeBackSlow(for: link, now: now) { cancel(back, of: id) }
        guard let (path, rank) = domains[id]?.shares?.next(for: link),
            let need = self[channel]?.intake.openShare(channel.number, path, rank: rank)
        else { return }
        domains[id]?.shares?.opened(.init(path: path, rank: rank, link: link, need: need.number, asked: now))
        noteProgress(channel)
        send(channel, .need(need))
    }

    private mutating func cancel(_ shares: [Shares.Share], of id: CollectiveID) {
        for share in shares {
            guard let channel = links[share.link]?.channels[id]?.channel else { continue }
            send(channel, .cancel(.init(collective: channel.number, need: share.need)))
        }
    }

    /// Looks for peers that let their shares lie.
    mutating func checkShares(_ id: CollectiveID) {
        guard let helpers = domains[id]?.shares?.links else { return }
        for link in helpers {
            guard let judged = links[link]?.channels[id]?.intake.isJudged(now: now),
                let back = domains[id]?.shares?.takeBackStalled(from: link, judged: judged)
            else { continue }
            cancel(back, of: id)
        }
        pumpShares(id)
    }

    /// A link is gone.
    mutating func leaveShares(_ link: LinkID, _ id: CollectiveID) {
        guard domains[id]?.shares?.links.contains(link) == true else { return }
        domains[id]?.shares?.leave(link)
        pumpShares(id)
    }

    /// Counts what came, and says how far it is each time it is a hundredth further.
    mutating func noteShared(_ channel: Channel) {
        guard let domain = domains[channel.collective], let shares = domain.shares else { return }
        let received = domain.entries - min(domain.entries, shares.held)
        guard received >= shares.told + max(1, shares.expected / 100) else { return }
        domains[channel.collective]?.shares?.told = received
        showProgress(channel, received, of: shares.expected)
    }

    /// All was asked for and is stored, or nobody is left to ask: the rest is for comparing.
    private mutating func endSharing(_ id: CollectiveID) {
        guard let domain = domains[id], let shares = domain.shares else { return }
        let received = domain.entries - min(domain.entries, shares.held)
        domains[id]?.shares = nil
        // With everybody gone it may begin again with whoever comes; peers that let it lie are not asked so soon.
        if shares.links.isEmpty { domains[id]?.hasShared = false }
        for link in shares.links {
            guard let channel = links[link]?.channels[id]?.channel else { continue }
            showProgress(channel, received, of: shares.expected)
            report(.caughtUp(channel, accepted: self[channel]?.intake.accepted ?? 0))
            if self[channel]?.intake.isAtRest == true { self[channel]?.intake.rest() }
        }
        // Whoever let a share lie has its turn last.
        let channels = channels(of: id)
        let inTurn = channels.filter { !shares.isOut($0.link) } + channels.filter { shares.isOut($0.link) }
        for channel in inTurn where self[channel]?.mustCompare == true {
            self[channel]?.mustCompare = false
            sendRoots(channel, ask: true)
            compare(channel)
        }
    }
}
