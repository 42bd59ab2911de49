import GossipNet
import PledgeLedger

extension SimStore {
    /// What a group of work did to a store.
    package struct Changes {
        /// Feeds that changed, in the order of changing, with what they were.
        package private(set) var before: [(author: Int, slot: Slot)] = []
        /// Entries that became held.
        package private(set) var accepted: [UInt32] = []
        /// Valid entries that came, new or not.
        package var received: [UInt32] = []
        /// Looked up only.
        private var touched: Set<Int> = []

        package init() {}

        package var isEmpty: Bool { before.isEmpty }

        package mutating func note(_ author: Int, was slot: Slot) {
            if touched.insert(author).inserted { before.append((author, slot)) }
        }

        package mutating func accept(_ entry: UInt32) { accepted.append(entry) }
    }

    /// Takes in packed entries, by the ledger's own feed rules.
    package mutating func take(_ packed: [UInt8], _ pool: inout EntryPool, _ changes: inout Changes) -> Outcome {
        var outcome = Outcome()
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            do throws(FrameFault) {
                while let item = try reader.next() {
                    switch pool.recognise(item.entry) {
                    case .entry(let number):
                        changes.received.append(number)
                        take(number, pool, &changes, &outcome)
                    case .refused(let fault): outcome.refused = outcome.refused ?? Self.refusal(fault)
                    }
                }
            } catch { outcome.refused = .malformed }
        }
        return outcome
    }

    /// Takes one valid entry.
    package mutating func take(
        _ number: UInt32, _ pool: borrowing EntryPool, _ changes: inout Changes, _ outcome: inout Outcome
    ) {
        let place = pool[number], entry = place.entry.entry
        guard entry.collective == pool.collective else { return outcome.refused = .wrongCollective }
        let slot = self[place.author]
        let state = FeedState(
            stop: pool.seq(slot.tip), stopID: pool.id(slot.tip), fork: UInt64(slot.fork),
            bytes: slot.tip == 0 ? 0 : pool[slot.tip].bytes)
        switch state.verdict(on: entry, quota: pool.quota, heldID: { pool.id(pool.entry(at: $0, of: slot.tip)) }) {
        case .accepted:
            var next = slot
            next.tip = number
            put(place.author, next, pool, &changes)
            changes.accept(number)
            outcome.accepted += 1
        case .duplicate: outcome.duplicates += 1
        case .gap(let after): outcome.gap = outcome.gap ?? .init(author: entry.author, seq: after)
        case .loose: outcome.loose = outcome.loose ?? .init(author: entry.author, seq: entry.seq)
        case .fork:
            fork(place.author, pool.entry(at: entry.seq, of: slot.tip), number, pool, &changes)
            outcome.accepted += 1
        case .pastStop: outcome.refused = outcome.refused ?? .pastStop
        case .refused: outcome.refused = outcome.refused ?? .quota
        }
    }

    /// Takes two entries that are said to prove a fork.
    package mutating func takeProof(
        _ first: [UInt8], _ second: [UInt8], _ pool: inout EntryPool, _ changes: inout Changes
    ) -> Outcome {
        guard case .entry(let one) = first.withUnsafeBytes({ pool.recognise($0) }),
            case .entry(let other) = second.withUnsafeBytes({ pool.recognise($0) })
        else { return Outcome(refused: .badSignature) }
        guard let proof = try? ForkProof(pool[one].entry, pool[other].entry) else {
            return Outcome(refused: .malformed)
        }
        guard proof.collective == pool.collective else { return Outcome(refused: .wrongCollective) }
        let author = pool[one].author
        guard self[author].fork == 0 || proof.place < UInt64(self[author].fork) else { return Outcome() }
        fork(author, one, other, pool, &changes)
        return Outcome(accepted: 1)
    }

    /// Freezes a feed before the place that two entries share.
    private mutating func fork(
        _ author: Int, _ first: UInt32, _ second: UInt32, _ pool: borrowing EntryPool, _ changes: inout Changes
    ) {
        var slot = self[author]
        let place = pool.seq(first)
        slot.fork = UInt32(truncatingIfNeeded: place)
        (slot.first, slot.second) = (first, second)
        if pool.seq(slot.tip) >= place { slot.tip = pool.entry(at: place - 1, of: slot.tip) }
        put(author, slot, pool, &changes)
    }

    private mutating func put(_ author: Int, _ slot: Slot, _ pool: borrowing EntryPool, _ changes: inout Changes) {
        changes.note(author, was: self[author])
        set(author, slot, pool)
    }

    private static func refusal(_ fault: EntryFault) -> Outcome.Refusal {
        switch fault {
        case .signature, .key: .badSignature
        default: .malformed
        }
    }

    /// What the core is told of a group's changes.
    package func heads(_ changes: Changes, _ pool: borrowing EntryPool) -> [HeadChange] {
        changes.before.map { author, was in
            let head = head(author, pool)
            return HeadChange(
                author: head.author, before: pool.seq(was.tip), place: self[author].isEmpty ? .gone : .frontier(head),
                isForkNew: head.fork != UInt64(was.fork))
        }
    }
}
