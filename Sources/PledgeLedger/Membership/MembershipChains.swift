import GRDB

/// Why a key is a member now: the vouches that admitted it, and those that admitted who gave them, down
/// to the founders. Who would have to be wrong if the key is not what it seems.
public struct MembershipChains: Hashable, Sendable {
    /// A vouch that counted when a key was admitted.
    public struct Voucher: Hashable, Sendable {
        public var key: PublicKey
        /// Which of their vouches it was, from 1.
        public var place: Int
        /// How many the ladder gives them.
        public var allowance: UInt32
        /// Their latest word on the key, by its place in their feed.
        public var seq: UInt64
        /// When it ends; nil for good.
        public var until: UInt64?
        /// The entry at that place; nil where chains are made without a store.
        public var entry: EntryID?
    }

    /// One key of the chains.
    public struct Step: Hashable, Sendable {
        public var key: PublicKey
        /// Vouches between the founders and this key.
        public var distance: UInt8
        /// Nearest to the founders first, then by key; none for a founder.
        public var vouchers: [Voucher]
    }

    /// The key itself, then everybody on its chains once, the farthest from the founders first.
    public private(set) var steps: [Step]

    /// Whose vouches for the key would count if it gave none itself, ascending: it stays a member while as many of these
    /// as it needs stand, and no longer. Empty for a founder.
    public let apart: [PublicKey]

    /// Nil where the key is no member at the cutoff.
    public init?(of key: PublicKey, charter: Charter, records: [VouchRecord], at cutoff: Cutoff) {
        self.init(of: key, VouchesNow(charter: charter, records: records, at: cutoff))
    }

    init?(of key: PublicKey, _ now: VouchesNow) {
        guard now.distances[key] != nil else { return nil }
        let places = Self.countingPlaces(now)
        var found: [PublicKey: Step] = [:], waiting = [key]
        while let next = waiting.popLast() {
            guard found[next] == nil, let distance = now.distances[next] else { continue }
            let vouchers = (places[next] ?? []).compactMap { Self.voucher(of: next, at: $0, nearerThan: distance, now) }
                .sorted { ($0.distance, $0.voucher.key) < ($1.distance, $1.voucher.key) }.map(\.voucher)
            found[next] = Step(key: next, distance: distance, vouchers: vouchers)
            waiting += vouchers.map(\.key)
        }
        let others = found.values.filter { $0.key != key }.sorted { ($1.distance, $0.key) < ($0.distance, $1.key) }
        steps = (found[key].map { [$0] } ?? []) + others
        apart = Self.vouchers(of: key, apartFrom: now)
    }

    /// Whoever vouches back may have their voice through the key itself, at any distance, and holds nothing up. Until a key
    /// is admitted the ladder goes as if it gave no vouch, so the vouches that count there are those that admit it.
    private static func vouchers(of key: PublicKey, apartFrom now: VouchesNow) -> [PublicKey] {
        guard now.distances[key] != 0 else { return [] }
        let charter = now.charter, others = now.positions.filter { $0.voucher != key }
        let distances = VouchLadder.distances(charter: charter, positions: others)
        return others.filter { position in
            guard let distance = distances[position.voucher], Int(distance) < charter.ladder.count else { return false }
            return position.subjects.prefix(Int(charter.ladder[Int(distance)])).contains { $0.key == key && $0.counts }
        }.map(\.voucher).sorted()
    }

    /// Which of whose vouches counts: the number of the record, and the place in it from 0.
    private typealias Place = (record: Int, place: Int)

    /// By subject, the vouches that the ladder allows and that stand.
    private static func countingPlaces(_ now: VouchesNow) -> [PublicKey: [Place]] {
        var places: [PublicKey: [Place]] = [:]
        for (record, position) in now.positions.enumerated() {
            guard let allowance = now.allowance(of: position.voucher) else { continue }
            for (place, subject) in position.subjects.prefix(Int(allowance)).enumerated() where subject.counts {
                places[subject.key, default: []].append((record, place))
            }
        }
        return places
    }

    /// Nil for a vouch by somebody who is no nearer to the founders: it came later, and admitted nobody.
    private static func voucher(
        of subject: PublicKey, at place: Place, nearerThan distance: UInt8, _ now: VouchesNow
    ) -> (voucher: Voucher, distance: UInt8)? {
        let record = now.records[place.record]
        guard let own = now.distances[record.voucher], own < distance, let allowance = now.allowance(of: record.voucher),
            let word = record.latest(about: subject, at: now.cutoff)
        else { return nil }
        let voucher = Voucher(
            key: record.voucher, place: place.place + 1, allowance: allowance, seq: word.seq, until: word.until)
        return (voucher, own)
    }
}

extension MembershipChains {
    /// Fills in which entries the vouches are.
    fileprivate mutating func name(_ find: (PublicKey, UInt64) throws -> EntryID?) rethrows {
        for step in steps.indices {
            for place in steps[step].vouchers.indices {
                let voucher = steps[step].vouchers[place]
                steps[step].vouchers[place].entry = try find(voucher.key, voucher.seq)
            }
        }
    }
}

extension Store {
    /// The vouches that a key has, each with why it counts or does not, and why they make it a member:
    /// the chains are nil where it is none at the cutoff.
    public func membership(
        of key: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> (chains: MembershipChains?, received: VouchesReceived) {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let records = try VouchTable(database: database, collective: row.number).records()
            let now = VouchesNow(charter: charter, records: records, at: cutoff)
            var chains = MembershipChains(of: key, now), received = VouchesReceived(by: key, now)
            try chains?.name { try Store.vouch(by: $0, $1, database, row) }
            try received.name { try Store.vouch(by: $0, $1, database, row) }
            return (chains, received)
        }
    }

    /// The vouches that some keys have, without the entries, for all of them at once.
    public func vouchesReceived(by keys: [PublicKey], in id: CollectiveID, at cutoff: Cutoff) throws -> [PublicKey: VouchesReceived] {
        guard !keys.isEmpty else { return [:] }
        return try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let records = try VouchTable(database: database, collective: row.number).records()
            let now = VouchesNow(charter: charter, records: records, at: cutoff)
            return Dictionary(keys.map { ($0, VouchesReceived(by: $0, now)) }) { first, _ in first }
        }
    }

    private static func vouch(by key: PublicKey, _ seq: UInt64, _ database: Database, _ row: CollectiveRow) throws -> EntryID? {
        guard let feed = try FeedTable(database: database, collective: row.number).find(key) else { return nil }
        return try EntryTable(database: database).id(feed: feed.number, seq: seq)
    }
}
