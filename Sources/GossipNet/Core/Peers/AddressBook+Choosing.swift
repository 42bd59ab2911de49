import PledgeLedger

// Drawing whom to dial.
extension AddressBook {
    /// Draws an entry that may be dialled now: the new or the tried by a coin, a bucket by chance, and
    /// in it by ``BookEntry/chance``. Drawing buckets, not entries, gives one party's full buckets no
    /// more weight than a lone address in its own.
    package func choose(
        now: Moment, random: inout CoreRandom, where isWanted: (BookEntry, AddressGroup) -> Bool
    ) -> BookEntry? {
        let time = time(now)
        var buckets: [[[BookEntry]]] = [[], []]
        var last: UInt16?
        for held in inOrder where held.entry.rest <= time && held.entry.isDiallable && isWanted(held.entry, held.group) {
            let bucket = held.place / UInt16(Limits.bookSlots), table = held.entry.isTried ? 1 : 0
            if bucket != last { buckets[table].append([]) }
            last = bucket
            buckets[table][buckets[table].count - 1].append(held.entry)
        }
        return buckets.filter { !$0.isEmpty }.randomElement(using: &random)?.randomElement(using: &random)
            .flatMap { Self.draw($0, &random) }
    }

    /// Draws one of these addresses that may be dialled now, by ``BookEntry/chance``.
    func choose(
        among addresses: [Address], now: Moment, random: inout CoreRandom, where isWanted: (BookEntry, AddressGroup) -> Bool
    ) -> BookEntry? {
        let time = time(now)
        return Self.draw(addresses.compactMap { address in
            guard let held = shelved[address], held.entry.rest <= time, held.entry.isDiallable,
                isWanted(held.entry, held.group)
            else { return nil }
            return held.entry
        }, &random)
    }

    /// Whether some entry, due or not, fits and is likely to answer.
    func hasPromising(where isWanted: (BookEntry, AddressGroup) -> Bool) -> Bool {
        inOrder.contains { $0.entry.isPromising && isWanted($0.entry, $0.group) }
    }

    /// When the next entry that fits may be dialled.
    func nextDue(now: Moment, where isWanted: (BookEntry, AddressGroup) -> Bool) -> Moment? {
        var soonest: UInt64?
        for held in inOrder where held.entry.isDiallable && isWanted(held.entry, held.group) {
            soonest = min(soonest ?? .max, held.entry.rest)
        }
        let time = time(now)
        return soonest.map { now.adding($0 > time ? $0 - time : 0) }
    }

    /// The holder of a place whose rival waits, to be dialled as a test: if it fails, the rival has it.
    package func holderToTest(now: Moment) -> Address? {
        let time = time(now)
        return rivals.first { rival in shelved[rival.holder].map { $0.entry.rest <= time } ?? false }?.holder
    }

    private static func draw(_ entries: [BookEntry], _ random: inout CoreRandom) -> BookEntry? {
        let total = entries.reduce(0) { $0 + $1.chance }
        guard total > 0 else { return nil }
        var drawn = Int.random(in: 0..<total, using: &random)
        for entry in entries {
            drawn -= entry.chance
            if drawn < 0 { return entry }
        }
        return nil
    }
}
