import PledgeLedger

// Exchanging neighbours, so that the overlay stays one. Who has all the neighbours that it wants dials
// nobody; so parts that lost sight of each other, at a start of many or in a partition of the network,
// would stay apart although each has the other's addresses in its books.
extension PartialViews {
    /// Whether the node is new to the network. Those who join at one time through each other know but each
    /// other, and what comes later finds their views full: they would stay a part behind one link.
    var isYoung: Bool { youngUntil.map { now < $0 } ?? false }

    /// At the first link: the node gets about quickly from now on, if its book does not know the network yet.
    mutating func beginYouth() {
        guard youngUntil == nil else { return }
        guard book.count < Limits.passiveLeast else { return youngUntil = now }
        youngUntil = now.adding(Limits.youth)
        (shufflePause, mixPause) = (Limits.shuffleYoung, Limits.mixYoung)
        nextShuffle = min(nextShuffle, now.adding(random.jittered(shufflePause)))
        nextMix = min(nextMix, now.adding(random.jittered(mixPause)))
    }

    /// Dials somebody at random who is to take a neighbour's place: of those who were never linked, while
    /// there are any. Rarer the longer nothing changes. On a new link roots are compared, so that whatever
    /// splits the overlay does not split the ledger for long.
    mutating func mix() {
        nextMix = now.adding(random.jittered(mixPause))
        // Whoever got about in its youth knows the network.
        mixPause = isYoung ? Limits.mixYoung : mixPause < Limits.mixLost ? Limits.mixMost : min(2 * mixPause, Limits.mixMost)
        guard !isShort, dials.count < Limits.dialsAtOnce else { return }
        let groups = dialledGroups()
        func choose(where isWanted: (BookEntry) -> Bool) -> BookEntry? {
            var random = random
            defer { self.random = random }
            return book.choose(now: now, random: &random) { entry, group in
                isWanted(entry) && !groups.contains(group) && isFree(entry)
            }
        }
        // What a person told of and never answered may lead to a part that nobody else here knows.
        let isOwn = { (entry: BookEntry) in entry.source == AddressSource.own.group && entry.succeeded == nil }
        let entry = choose(where: isOwn) ?? choose { $0.succeeded == nil } ?? choose { _ in true }
        if let entry { dial(entry.address, for: .mix) }
    }

    /// A neighbour was lost: perhaps more than that has changed.
    mutating func mixSoon() {
        mixPause = min(mixPause, Limits.mixLost)
        nextMix = min(nextMix, now.adding(random.jittered(mixPause)))
        endQuiet()
    }

    /// Nobody was there to be exchanged: somebody else is tried soon.
    mutating func mixAgain() { nextMix = min(nextMix, now.adding(random.jittered(Limits.mixLost))) }

    /// Of the links that this side dialled one goes before the new one comes.
    mutating func makeRoom() {
        guard activeCount >= Limits.activeTarget else { return }
        let others = activeLinks.filter { $0.isOutbound && !$0.isKept }
        if let leaving = others.randomElement(using: &random) { part(leaving, .displaced) }
    }
}
