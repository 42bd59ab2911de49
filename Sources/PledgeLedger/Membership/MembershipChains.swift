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
    public let steps: [Step]

    /// Nil where the key is no member at the cutoff.
    public init?(of key: PublicKey, charter: Charter, records: [VouchRecord], at cutoff: Cutoff) {
        let positions = records.map { $0.now(at: cutoff) }
        let distances = VouchLadder.distances(charter: charter, positions: positions)
        guard distances[key] != nil else { return nil }
        var vouches: [PublicKey: [(voucher: Voucher, distance: UInt8)]] = [:]
        for position in positions {
            guard let distance = distances[position.voucher], Int(distance) < charter.ladder.count else { continue }
            let allowance = charter.ladder[Int(distance)]
            for (place, subject) in position.subjects.prefix(Int(allowance)).enumerated() where subject.counts {
                let voucher = Voucher(key: position.voucher, place: place + 1, allowance: allowance)
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

extension Store {
    /// Why a key is a member; nil where it is none at the cutoff.
    public func membershipChains(
        of key: PublicKey, in id: CollectiveID, at cutoff: Cutoff
    ) throws -> MembershipChains? {
        try reading(id) { database, row in
            guard let charter = row.charter else { throw StoreFault.noCollective(id) }
            let records = try VouchTable(database: database, collective: row.number).records()
            return MembershipChains(of: key, charter: charter, records: records, at: cutoff)
        }
    }
}
