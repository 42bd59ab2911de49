import PledgeLedger

// Exchanging neighbours, so that the overlay stays one. Who has all the neighbours that it wants dials
// nobody; so parts that lost sight of each other, at a start of many or in a partition of the network,
// would stay apart although each has the other's addresses in its books.
extension PartialViews {
    /// Dials somebody at random who is to take a neighbour's place. Rarer the longer nothing changes.
    mutating func mix() {
        nextMix = now.adding(random.jittered(mixPause))
        mixPause = min(2 * mixPause, Limits.mixMost)
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
        let entry = choose(where: isOwn) ?? choose { _ in true }
        if let entry { dial(entry.address, for: .mix) }
    }

    /// A neighbour was lost: perhaps more than that has changed.
    mutating func mixSoon() {
        mixPause = Limits.mixLeast
        nextMix = min(nextMix, now.adding(random.jittered(mixPause)))
    }

    /// Of the links that this side dialled one goes before the new one comes.
    mutating func makeRoom() {
        guard activeCount >= Limits.activeTarget else { return }
        let others = activeLinks.filter { $0.isOutbound && !$0.isKept }
        if let leaving = others.randomElement(using: &random) { part(leaving, .displaced) }
    }
}
