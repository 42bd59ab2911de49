import PledgeLedger

/// One channel's part in the broadcast tree of its collective (Plumtree, Leitão, Pereira and
/// Rodrigues 2007).
package struct BroadcastBranch: Sendable {
    /// Whether new entries are pushed to the peer at once (eager), or only announced (lazy).
    package var isEager = true {
        didSet { if isEager != oldValue { (shorter, inARow, redundant, late, trial) = ((0, 0), 0, 0, 0, 0) } }
    }
    /// News for a lazy peer that waits to be announced. Never more than one frame takes.
    var announcements = PushQueue()
    /// When it is to be announced at the latest.
    var announceDue: Moment?
    /// When the peer was last told to announce and not to push.
    var pruned: Moment?

    /// By how many links the peer's ways are shorter than the tree's, in 64ths: the mean over the entries since
    /// the channel became eager or lazy, where older ones than some eight fade.
    private var shorter: (mean: Int, entries: Int) = (0, 0)
    /// Entries in a row, up to the latest, to which the peer's way was shorter.
    private var inARow = 0

    /// New entries that the channel is yet to bring before it is of the tree for good; 0 where it is.
    private var trial = 0

    /// Pushes in a row that brought what had come by another channel of the tree.
    private var redundant = 0
    /// Pushes in a row that brought what a stand-in had brought meanwhile.
    private var late = 0

    /// How much the peer may still announce that is not held.
    var allowance = Bucket(
        perSecond: Limits.announcedPerSecond, most: Limits.announcedAtOnce, now: Moment(milliseconds: 0))
    /// Grafts in a row that the peer left unanswered.
    private(set) var unanswered = 0
    /// Until then the peer's announcements count for nothing.
    private(set) var mutedUntil = Moment(milliseconds: 0)

    /// Whether the peer may be relied on: it has answered the last graft, if there was any.
    var isReliable: Bool { unanswered == 0 }

    /// Whether the channel stands in for one on which an announced entry did not come in time.
    package var isStandIn: Bool { trial > 0 }

    /// Whether the peer's ways are shorter, whoever signed, and still are.
    package var isShorter: Bool {
        shorter.entries >= Limits.shorterEntries && shorter.mean >= Limits.shorterOnAverage
            && inARow >= Limits.shorterInARow
    }

    package init() {}

    /// A lazy channel becomes eager, since what was announced on it did not come by the tree in time.
    package mutating func standIn() {
        guard !isEager else { return }
        isEager = true
        trial = Limits.standInPushes
    }

    /// An entry has come by the tree over so many links more than it would have by the peer.
    package mutating func noteShorter(by links: Int) {
        inARow = links > 0 ? inARow + 1 : 0
        shorter.entries = min(shorter.entries + 1, Limits.shorterEntries)
        shorter.mean += (64 * links - shorter.mean) / shorter.entries
    }

    /// The peer sent something new.
    package mutating func noteUseful() { (unanswered, redundant, late, trial) = (0, 0, 0, max(0, trial - 1)) }

    /// The peer pushed what another channel of the tree had brought.
    /// - Returns: whether the tree does without this one.
    package mutating func noteRedundant() -> Bool {
        redundant += 1
        return !isEager || redundant >= Limits.redundantPushes
    }

    /// The peer pushed what a stand-in had brought meanwhile.
    /// - Returns: whether it is late so often that the stand-in takes its place.
    package mutating func noteLate() -> Bool {
        late += 1
        return late >= Limits.latePushes
    }

    /// The peer did not send what it had announced. What else it was asked for before it was muted is of the same
    /// failing: who answers late is late with all.
    /// - Returns: whether its announcements are ignored from now on.
    package mutating func noteUnanswered(now: Moment) -> Bool {
        guard mutedUntil <= now else { return false }
        unanswered += 1
        guard unanswered % Limits.graftsUnanswered == 0 else { return false }
        mutedUntil = now.adding(Limits.announceMute)
        return true
    }
}
