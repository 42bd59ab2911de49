/// How many people take which stance on one entry or key.
public struct Tally: Hashable, Sendable {
    /// One stance, in one standing.
    public struct Stance: Hashable, Comparable, Sendable {
        /// −2…2.
        public var stance: Int8
        public var standing: Endorse.Standing

        public init(stance: Int8, standing: Endorse.Standing) {
            self.stance = stance
            self.standing = standing
        }

        public static func < (left: Stance, right: Stance) -> Bool {
            (left.stance, left.standing.rawValue) < (right.stance, right.standing.rawValue)
        }
    }

    /// People by stance; no zeros.
    public var people: [Stance: Int]

    public init(people: [Stance: Int] = [:]) { self.people = people }

    /// People with a stance above 0.
    public var inFavour: Int { people.filter { $0.key.stance > 0 }.values.reduce(0, +) }
    /// People with a stance below 0.
    public var against: Int { people.filter { $0.key.stance < 0 }.values.reduce(0, +) }

    mutating func add(_ count: Int, _ stance: Stance) {
        let sum = (people[stance] ?? 0) + count
        people[stance] = sum == 0 ? nil : sum
    }
}

/// The endorsement view: each member's latest word on each target.
///
/// A later endorsement by the same author on the same target replaces the earlier; one that was
/// retracted leaves no stance; on oneself or one's own entry it weighs nothing; only members now
/// have a voice.
public enum Endorsements {
    /// The view as a pure function: a tally for each target that anyone has a stance on.
    public static func of(_ ledger: LedgerContents, at cutoff: Cutoff) -> [Bytes32: Tally] {
        let voices = Members.now(ledger, at: cutoff)
        var tallies: [Bytes32: Tally] = [:]
        for feed in ledger.feeds where voices.contains(feed.author) {
            for (target, stance) in standing(of: feed, at: cutoff) {
                tallies[target, default: Tally()].add(1, stance)
            }
        }
        return tallies
    }

    /// One author's standing stance on each target.
    static func standing(of feed: LedgerContents.Feed, at cutoff: Cutoff) -> [Bytes32: Tally.Stance] {
        latest(of: feed, at: cutoff).mapValues(\.stance)
    }

    /// One author's standing word on each target, with the entry that says it.
    static func latest(of feed: LedgerContents.Feed, at cutoff: Cutoff) -> [Bytes32: (id: EntryID, stance: Tally.Stance)] {
        var own: Set<Bytes32> = [feed.author.raw]
        var latest: [Bytes32: (id: EntryID, stance: Tally.Stance)] = [:]
        var retracted: Set<EntryID> = []
        for entry in feed.chain {
            // One's own entry stays one's own where the cutoff leaves it out.
            own.insert(entry.entry.id.raw)
            guard cutoff.includes(entry.entry) else { continue }
            switch entry.reading.facts {
            case .endorse(let endorse) where !own.contains(endorse.target):
                let stance = Tally.Stance(stance: endorse.stance, standing: endorse.standing)
                latest[endorse.target] = (entry.entry.id, stance)
            case .retract(let retract): retracted.insert(retract.target)
            default: break
            }
        }
        return latest.filter { !retracted.contains($0.value.id) }
    }
}
