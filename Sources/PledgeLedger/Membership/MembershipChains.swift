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

    /// Nil where the key is no member at the cutoff.
    public init?(of key: PublicKey, charter: Charter, records: [VouchRecord], at cutoff: Cutoff) {
        let positions = records.map { $0.now(at: cutoff) }
        let distances = VouchLadder.distances(charter: charter, positions: positions)
        guard distances[key] != nil else { return nil }
        var vouches: [PublicKey: [(voucher: Voucher, distance: UInt8)]] = [:]
        for (record, position) in zip(records, positions) {
            guard let distance = distances[position.voucher], Int(distance) < charter.ladder.count else { continue }
            let allowance = charter.ladder[Int(distance)]
            for (place, subject) in position.subjects.prefix(Int(allowance)).enumerated() where subject.counts {
                guard let word = record.latest(about: subject.key, at: cutoff) else { continue }
                let voucher = Voucher(
                    key: position.voucher, place: place + 1, allowance: allowance, seq: word.seq, until: word.until)
                vouches[subject.key, default: []].append((voucher, distance))
            }
        }
        var found: [PublicKey: Step] = [:], waiting = [key]
        while let next = waiting.popLast() {
            guard found[next] == nil, let distance = distances[next] else { continue }
            // Later vouches, by people no nearer to the founders, admitted nobody.
            let counted = (vouches[next] ?? []).filter { $0.distance < distance }
                .sorted { ($0.distance, $0.voucher.key) < ($1.distance, $1.voucher.key) }.map(\.voucher)
            found[next] = Step(key: next, distance: distance, vouchers: counted)
            waiting += counted.map(\.key)
        }
        let others = found.values.filter { $0.key != key }.sorted { ($1.distance, $0.key) < ($0.distance, $1.key) }
        steps = (found[key].map { [$0] } ?? []) + others
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
    /// Why a key is a member; nil where it is none at the cutoff.
    public func membershipChains(
        of key: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> MembershipChains? {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let records = try VouchTable(database: database, collective: row.number).records()
            var chains = MembershipChains(of: key, charter: charter, records: records, at: cutoff)
            try chains?.name { try Store.vouch(by: $0, $1, database, row) }
            return chains
        }
    }

    /// The vouches that a key has, each with why it counts or does not.
    public func vouchesReceived(by key: PublicKey, in id: CollectiveID, at cutoff: Cutoff) throws -> VouchesReceived {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let records = try VouchTable(database: database, collective: row.number).records()
            var received = VouchesReceived(by: key, charter: charter, records: records, at: cutoff)
            try received.name { try Store.vouch(by: $0, $1, database, row) }
            return received
        }
    }

    private static func vouch(by key: PublicKey, _ seq: UInt64, _ database: Database, _ row: CollectiveRow) throws -> EntryID? {
        guard let feed = try FeedTable(database: database, collective: row.number).find(key) else { return nil }
        return try EntryTable(database: database).id(feed: feed.number, seq: seq)
    }
}
