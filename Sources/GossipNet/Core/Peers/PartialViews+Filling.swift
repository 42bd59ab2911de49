import PledgeLedger

// Dialling until the active view is as it should be.
extension PartialViews {
    /// Links that are missing and were not asked for: `elsewhere` in groups where none was dialled, and
    /// `any` wherever they can be had.
    var missing: (any: Int, elsewhere: Int) {
        var active = 0, outbound = 0, asked = 0
        var groups: [AddressGroup] = []
        for link in links.inOrder {
            if link.value.isAsked { asked += 1 }
            guard link.value.isActive else { continue }
            active += 1
            guard link.value.isOutbound else { continue }
            outbound += 1
            if groups.count < Limits.outboundGroups, !groups.contains(link.value.group) { groups.append(link.value.group) }
        }
        return (
            max(Limits.activeTarget - active, Limits.outboundGroups - outbound) - asked,
            Limits.outboundGroups - groups.count - asked
        )
    }

    /// Whether others should make room: this node is alone, or has few links and asking did not help.
    var isPressed: Bool {
        let count = activeCount
        return count < 2 || count < Limits.activeLeast && refusals >= 2
    }

    /// The longest that a node which was refused waits, by what it lacks.
    var refusedPause: UInt64 {
        let active = activeLinks
        if active.count < Limits.activeLeast { return Limits.refusedPauseFew }
        let isInward = active.count(where: \.isOutbound) < Limits.outboundGroups
        return isInward && refusals < Limits.refusalsInward ? Limits.refusedPauseInward : Limits.refusedPause
    }

    /// Whether a link is missing.
    var isShort: Bool {
        let missing = missing
        return missing.any > 0 || missing.elsewhere > 0
    }

    /// Dials that may still bring a link soon. One that hangs is waited for no longer: it is likely to
    /// be a machine that is off, and behind it others can be tried.
    private var promisingDials: Int {
        dials.inOrder.count { $0.purpose == .neighbour && now.since($0.began) < Limits.dialHangs }
    }

    /// Dials what is needed, all at once. A group that was dialled is dialled again only when no other
    /// is known that would answer, be it later.
    mutating func fill() {
        guard nextFill <= now, patience <= now || isAlone else { return }
        let missing = missing
        guard missing.any > 0 || missing.elsewhere > 0 else { return }
        var underWay = promisingDials
        while max(missing.any, missing.elsewhere) > underWay, dials.count < Limits.dialsAtOnce {
            guard let address = nextToDial(isAnyEnough: missing.any > underWay) else { return rest() }
            dial(address)
            underWay += 1
        }
    }

    /// When `fill` may find something to do, as far as time alone brings it about.
    var nextFilling: Moment? {
        let missing = missing, most = max(missing.any, missing.elsewhere)
        guard most > 0 else { return nil }
        let next = max(nextFill, now, isAlone ? now : patience)
        guard most <= promisingDials || dials.count >= Limits.dialsAtOnce else { return next }
        guard dials.count < Limits.dialsAtOnce else { return nil }
        let hanging = dials.inOrder.map { $0.began.adding(Limits.dialHangs) }.filter { $0 > now }
        return hanging.min().map { max($0, next) }
    }

    mutating func dial(_ address: Address, for purpose: ViewDial.Purpose = .neighbour) {
        dials[address] = ViewDial(purpose: purpose, began: now)
        passive.remove(address)
        out.append(.dial(address))
    }

    private mutating func nextToDial(isAnyEnough: Bool) -> Address? {
        let groups = dialledGroups(), remembered = passive.samples.map(\.address)
        var random = random
        defer { self.random = random }
        func choose(where isWanted: (BookEntry, AddressGroup) -> Bool) -> Address? {
            (book.choose(among: remembered, now: now, random: &random, where: isWanted)
                ?? book.choose(now: now, random: &random, where: isWanted))?.address
        }
        func isElsewhere(_ entry: BookEntry, _ group: AddressGroup) -> Bool { !groups.contains(group) && isFree(entry) }
        // What a person told of comes first: strangers may tell of any number of places where nobody is.
        let told = book.choose(now: now, random: &random) { entry, group in
            entry.source == AddressSource.own.group && isElsewhere(entry, group)
        }
        if let told { return told.address }
        if let address = choose(where: isElsewhere) { return address }
        guard isAnyEnough, !book.hasPromising(where: isElsewhere) else { return nil }
        return choose { entry, _ in isFree(entry) }
    }

    /// The groups of links that this node dialled or is dialling.
    func dialledGroups() -> [AddressGroup] {
        let linked = links.inOrder.map(\.value).filter(\.isOutbound)
        // A name is one group and the host that it led to another.
        return linked.map(\.group) + (linked.compactMap(\.address) + dials.keys).compactMap { book.group(of: $0) }
    }

    /// Whether an entry is neither linked nor being dialled.
    func isFree(_ entry: BookEntry) -> Bool {
        !dials.contains(entry.address) && entry.address != ownAddress && entry.node != own
            && !(entry.node.map { links.contains($0) } ?? false)
    }

    /// Nobody to dial: looks again when somebody's pause is over, or when somebody is heard of.
    private mutating func rest() {
        let soonest = book.nextDue(now: now) { entry, _ in isFree(entry) }
        nextFill = max(soonest ?? now.adding(Limits.shuffle), now.adding(Limits.dialPause))
    }

    mutating func dialFailed(_ address: Address) {
        guard let dial = dials[address] else { return }
        if dial.purpose == .mix { mixAgain() }
        dials[address] = nil
        passive.remove(address)
        book.failed(address, now: now, random: &random)
        nextFill = now
    }

    /// Dials the holder of a place that a newcomer could have (see ``AddressBook``).
    mutating func testHolder() {
        guard let holder = book.holderToTest(now: now), !dials.contains(holder), let entry = book[holder] else { return }
        if let node = entry.node, let link = links[node] {
            // It answers: it is linked. When not at this address, the test must wait.
            if link.address == holder { book.succeeded(holder, node, now: now) }
        } else {
            dials[holder] = ViewDial(purpose: .test, began: now)
            out.append(.dial(holder))
        }
    }
}
