import PledgeLedger

/// Addresses of nodes that could be dialled, so bounded that one party can't take it over. After
/// Bitcoin's addrman (`addrman.h`; attack and defence in Heilman et al., USENIX Security 2015):
///
/// - An address heard of gets one place among the *new*, in a bucket drawn from its group and the
///   group of who told; one teller's group reaches ``Limits/newBucketsPerSource`` buckets.
/// - One that answered gets a place among the *tried*, in one of ``Limits/triedBucketsPerGroup``
///   buckets of its group. Who holds a place keeps it until found dead: test before evict.
///
/// The places follow from a secret, so that nobody can aim at one.
package struct AddressBook: Sendable {
    /// A newcomer to the tried, and the address whose place it would take.
    struct Rival: Hashable, Sendable {
        let newcomer: Address
        let holder: Address
    }

    /// An entry, its place, and what is worked out once.
    struct Shelved: Sendable {
        var entry: BookEntry
        let group: AddressGroup
        let place: UInt16
    }

    private let places: BookPlaces
    /// All entries by place: one after the other, since drawing looks at all.
    private(set) var shelf: [Shelved] = []
    /// The place of each address. Looked up only.
    private var placeOf: [Address: UInt16] = [:]
    private(set) var rivals: [Rival] = []
    /// The book's time when it was made, and the moment of that.
    private let origin: (time: UInt64, moment: Moment)
    /// When any dial last succeeded, in the book's time.
    private var lastSuccess: UInt64 = 0

    package var count: Int { shelf.count }

    /// - Parameters:
    ///   - secret: 16 random bytes, kept with the entries: with another secret places differ.
    ///   - entries: of an earlier ``snapshot()``; those that find no place are left out.
    package init(secret: [UInt8], entries: [BookEntry] = [], now: Moment = Moment(milliseconds: 0)) {
        places = BookPlaces(secret: secret)
        origin = (entries.reduce(0) { max($0, $1.heard, $1.succeeded ?? 0) }, now)
        lastSuccess = entries.reduce(0) { max($0, $1.succeeded ?? 0) }
        for entry in entries.prefix(Limits.bookPlaces) { restore(entry) }
    }

    /// All entries, by place: the same book gives the same list.
    package func snapshot() -> [BookEntry] { shelf.map(\.entry) }

    package subscript(address: Address) -> BookEntry? { index(of: address).map { shelf[$0].entry } }

    func group(of address: Address) -> AddressGroup? { index(of: address).map { shelf[$0].group } }

    /// Where an address is on the shelf.
    func index(of address: Address) -> Int? { placeOf[address].map { index(at: $0) } }

    /// Where what has this place, or the next, is on the shelf.
    private func index(at place: UInt16) -> Int {
        var low = 0, high = shelf.count
        while low < high {
            let middle = (low + high) / 2
            if shelf[middle].place < place { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What has a place.
    private func holder(of place: UInt16) -> Shelved? {
        let index = index(at: place)
        return index < shelf.count && shelf[index].place == place ? shelf[index] : nil
    }

    /// The book's time at a moment.
    func time(_ now: Moment) -> UInt64 { origin.time &+ now.since(origin.moment) }

    // MARK: Hearing of addresses

    /// Notes that `source` told of an address.
    /// - Returns: the entry, in the one text of its address; nil when it is not believed or finds no place.
    @discardableResult
    package mutating func hear(
        _ address: Address, node: PublicKey?, from source: AddressSource, now: Moment
    ) -> BookEntry? {
        shelve(address, node: node, from: source, now: now)?.entry
    }

    /// As ``hear(_:node:from:now:)``, with the group.
    mutating func shelve(_ address: Address, node: PublicKey?, from source: AddressSource, now: Moment) -> Shelved? {
        let time = time(now)
        if let held = hearAgain(address, node, time) { return held }
        guard let host = Host(address.host), address.port > 0, let reach = host.reach, reach >= source.reach
        else { return nil }
        if case .name = host, !source.knowsNames { return nil }
        let address = Address(host: host.description, port: address.port)
        if let held = hearAgain(address, node, time) { return held }
        let entry = BookEntry(address: address, node: node, source: source.group, heard: time)
        let group = AddressGroup(host)
        guard put(entry, group, at: places.new(address, group, source: source.group), time) else { return nil }
        return index(of: address).map { shelf[$0] }
    }

    /// A node's key is only filled in: what answered counts for more than what is said.
    private mutating func hearAgain(_ address: Address, _ node: PublicKey?, _ time: UInt64) -> Shelved? {
        guard let index = index(of: address) else { return nil }
        shelf[index].entry.heard = time
        if shelf[index].entry.node == nil { shelf[index].entry.node = node }
        return shelf[index]
    }

    /// Changes an entry in its place.
    mutating func change(_ address: Address, _ body: (inout BookEntry) -> Void) {
        if let index = index(of: address) { body(&shelf[index].entry) }
    }

    package mutating func remove(_ address: Address) {
        guard let index = index(of: address) else { return }
        placeOf[address] = nil
        shelf.remove(at: index)
        rivals.removeAll { $0.holder == address || $0.newcomer == address }
    }

    // MARK: What came of dials

    /// A dial brought a link to `node`.
    package mutating func succeeded(_ address: Address, _ node: PublicKey, now: Moment) {
        let time = time(now)
        lastSuccess = max(lastSuccess, time)
        change(address) { entry in
            entry.node = node
            (entry.heard, entry.succeeded, entry.rest) = (time, time, time)
            (entry.failures, entry.strikes) = (0, 0)
            entry.isDiallable = true
        }
        rivals.removeAll { $0.holder == address }
        promote(address, time)
    }

    /// A dial failed: the next waits longer each time.
    package mutating func failed(_ address: Address, now: Moment, random: inout CoreRandom) {
        let time = time(now), lastSuccess = lastSuccess
        guard let failures = self[address]?.failures else { return }
        let pause = random.jittered(min(Limits.dialPause << UInt64(min(failures, 20)), Limits.bookPauseMost))
        change(address) { entry in
            entry.failures = min(failures + 1, Self.mostFailures)
            entry.rest = time &+ pause
            if lastSuccess > entry.struck {
                entry.strikes = min(entry.strikes + 1, Self.mostFailures)
                entry.struck = time
            }
        }
        guard let rival = rivals.first(where: { $0.holder == address }) else { return }
        rivals.removeAll { $0.holder == address }
        promote(rival.newcomer, time)
    }

    /// No dial before so many milliseconds, through no fault of the address.
    package mutating func rest(_ address: Address, for pause: UInt64, now: Moment) {
        let end = time(now) &+ pause
        change(address) { $0.rest = max($0.rest, end) }
    }

    package mutating func setDiallable(_ address: Address, _ isDiallable: Bool) {
        change(address) { $0.isDiallable = isDiallable }
    }

    // MARK: Places

    /// Gives an address that answered its place among the tried. A holder that failed since it last
    /// answered goes back to the new; of any other the newcomer becomes a rival.
    private mutating func promote(_ address: Address, _ time: UInt64) {
        guard let index = index(of: address), !shelf[index].entry.isTried, shelf[index].entry.failures == 0 else { return }
        let held = shelf[index], place = places.tried(address, held.group)
        if let there = holder(of: place) {
            let holder = there.entry.address
            guard there.entry.failures > 0 else {
                let rival = Rival(newcomer: address, holder: holder)
                if rivals.count < Limits.bookRivals, !rivals.contains(rival) { rivals.append(rival) }
                return
            }
            remove(holder)
            var entry = there.entry
            entry.isTried = false
            _ = put(entry, there.group, at: places.new(holder, there.group, source: entry.source), time)
        }
        remove(address)
        var entry = held.entry
        entry.isTried = true
        _ = put(entry, held.group, at: place, time)
    }

    /// - Returns: false when a better entry holds the place.
    private mutating func put(_ entry: BookEntry, _ group: AddressGroup, at place: UInt16, _ time: UInt64) -> Bool {
        if let holder = holder(of: place) {
            guard holder.entry.isPoor(at: time) else { return false }
            remove(holder.entry.address)
        }
        shelf.insert(Shelved(entry: entry, group: group, place: place), at: index(at: place))
        placeOf[entry.address] = place
        return true
    }

    private mutating func restore(_ entry: BookEntry) {
        guard let host = Host(entry.address.host), host.reach != nil, index(of: entry.address) == nil else { return }
        let group = AddressGroup(host)
        let place = entry.isTried ? places.tried(entry.address, group)
            : places.new(entry.address, group, source: entry.source)
        var sound = entry
        sound.failures = min(max(entry.failures, 0), Self.mostFailures)
        sound.strikes = min(max(entry.strikes, 0), Self.mostFailures)
        sound.rest = min(entry.rest, origin.time &+ Limits.ban)
        _ = put(sound, group, at: place, origin.time)
    }

    /// Where counting ends.
    private static let mostFailures = 1_000
}
