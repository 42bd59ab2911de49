/// The vouch ladder: who is admitted, and how far from the founders.
///
/// A founder is at distance 0. A key is admitted once `needed` admitted members have vouched for
/// it; its distance is one more than that of the vouch that completed the number, nearest first. A
/// member at distance d gives its first `ladder[d]` vouches and no more. Distances are settled one
/// after another, so the result depends on the vouches alone.
public enum VouchLadder {
    /// One author's member-scope vouches, one a subject, in the order in which the author first gave
    /// them: the order decides which ones the ladder allows.
    public struct Positions: Hashable, Sendable {
        public var voucher: PublicKey
        /// Each subject with whether the vouch counts: always for *kept*; only while the latest
        /// statement stands for *member now*. A vouch that does not count is spent all the same.
        public var subjects: [(key: PublicKey, counts: Bool)]

        public init(voucher: PublicKey, subjects: [(key: PublicKey, counts: Bool)]) {
            self.voucher = voucher
            self.subjects = subjects
        }

        public static func == (left: Positions, right: Positions) -> Bool {
            left.voucher == right.voucher && left.subjects.elementsEqual(right.subjects, by: ==)
        }

        public func hash(into hasher: inout Hasher) {
            hasher.combine(voucher)
            for subject in subjects { hasher.combine(subject.key) }
        }
    }

    /// The distance of a witness whom nobody admitted: its feed is kept, and it is no member.
    public static let outside = UInt8.max

    /// Every key whose feed is kept: the admitted, and the charter's witnesses.
    public static func kept(charter: Charter, positions: [Positions]) -> [PublicKey: UInt8] {
        var kept = distances(charter: charter, positions: positions)
        for witness in charter.witnesses where kept[witness] == nil { kept[witness] = outside }
        return kept
    }

    /// Every admitted key with its distance from the founders.
    public static func distances(charter: Charter, positions: [Positions]) -> [PublicKey: UInt8] {
        var distance: [PublicKey: UInt8] = [:]
        for founder in charter.founders { distance[founder] = 0 }
        var subjects: [PublicKey: [(key: PublicKey, counts: Bool)]] = [:]
        for position in positions { subjects[position.voucher] = position.subjects }
        var received: [PublicKey: UInt32] = [:]
        var ring = charter.founders
        for (depth, allowance) in charter.ladder.enumerated() where !ring.isEmpty {
            var admitted: [PublicKey] = []
            for voucher in ring {
                for subject in (subjects[voucher] ?? []).prefix(Int(allowance)) where subject.counts {
                    guard distance[subject.key] == nil else { continue }
                    received[subject.key, default: 0] += 1
                    if received[subject.key] == charter.vouchesNeeded { admitted.append(subject.key) }
                }
            }
            for key in admitted { distance[key] = UInt8(depth + 1) }
            ring = admitted
        }
        return distance
    }
}

extension Charter {
    /// The distance at which an author is kept whom nobody has vouched for; nil for the waiting room.
    func firstDistance(of author: PublicKey) -> UInt8? {
        if admission == .open || founders.contains(author) { return 0 }
        return witnesses.contains(author) ? VouchLadder.outside : nil
    }
}
