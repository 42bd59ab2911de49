import GossipNet

/// What a node's shell puts on the disk now and then, besides what it commits. A crash leaves what was put there last.
package struct SimKept {
    package private(set) var book: [BookEntry] = []
    private var pace = KeepPace()
    private var began: UInt64 = 0
    /// When something is to be kept next, in the run's milliseconds.
    package private(set) var due = UInt64.max

    package init() {}

    /// A process begins; what an earlier one kept is there.
    mutating func begin(at now: UInt64) {
        pace = KeepPace()
        began = now
        setDue()
    }

    /// See ``KeepPace/beginLinks(at:)``.
    mutating func beginLinks(at now: UInt64) {
        guard due < .max else { return }
        pace.beginLinks(at: second(now))
        setDue()
    }

    /// Keeps what is due. A store has its cursors in it.
    mutating func keep(_ core: GossipCore, in store: inout SimStore, at now: UInt64) {
        if pace.takesBook(at: second(now)) { book = core.book }
        if pace.takesCursors(at: second(now)) { store.cursors = core.keptCursors }
        setDue()
    }

    private func second(_ now: UInt64) -> UInt64 { (now - began) / 1_000 }

    private mutating func setDue() { due = began + min(pace.nextBook, pace.nextCursors) * 1_000 }
}

extension Simulation {
    /// Puts on a node's disk what its shell would have put there by now. To be called before the core changes.
    mutating func keepDue(_ node: Int, at time: UInt64) {
        if time >= nodes[node].kept.due { nodes[node].keep(cores[node], at: time) }
    }
}
