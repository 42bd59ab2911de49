/// Every member-scope vouch that one author made, in the order of the feed: what the ladder needs.
public struct VouchRecord: Hashable, Sendable {
    /// One statement about one subject.
    public struct Statement: Hashable, Sendable {
        public var seq: UInt64
        public var time: UInt64
        public var subject: PublicKey
        /// 0 takes back.
        public var level: UInt8
        public var until: UInt64?

        public init(seq: UInt64, time: UInt64, subject: PublicKey, level: UInt8, until: UInt64?) {
            self.seq = seq
            self.time = time
            self.subject = subject
            self.level = level
            self.until = until
        }
    }

    public var voucher: PublicKey
    /// Ascending by place.
    public var statements: [Statement]

    public init(voucher: PublicKey, statements: [Statement] = []) {
        self.voucher = voucher
        self.statements = statements
    }

    /// Positions for *kept*: what was ever vouched, whatever was taken back or has run out since.
    public var kept: VouchLadder.Positions {
        positions { _ in true }
    }

    /// The same as it was at a cutoff: of the places only those count that were given by then.
    public func kept(by cutoff: Cutoff) -> VouchLadder.Positions {
        let given = Set(statements.lazy.filter { $0.level > 0 && cutoff.includes(voucher, $0.seq, claimed: $0.time) }.map(\.subject))
        return positions(counts: given.contains)
    }

    /// Positions for *member now*: the same places, counting only subjects whose latest statement up
    /// to the cutoff stands and has not run out.
    public func now(at cutoff: Cutoff) -> VouchLadder.Positions {
        let latest = latest(at: cutoff)
        return positions { subject in
            guard let statement = latest[subject], statement.level > 0 else { return false }
            return statement.until.map { $0 > cutoff.time } ?? true
        }
    }

    /// The latest statement about each subject up to the cutoff.
    private func latest(at cutoff: Cutoff) -> [PublicKey: Statement] {
        var latest: [PublicKey: Statement] = [:]
        for statement in statements where cutoff.includes(voucher, statement.seq, claimed: statement.time) {
            latest[statement.subject] = statement
        }
        return latest
    }

    /// The latest statement about one subject up to the cutoff.
    func latest(about subject: PublicKey, at cutoff: Cutoff) -> Statement? {
        statements.last { $0.subject == subject && cutoff.includes(voucher, $0.seq, claimed: $0.time) }
    }

    /// The first vouch above level 0 for each distinct subject; vouches for oneself spend nothing.
    private func positions(counts: (PublicKey) -> Bool) -> VouchLadder.Positions {
        var seen: Set<PublicKey> = [voucher]
        var subjects: [(key: PublicKey, counts: Bool)] = []
        for statement in statements where statement.level > 0 && seen.insert(statement.subject).inserted {
            subjects.append((statement.subject, counts(statement.subject)))
        }
        return VouchLadder.Positions(voucher: voucher, subjects: subjects)
    }
}
