/// How a collective tells what came in time.
public enum Timing: Sendable {
    /// By the times that authors claim: there are no witnesses, and everything is provisional.
    case claimed
    /// By what a quorum of witnesses covered.
    case witnessed(Covers)

    /// Whether what rests on it may be claimed otherwise later.
    public var isProvisional: Bool { if case .claimed = self { true } else { false } }

    /// How far a quorum had covered an author's chain by a time; 0 where there are no witnesses.
    func place(of author: PublicKey, by time: UInt64) -> UInt64 {
        if case .witnessed(let covers) = self { covers.place(of: author, by: time) } else { 0 }
    }
}

/// Whether a pledge came in time for its project's lock.
public enum Timeliness: String, Hashable, Sendable {
    case onTime
    /// No quorum has covered it, and the lock is still ahead.
    case awaited
    case late
}

/// One place in an author's chain and the time it claims.
struct Moment: Hashable, Sendable {
    var author: PublicKey
    var seq: UInt64
    /// Claimed, in milliseconds since the epoch.
    var time: UInt64
}

extension Cutoff {
    func includes(_ moment: Moment) -> Bool { includes(moment.author, moment.seq, claimed: moment.time) }
}

extension Timing {
    /// Whether a pledge is on time: always, where its project has no lock.
    func timeliness(of pledge: Moment, lock: UInt64?, at cutoff: Cutoff) -> Timeliness {
        guard let lock else { return .onTime }
        switch self {
        case .claimed:
            return pledge.time <= lock ? .onTime : .late
        case .witnessed(let covers):
            if covers.reached(pledge.author, pledge.seq, by: min(lock, cutoff.time)) != nil { return .onTime }
            return cutoff.time <= lock ? .awaited : .late
        }
    }

    /// Whether a retraction takes the pledge back, or came too late to.
    ///
    /// Claimed: by the lock, or where there is none. Witnessed: unless a quorum had covered the pledge
    /// before it covered the retraction.
    func takesBack(_ retraction: Moment, _ pledge: Moment, lock: UInt64?, at cutoff: Cutoff) -> Bool {
        switch self {
        case .claimed:
            return lock.map { retraction.time <= $0 } ?? true
        case .witnessed(let covers):
            guard let held = covers.reached(pledge.author, pledge.seq, by: cutoff.time) else { return true }
            guard let undone = covers.reached(pledge.author, retraction.seq, by: cutoff.time) else { return false }
            return undone <= held
        }
    }
}
