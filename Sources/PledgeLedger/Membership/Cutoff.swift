/// The moment at which a view is taken, and how it is told what was there by then. Nothing compares
/// against an unspoken now: commands print it.
///
/// With witnesses it is a map author → place: how far a quorum had covered each feed by the time.
/// Without, it goes by the times that authors claim, so a view at a cutoff is provisional.
public struct Cutoff: Sendable {
    /// Milliseconds since the Unix epoch.
    public let time: UInt64
    public let timing: Timing
    /// Whether what no quorum had covered is in as well, by its claimed time: for looking at the present,
    /// where it waits to be covered.
    public let takesUncovered: Bool
    /// The latest claimed time that is in by itself; never before ``time``.
    let latest: UInt64

    /// Clocks differ; an entry claimed this much later than the cutoff is still in.
    public static let tolerance: UInt64 = 10 * 60 * 1000

    public init(time: UInt64, timing: Timing = .claimed, takesUncovered: Bool = true) {
        let (latest, overflow) = time.addingReportingOverflow(Self.tolerance)
        self.init(time: time, timing: timing, takesUncovered: takesUncovered, latest: overflow ? .max : latest)
    }

    private init(time: UInt64, timing: Timing, takesUncovered: Bool, latest: UInt64) {
        (self.time, self.timing, self.takesUncovered, self.latest) = (time, timing, takesUncovered, latest)
    }

    /// Leaves nothing out, however late it claims to be.
    public static let end = Cutoff(time: .max)

    /// Whether an entry at a place of its author's chain is in the view.
    public func includes(_ author: PublicKey, _ seq: UInt64, claimed: UInt64) -> Bool {
        if takesUncovered || timing.isProvisional, includes(claimed: claimed) { return true }
        return timing.place(of: author, by: time) >= seq
    }

    public func includes(_ entry: Entry) -> Bool { includes(entry.author, entry.seq, claimed: entry.time) }

    /// Whether a definition is in the view. It may lie beside the feeds, where nobody covers it, and says
    /// nothing before something that counts names it; so its claimed time does.
    func includes(definition entry: Entry) -> Bool {
        includes(claimed: entry.time) || timing.place(of: entry.author, by: time) >= entry.seq
    }

    /// Whether an entry that claims this time is in the view by that alone.
    public func includes(claimed: UInt64) -> Bool { claimed <= latest }

    /// A claimed time beyond which nothing can be in the view: rows are looked up by it.
    var lastClaimed: UInt64 { timing.isProvisional ? latest : .max }

    /// Whether every entry that claims a time up to this one is in the view.
    func includesAll(claimed: UInt64) -> Bool {
        (takesUncovered || timing.isProvisional) && includes(claimed: claimed)
    }

    /// The same at another moment. Of the past only what was covered then is in.
    package func moved(to moment: UInt64) -> Cutoff {
        Cutoff(time: moment, timing: timing, takesUncovered: takesUncovered && (timing.isProvisional || moment >= time))
    }

    /// What was there by a lock, or is so far while it is ahead. A claimed time after the lock is late, by however little.
    package func locked(at lock: UInt64) -> Cutoff {
        let there = moved(to: min(time, lock))
        return Cutoff(time: there.time, timing: timing, takesUncovered: there.takesUncovered, latest: min(there.latest, lock))
    }
}

extension LedgerContents {
    /// A cutoff by what witnesses covered, where the charter names any.
    public func cutoff(at time: UInt64, takesUncovered: Bool = true) -> Cutoff {
        Cutoff(time: time, timing: charter.isWitnessed ? .witnessed(covers) : .claimed, takesUncovered: takesUncovered)
    }
}

extension Store {
    /// A cutoff by what witnesses covered, where the charter names any.
    public func cutoff(at time: UInt64, in id: CollectiveID, takesUncovered: Bool = true) throws -> Cutoff {
        try reading(id) { _, row in
            guard row.charter?.isWitnessed ?? false else { return Cutoff(time: time) }
            return Cutoff(time: time, timing: .witnessed(coversAsAsked(row)), takesUncovered: takesUncovered)
        }
    }
}
