import PledgeLedger

/// One channel's part in the broadcast tree of its collective (Plumtree, Leitão, Pereira and
/// Rodrigues 2007).
struct BroadcastBranch: Sendable {
    /// Whether new entries are pushed to the peer at once (eager), or only announced (lazy).
    var isEager = true {
        didSet {
            if isEager != oldValue { ways.removeAll() }
        }
    }
    /// News for a lazy peer that waits to be announced. Never more than one frame takes.
    var announcements = PushQueue()
    /// When it is to be announced at the latest.
    var announceDue: Moment?
    /// When the peer was last told to announce and not to push.
    var pruned: Moment?

    /// How the peer's ways compare with the tree's, since the channel became eager or lazy.
    var ways = BroadcastWays()

    /// How much the peer may still announce that is not held.
    var allowance = Bucket(
        perSecond: Limits.announcedPerSecond, most: Limits.announcedAtOnce, now: Moment(milliseconds: 0))
    /// Grafts in a row that the peer left unanswered.
    private(set) var unanswered = 0
    /// Until then the peer's announcements count for nothing.
    private(set) var mutedUntil = Moment(milliseconds: 0)

    /// Whether the peer may be relied on: it has answered the last graft, if there was any.
    var isReliable: Bool { unanswered == 0 }

    /// The peer sent something new.
    mutating func noteUseful() { unanswered = 0 }

    /// The peer did not send what it had announced.
    /// - Returns: whether its announcements are ignored from now on.
    mutating func noteUnanswered(now: Moment) -> Bool {
        unanswered += 1
        guard unanswered % Limits.graftsUnanswered == 0 else { return false }
        mutedUntil = now.adding(Limits.announceMute)
        return true
    }
}
