/// Where one author's feed stands: a function of the valid entries held, never of their order, of a
/// clock or of their facts.
public struct FeedState: Hashable, Sendable {
    /// The last entry that counts: the head; in a forked feed the entry before the fork, or a later one
    /// that a quorum of witnesses covered. 0 for none.
    public var stop: UInt64
    /// Id of the entry at `stop`; zero for none.
    public var stopID: EntryID
    /// The lowest known place at which the author signed two entries; 0 for none.
    public var fork: UInt64
    /// Bytes of the entries up to `stop`, against the quota.
    public var bytes: UInt64

    public init(stop: UInt64 = 0, stopID: EntryID = .zero, fork: UInt64 = 0, bytes: UInt64 = 0) {
        self.stop = stop
        self.stopID = stopID
        self.fork = fork
        self.bytes = bytes
    }

    public var isForked: Bool { fork != 0 }

    /// What one more valid entry by the same author in the same collective means.
    ///
    /// - Parameter heldID: the id held at a place from 1 to `stop`.
    public func verdict(
        on entry: Entry, quota: Charter.Quota, heldID: (UInt64) throws -> EntryID?
    ) rethrows -> Verdict {
        if isForked && entry.seq >= fork {
            return try entry.seq <= stop && heldID(entry.seq) == entry.id ? .duplicate : .pastStop
        }
        if entry.seq == stop + 1 {
            guard entry.prev == stopID else { return .loose }
            return fits(entry, quota) ? .accepted : .refused
        }
        if entry.seq > stop { return entry.seq > quota.entries ? .refused : .gap(after: stop) }
        if try heldID(entry.seq) == entry.id { return .duplicate }
        let link = entry.seq == 1 ? EntryID.zero : try heldID(entry.seq - 1)
        return entry.prev == link ? .fork : .loose
    }

    /// Whether one more entry is within the quota.
    func fits(_ entry: Entry, _ quota: Charter.Quota) -> Bool {
        entry.seq <= quota.entries && bytes + UInt64(entry.bytes.count) <= quota.bytes
    }

    /// The state before the entry at its stop.
    func shortened(by entry: Entry) -> FeedState {
        FeedState(stop: stop - min(stop, 1), stopID: entry.prev, fork: fork, bytes: bytes - min(bytes, UInt64(entry.bytes.count)))
    }

    /// The state after an entry whose verdict was `accepted`.
    public func extended(by entry: Entry) -> FeedState {
        FeedState(stop: entry.seq, stopID: entry.id, fork: fork, bytes: bytes + UInt64(entry.bytes.count))
    }
}

/// What one more valid entry means for a feed.
public enum Verdict: Hashable, Sendable {
    /// It extends the head.
    case accepted
    /// It is held already.
    case duplicate
    /// Entries between the stop and it are missing.
    case gap(after: UInt64)
    /// It and the entry held at its place are a fork proof.
    case fork
    /// Its link is not the entry held before its place: somewhere below, histories differ.
    case loose
    /// The feed is forked at or before its place, and it is not on the branch that counts.
    case pastStop
    /// It is beyond the collective's quota for one feed.
    case refused
}
