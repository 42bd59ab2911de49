import PledgeLedger

/// The search for the first entry at which two nodes' histories of one feed differ.
///
/// Each step asks both sides for the ids at up to ``Limits/searchSeqs`` places between the last one
/// known to be equal and the first one known to differ, so 100,000 entries take four steps.
struct Search: Sendable {
    let author: PublicKey
    /// Histories are equal up to here,
    private(set) var low: UInt64 = 0
    /// and differ here.
    private(set) var high: UInt64
    private(set) var steps = 0
    /// The number of the request under way.
    private(set) var number: UInt32 = 0
    private(set) var seqs: [UInt64] = []
    private var theirs: [EntryID]?
    private var own: [EntryID?]?
    private(set) var began: Moment

    init(author: PublicKey, high: UInt64, now: Moment) {
        self.author = author
        self.high = high
        began = now
    }

    /// Whether the first difference is at ``high``.
    var isFound: Bool { high == low + 1 }

    /// Begins a step.
    mutating func begin(number: UInt32, now: Moment) {
        self.number = number
        began = now
        steps += 1
        theirs = nil
        own = nil
        let span = high - low, parts = min(span, UInt64(Limits.searchSeqs))
        seqs = (1...max(1, parts)).map { low + span * $0 / max(1, parts) }
    }

    enum Verdict {
        case waiting
        case narrowed
        /// The answers contradict each other, or what was known: someone's feed has changed, or lies.
        case contradiction
    }

    mutating func answer(theirs ids: [EntryID]) -> Verdict {
        theirs = ids
        return conclude()
    }

    mutating func answer(own ids: [EntryID?]) -> Verdict {
        own = ids
        return conclude()
    }

    private mutating func conclude() -> Verdict {
        guard let theirs, let own else { return .waiting }
        guard theirs.count == seqs.count, own.count == seqs.count, steps <= Limits.searchSteps else {
            return .contradiction
        }
        for (index, seq) in seqs.enumerated() {
            guard let mine = own[index], !theirs[index].isZero else { return .contradiction }
            if mine != theirs[index] {
                high = seq
                return .narrowed
            }
            low = seq
        }
        return .contradiction
    }
}
