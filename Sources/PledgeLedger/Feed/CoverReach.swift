/// How far along one author's kept chain covers reach. `Failure` is what looking at the chain may throw.
///
/// A cover of an entry covers every entry before it. All branches of a fork share what lies before it. So a cover
/// of an entry that is not in the chain, from the fork on, reaches the last entry of the chain that links lead to
/// from there, as far as the entries between are held, and at least the one before the fork: a fork takes from
/// nobody what was covered before.
struct CoverReach<Failure: Error> {
    private let state: FeedState
    /// Entries of the author that are held from the fork on, of any branch.
    private let branches: [EntryID: Entry]
    /// The chain's id at a place from 1 to the stop.
    private let chain: (UInt64) throws(Failure) -> EntryID?
    /// Places of the chain that links are known to lead to; 0 for none.
    private var known: [Place: UInt64] = [:]

    private struct Place: Hashable {
        let seq: UInt64
        let id: EntryID
    }

    init(_ state: FeedState, branches: [EntryID: Entry], chain: @escaping (UInt64) throws(Failure) -> EntryID?) {
        self.state = state
        self.branches = branches
        self.chain = chain
    }

    /// - Returns: the cover with its place; nil where it reaches none.
    mutating func reaching(_ cover: CoverRecord) throws(Failure) -> CoverRecord? {
        let isPastFork = state.isForked && cover.seq >= state.fork
        let place = max(try linked(cover), isPastFork ? min(state.fork - 1, state.stop) : 0)
        guard place > 0 else { return nil }
        var cover = cover
        cover.reaches = place
        return cover
    }

    /// The last place of the chain that links lead to.
    private mutating func linked(_ cover: CoverRecord) throws(Failure) -> UInt64 {
        var seq = cover.seq, id = cover.id, passed: [Place] = [], place: UInt64 = 0
        while seq > 0 {
            if let known = known[Place(seq: seq, id: id)] {
                place = known
                break
            }
            passed.append(Place(seq: seq, id: id))
            if seq <= state.stop, try chain(seq) == id {
                place = seq
                break
            }
            guard let entry = branches[id], entry.seq == seq, entry.author == cover.author else { break }
            (seq, id) = (seq - 1, entry.prev)
        }
        for one in passed { known[one] = place }
        return place
    }
}
