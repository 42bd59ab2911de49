import GossipNet
import PledgeLedger

/// One node's store of the run's collective: the end of each feed that it holds, by numbers of the
/// ``EntryPool``. Sixteen bytes a feed, and copies share what they have in common.
package struct SimStore {
    /// One feed.
    package struct Slot: Hashable {
        /// The entry at the stop; 0 for none.
        package var tip: UInt32 = 0
        /// The place of the lowest fork; 0 for none.
        package var fork: UInt32 = 0
        /// The two entries that prove it.
        package var first: UInt32 = 0
        package var second: UInt32 = 0

        package init() {}

        package var isEmpty: Bool { tip == 0 && fork == 0 }
    }

    /// Drawn anew whenever the store is not the one it was.
    package var incarnation: UInt64
    package var charterHeld = true
    /// Cursors into peers' stores, as they were kept last: a store that is restored goes back with them.
    package var cursors: [Cursor] = []
    /// By number of author; what lies past the end is empty.
    package private(set) var slots: [Slot] = []
    /// Entries up to the stops.
    package private(set) var entries: UInt64 = 0
    /// Equal for two stores exactly when all their feeds are, but for chance in 2^64.
    package private(set) var fingerprint: UInt64 = 0
    /// The number of the newest change, and that of each author's newest.
    package private(set) var change: UInt64 = 0
    private var changed: [UInt64] = []

    package init(incarnation: UInt64) { self.incarnation = incarnation }

    package subscript(author: Int) -> Slot { author < slots.count ? slots[author] : Slot() }

    /// Puts a feed's slot.
    package mutating func set(_ author: Int, _ slot: Slot, _ pool: borrowing EntryPool) {
        if author >= slots.count {
            slots.append(contentsOf: repeatElement(Slot(), count: author + 1 - slots.count))
            changed.append(contentsOf: repeatElement(0, count: slots.count - changed.count))
        }
        let old = slots[author]
        entries = entries &+ pool.seq(slot.tip) &- pool.seq(old.tip)
        fingerprint ^= Self.mixed(author, old) ^ Self.mixed(author, slot)
        slots[author] = slot
        change += 1
        changed[author] = change
    }

    private static func mixed(_ author: Int, _ slot: Slot) -> UInt64 {
        guard !slot.isEmpty else { return 0 }
        var draw = Draw(seed: UInt64(author), UInt64(slot.tip), UInt64(slot.fork))
        return draw.next()
    }

    /// Numbers given after this one were lost with what they stood for, and are given again.
    package mutating func forgetChanges(after number: UInt64) {
        change = min(change, number)
        for author in changed.indices { changed[author] = min(changed[author], number) }
    }

    /// Heads of feeds that changed after a change; nil where the store has not got so far.
    package func headsChanged(after number: UInt64, _ pool: borrowing EntryPool) -> [Head]? {
        guard number <= change else { return nil }
        var heads: [Head] = []
        for author in slots.indices where changed[author] > number && !slots[author].isEmpty {
            heads.append(head(author, pool))
        }
        return heads
    }

    // MARK: What the core is told

    package func head(_ author: Int, _ pool: borrowing EntryPool) -> Head {
        let slot = self[author]
        return Head(
            author: pool.authors[author], stop: pool.seq(slot.tip), id: pool.id(slot.tip), fork: UInt64(slot.fork))
    }

    package func state(_ pool: borrowing EntryPool) -> CollectiveState {
        var heads: [Head] = []
        for author in slots.indices where !slots[author].isEmpty { heads.append(head(author, pool)) }
        return CollectiveState(id: pool.collective, charterHeld: charterHeld, heads: heads, entries: entries, change: change)
    }

    // MARK: Serving

    /// Segments for a range: what is held of it, packed.
    package func segments(_ range: FeedRange, _ pool: borrowing EntryPool) -> [[UInt8]] {
        guard let author = pool.known(range.author) else { return [] }
        let tip = self[author].tip, through = min(range.through, pool.seq(tip))
        guard range.after < through else { return [] }
        var packer = SegmentPacker(), done: [[UInt8]] = []
        for seq in (range.after + 1)...through {
            let bytes = pool[pool.entry(at: seq, of: tip)].entry.entry.bytes
            if packer.append(entry: bytes) { continue }
            done.append(packer.bytes)
            packer.removeAll()
            _ = packer.append(entry: bytes)
        }
        return packer.isEmpty ? done : done + [packer.bytes]
    }

    /// The id held at a place; nil for none.
    package func id(_ author: PublicKey, at seq: UInt64, _ pool: borrowing EntryPool) -> EntryID? {
        guard let author = pool.known(author) else { return nil }
        let number = pool.entry(at: seq, of: self[author].tip)
        return number == 0 ? nil : pool.id(number)
    }
}
