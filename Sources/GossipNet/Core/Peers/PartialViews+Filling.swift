import PledgeLedger

// Dialling until the active view is as it should be.
extension PartialViews {
    /// Links that are missing and not under way: `elsewhere` in groups where none was dialled, and
    /// `any` wherever they can be had.
    var need: (any: Int, elsewhere: Int) {
        var active = 0, inbound = 0, pending = dials.inOrder.count { $0 == .neighbour }
        var groups: [AddressGroup] = []
        for link in links.inOrder {
            if link.isAsked { pending += 1 }
            guard link.isActive else { continue }
            active += 1
            if !link.isOutbound { inbound += 1 } else if !groups.contains(link.group) { groups.append(link.group) }
        }
        let outbound = active - inbound
        return (
            max(Limits.activeTarget - active, Limits.outboundGroups - outbound) - pending,
            Limits.outboundGroups - groups.count - pending
        )
    }

    /// Dials what is needed, all at once. A group that was dialled is dialled again only when no other
    /// is known that would answer, be it later.
    mutating func fill() {
        guard nextFill <= now, patience <= now || isAlone else { return }
        var need = need
        while need.any > 0 || need.elsewhere > 0 {
            guard let address = nextToDial(isAnyEnough: need.any > 0) else { return rest() }
            dials[address] = .neighbour
            passive.remove(address)
            out.append(.dial(address))
            need = (need.any - 1, need.elsewhere - 1)
        }
    }

    private mutating func nextToDial(isAnyEnough: Bool) -> Address? {
        let groups = dialledGroups(), remembered = passive.samples.map(\.address)
        var random = random
        defer { self.random = random }
        func choose(where isWanted: (BookEntry, AddressGroup) -> Bool) -> Address? {
            (book.choose(among: remembered, now: now, random: &random, where: isWanted)
                ?? book.choose(now: now, random: &random, where: isWanted))?.address
        }
        let isElsewhere = { (entry: BookEntry, group: AddressGroup) in !groups.contains(group) && isFree(entry) }
        if let address = choose(where: isElsewhere) { return address }
        guard isAnyEnough, !book.hasPromising(where: isElsewhere) else { return nil }
        return choose { entry, _ in isFree(entry) }
    }

    /// The groups of links that this node dialled or is dialling.
    private func dialledGroups() -> [AddressGroup] {
        let linked = links.inOrder.filter(\.isOutbound)
        // A name is one group and the host that it led to another.
        return linked.map(\.group) + (linked.compactMap(\.address) + dials.keys).compactMap { book.group(of: $0) }
    }

    /// Whether an entry is neither linked nor being dialled.
    private func isFree(_ entry: BookEntry) -> Bool {
        !dials.contains(entry.address) && entry.address != ownAddress && entry.node != own
            && !(entry.node.map { links.contains($0) } ?? false)
    }

    /// Nobody to dial: looks again when somebody's pause is over, or when somebody is heard of.
    private mutating func rest() {
        let soonest = book.nextDue(now: now) { entry, _ in isFree(entry) }
        nextFill = max(soonest ?? now.adding(Limits.shuffle), now.adding(Limits.dialPause))
    }

    mutating func dialFailed(_ address: Address) {
        guard dials.contains(address) else { return }
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
            dials[holder] = .test
            out.append(.dial(holder))
        }
    }
}
