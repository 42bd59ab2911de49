import PledgeLedger

/// Which pledges are backed, and which meet their asks, in the plainest words there are, for unwitnessed
/// collectives: the measure of the program's own.
struct PlainStates {
    struct Made {
        let id: EntryID, author: PublicKey, seq: UInt64, time: UInt64, pledge: Pledge
    }

    let ledger: LedgerContents
    let cutoff: Cutoff

    private func project(_ id: EntryID) -> Project? {
        guard let entry = ledger.definitions[id], cutoff.includes(claimed: entry.entry.time),
            case .facts(.project(let project)) = entry.reading
        else { return nil }
        return project
    }

    /// The lock of what a pledge is to; outer nil where that is unknown or no project or round.
    private func lock(_ id: EntryID) -> UInt64?? {
        switch ledger.definitions[id]?.reading {
        case .facts(.project(let project)): .some(project.lock)
        case .facts(.round(let round)): .some(round.lock)
        default: nil
        }
    }

    private func made(by feed: LedgerContents.Feed) -> [Made] {
        feed.chain.compactMap { entry in
            guard case .facts(.pledge(let pledge)) = entry.reading else { return nil }
            return Made(id: entry.entry.id, author: feed.author, seq: entry.entry.seq, time: entry.entry.time, pledge: pledge)
        }
    }

    private func retracts(_ feed: LedgerContents.Feed, _ id: EntryID) -> [Entry] {
        feed.chain.filter { if case .facts(.retract(let one)) = $0.reading { one.target == id } else { false } }.map(\.entry)
    }

    private func isInTime(_ retract: Entry, _ lock: UInt64?) -> Bool { lock.map { retract.time <= $0 } ?? true }

    func isBacked(_ one: Made, _ feed: LedgerContents.Feed) -> Bool {
        var capacity: UInt64?
        var weight: UInt128 = 0
        for entry in feed.chain where entry.entry.seq < one.seq {
            guard case .facts(.profile(let profile)) = entry.reading else { continue }
            capacity = profile.capacity.first { $0.unit == one.pledge.quantity.unit }?.amount
        }
        for other in made(by: feed) where other.seq < one.seq && other.pledge.quantity.unit == one.pledge.quantity.unit {
            var weighs = true
            if let retract = retracts(feed, other.id).first, retract.seq < one.seq, let lock = lock(other.pledge.to),
                isInTime(retract, lock)
            {
                weighs = lock.map { one.time <= $0 } ?? false
            }
            if weighs { weight += UInt128(other.pledge.quantity.amount) }
        }
        return capacity.map { UInt128($0) >= weight + UInt128(one.pledge.quantity.amount) } ?? false
    }

    /// The pledges that could meet an ask.
    private var binding: [Made] {
        ledger.feeds.flatMap { feed in
            made(by: feed).filter { one in
                guard let project = project(one.pledge.to), cutoff.includes(claimed: one.time),
                    project.ask(one.pledge.ask)?.unit == one.pledge.quantity.unit,
                    project.lock.map({ one.time <= $0 }) ?? true, isBacked(one, feed)
                else { return false }
                guard let retract = retracts(feed, one.id).first(where: { cutoff.includes(claimed: $0.time) }) else { return true }
                return !isInTime(retract, project.lock)
            }
        }
    }

    /// The largest set of binding pledges whose conditions all hold: everything is added up anew until
    /// nothing falls.
    func met() -> Set<EntryID> {
        var left = binding
        while true {
            let next = left.filter { one in
                holds(one, among: left) && one.pledge.joint.allSatisfy { isMet($0, by: left) }
            }
            if next.count == left.count { return Set(left.map(\.id)) }
            left = next
        }
    }

    private func sum(_ to: EntryID, _ ask: UInt32, _ among: [Made]) -> UInt128 {
        among.filter { $0.pledge.to == to && $0.pledge.ask == ask }.reduce(0) { $0 + UInt128($1.pledge.quantity.amount) }
    }

    private func holds(_ one: Made, among left: [Made]) -> Bool {
        guard let project = project(one.pledge.to), let ask = project.ask(one.pledge.ask) else { return false }
        let voices = Members.now(ledger, at: Cutoff(time: min(project.lock ?? .max, cutoff.time)))
        let people = Set(left.filter { $0.pledge.to == one.pledge.to }.map(\.author)).intersection(voices).count
        return sum(one.pledge.to, one.pledge.ask, left) >= UInt128(ask.minimum) && people >= Int(one.pledge.minimumPeople)
    }

    private func isMet(_ id: EntryID, by left: [Made]) -> Bool {
        guard let project = project(id), left.contains(where: { $0.pledge.to == id }) else { return false }
        return project.asks.allSatisfy { sum(id, $0.number, left) >= UInt128($0.minimum) }
    }

    /// Ids of pledges that are backed, of those in the view that answer an ask.
    func backed() -> Set<EntryID> {
        Set(ledger.feeds.flatMap { feed in made(by: feed).filter { isBacked($0, feed) }.map(\.id) })
    }
}
