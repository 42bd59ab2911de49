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
        // Where on the shelf those are that fit, and where among them the buckets of either table begin.
        var fitting: [Int] = [], buckets: [[Int]] = [[], []]
        for index in shelf.indices
        where shelf[index].entry.rest <= time && shelf[index].entry.isDiallable
            && isWanted(shelf[index].entry, shelf[index].group)
        {
            let isSame = fitting.last.map { bucket(of: $0) == bucket(of: index) } ?? false
            if !isSame { buckets[shelf[index].entry.isTried ? 1 : 0].append(fitting.count) }
            fitting.append(index)
        }
        let drawn = buckets.filter { !$0.isEmpty }.randomElement(using: &random)?.randomElement(using: &random)
        guard let start = drawn else { return nil }
        let run = fitting[start...].prefix { bucket(of: $0) == bucket(of: fitting[start]) }
        return Self.draw(run.map { shelf[$0].entry }, &random)
    }

    /// The bucket of what is at a place on the shelf.
    private func bucket(of index: Int) -> UInt16 { shelf[index].place / UInt16(Limits.bookSlots) }

    /// Draws one of these addresses that may be dialled now, by ``BookEntry/chance``.
    func choose(
        among addresses: [Address], now: Moment, random: inout CoreRandom, where isWanted: (BookEntry, AddressGroup) -> Bool
    ) -> BookEntry? {
        let time = time(now)
        return Self.draw(addresses.compactMap { address in
            guard let index = index(of: address), shelf[index].entry.rest <= time, shelf[index].entry.isDiallable,
                isWanted(shelf[index].entry, shelf[index].group)
            else { return nil }
            return shelf[index].entry
        }, &random)
    }

    /// Whether some entry, due or not, fits and is likely to answer.
    func hasPromising(where isWanted: (BookEntry, AddressGroup) -> Bool) -> Bool {
        shelf.contains { $0.entry.isPromising && isWanted($0.entry, $0.group) }
    }

    /// When the next entry that fits may be dialled.
    func nextDue(now: Moment, where isWanted: (BookEntry, AddressGroup) -> Bool) -> Moment? {
        var soonest: UInt64?
        for held in shelf where held.entry.isDiallable && isWanted(held.entry, held.group) {
            soonest = min(soonest ?? .max, held.entry.rest)
        }
        let time = time(now)
        return soonest.map { now.adding($0 > time ? $0 - time : 0) }
    }

    /// The holder of a place whose rival waits, to be dialled as a test: if it fails, the rival has it.
    package func holderToTest(now: Moment) -> Address? {
        let time = time(now)
        return rivals.first { rival in self[rival.holder].map { $0.rest <= time } ?? false }?.holder
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
