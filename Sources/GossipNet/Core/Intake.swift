import PledgeLedger

/// What is to be asked for on one channel, what was, and what came of it.
struct Intake: Sendable {
    private var ranges: [Frame.Need.Range] = []
    private var paths: [TreePath] = []
    private var tails: [Frame.Need.Tail] = []
    /// Authors among ``ranges`` and what is open. Looked up only.
    private var asked: Set<PublicKey> = []
    /// Needs sent and not done, ascending.
    private var open: [UInt32] = []
    private var lastNumber: UInt32 = 0
    /// Takes handed to the shell and not yet stored.
    private(set) var storing = 0
    /// When the latest of those came that the store has answered. It answers in their order.
    private var judged = Moment(milliseconds: 0)
    /// Entries that came to count, and entries that came at all, since the last rest.
    var accepted: UInt64 = 0
    var received: UInt64 = 0
    /// Entries that the peer's totals let expect.
    var expected: UInt64 = 0
    /// Received when progress was last told.
    var told: UInt64 = 0
    /// Whether any need was sent since the last rest.
    var hasAsked = false
    /// Since when no entry of use has come of what is under way, but for the time in which the peer was served; nil
    /// when nothing is.
    var idleSince: Moment?
    /// Whether roots must be compared at the next rest, because something was left out.
    var mustCompare = false

    /// Nothing asked for, nothing on its way to the store.
    var isAtRest: Bool { ranges.isEmpty && paths.isEmpty && tails.isEmpty && open.isEmpty && storing == 0 }
    var isWaitingForPeer: Bool { !open.isEmpty }

    /// Up to when it is known what came of what the peer sent. For what waits to be stored it is not to blame.
    func isJudged(now: Moment) -> Moment { storing == 0 ? now : judged }

    mutating func take() { storing += 1 }

    /// What came at a moment is stored, or refused.
    mutating func taken(_ came: Moment) {
        storing -= 1
        judged = came
    }

    /// Whether a need with this number was ever sent.
    func hasSent(_ number: UInt32) -> Bool { number > 0 && number <= lastNumber }

    /// Wants entries of a feed. One that is being asked for already is not asked for twice, except for
    /// a few entries below those: what comes of it is seen at the next comparison.
    mutating func want(_ range: Frame.Need.Range) {
        guard range.limit > 0 || !asked.contains(range.author), ranges.count < Limits.needBacklog,
            asked.count < 2 * Limits.needBacklog
        else {
            mustCompare = true
            return
        }
        asked.insert(range.author)
        ranges.append(range)
    }

    /// Wants the end of a feed by its place. `author` is known where something of the feed is held.
    mutating func want(_ tail: Frame.Need.Tail, of author: PublicKey?) {
        guard author.map({ !asked.contains($0) }) ?? true, tails.count < Limits.needBacklog else {
            mustCompare = true
            return
        }
        if let author { asked.insert(author) }
        tails.append(tail)
    }

    /// Wants all feeds under a place.
    mutating func want(_ path: TreePath) {
        guard paths.count < Limits.needBacklog else {
            mustCompare = true
            return
        }
        paths.append(path)
    }

    /// The next need to send; nil when none waits or enough are open.
    mutating func nextNeed(_ collective: UInt32) -> Frame.Need? {
        guard open.count < Limits.needsOpen, !ranges.isEmpty || !paths.isEmpty || !tails.isEmpty,
            lastNumber < .max else { return nil }
        lastNumber += 1
        var need = Frame.Need(collective: collective, number: lastNumber)
        need.ranges = Array(ranges.prefix(Limits.ranges))
        ranges.removeFirst(need.ranges.count)
        need.tails = Array(tails.prefix(Limits.ranges - need.ranges.count))
        tails.removeFirst(need.tails.count)
        need.paths = Array(paths.prefix(Self.room(beside: need.ranges.count + need.tails.count)))
        paths.removeFirst(need.paths.count)
        open.append(lastNumber)
        hasAsked = true
        return need
    }

    /// Paths for which a frame has room: it holds all its ranges, or all its paths, or half of each.
    private static func room(beside ranges: Int) -> Int {
        if ranges == 0 { return Limits.paths }
        return ranges <= Limits.ranges / 2 ? Limits.paths / 2 : 0
    }

    /// A need for a place of a first sync that is shared; nil where enough are open.
    mutating func openShare(_ collective: UInt32, _ path: TreePath, rank: UInt8) -> Frame.Need? {
        guard open.count < 2 * Limits.needsOpen, lastNumber < .max else { return nil }
        lastNumber += 1
        open.append(lastNumber)
        return Frame.Need(collective: collective, number: lastNumber, paths: [path], rank: rank)
    }

    /// - Returns: whether the need was open.
    mutating func done(_ number: UInt32) -> Bool {
        guard let index = open.firstIndex(of: number) else { return false }
        open.remove(at: index)
        if open.isEmpty, ranges.isEmpty, tails.isEmpty { asked = [] }
        return true
    }

    /// Forgets all that was not answered. Takes under way go on.
    mutating func giveUp() {
        ranges = []
        paths = []
        tails = []
        open = []
        asked = []
        idleSince = nil
    }

    /// Starts counting anew.
    mutating func rest() {
        asked = []
        (accepted, received, expected, told) = (0, 0, 0, 0)
        hasAsked = false
        mustCompare = false
        idleSince = nil
    }
}
