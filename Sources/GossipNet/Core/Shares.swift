import PledgeLedger

/// A first sync that several peers serve: places under which nothing is held, each asked of one peer at a
/// time. What a peer does not deliver is asked of another.
///
/// Places are asked for one rank after another, lowest first: an author is admitted by the vouches that are
/// held, and those are in feeds of lower ranks, which other peers may serve.
struct Shares: Sendable {
    /// A place that a peer was asked for.
    struct Share: Sendable {
        let path: TreePath
        let rank: UInt8
        let link: LinkID
        let need: UInt32
        let asked: Moment
        /// When the latest entries of it came; nil before the first.
        var came: Moment?
    }

    private struct Helper: Sendable {
        /// It let a share lie, and gets no other.
        var isOut = false
        /// It was slow: it gets one share at a time.
        var isSlow = false
    }

    /// Places not asked for, by rank; those to be asked for next last.
    private var waiting = SortedMap<UInt8, [TreePath]>()
    private(set) var open: [Share] = []
    private var helpers = SortedMap<LinkID, Helper>()
    /// The rank that is being asked for.
    private var rank: UInt8 = 0
    /// Shares served, and how long they took in all.
    private var served: UInt64 = 0
    private var servedTime: UInt64 = 0
    /// What the first peer claims to hold: another is of use if it has about as much.
    let entries: UInt64
    /// Entries that were held at the beginning, those that are expected, and how many had come when progress
    /// was last told.
    let held: UInt64
    let expected: UInt64
    var told: UInt64 = 0

    /// A first sync of these places, of which none is asked for yet.
    ///
    /// - Parameters:
    ///   - places: under which nothing is held.
    ///   - entries: what the peer claims to hold.
    ///   - held: entries that are here.
    init(_ places: [TreePath], entries: UInt64, held: UInt64) {
        waiting[0] = places.reversed()
        self.entries = entries
        self.held = held
        expected = entries - min(entries, held)
    }

    /// Places of two nibbles under which a tree holds nothing: 256 of an empty one.
    static func places(_ tree: borrowing FrontierTree) -> [TreePath] {
        var places: [TreePath] = []
        for first in 0..<16 {
            for second in 0..<16 {
                guard let place = TreePath.top.appending(first)?.appending(second), tree.count(under: place) == 0
                else { continue }
                places.append(place)
            }
        }
        return places
    }

    /// Nothing waits, and nothing is open.
    var isOver: Bool { open.isEmpty && waiting.isEmpty }
    /// Whether anybody is left to ask.
    var hasHelpers: Bool { helpers.inOrder.contains { !$0.isOut } }
    var links: [LinkID] { helpers.keys }

    mutating func join(_ link: LinkID) { if helpers[link] == nil { helpers[link] = Helper() } }

    func openShares(of link: LinkID) -> Int { open.count { $0.link == link } }

    /// Takes the next place to ask of a peer; nil where it has enough to do, or nothing waits.
    /// - Parameter isStored: whether all that came is stored, so that the next rank may begin.
    mutating func next(for link: LinkID, isStored: Bool) -> (path: TreePath, rank: UInt8)? {
        guard let helper = helpers[link], !helper.isOut,
            openShares(of: link) < (helper.isSlow ? 1 : Limits.sharesOpen), let lowest = waiting.keys.first
        else { return nil }
        if lowest > rank {
            guard open.isEmpty, isStored else { return nil }
            rank = lowest
        }
        guard let path = waiting[lowest]?.popLast() else { return nil }
        if waiting[lowest]?.isEmpty == true { waiting[lowest] = nil }
        return (path, lowest)
    }

    mutating func opened(_ share: Share) { open.append(share) }

    /// Entries of a need came.
    mutating func came(_ link: LinkID, need: UInt32, now: Moment) {
        guard let index = open.firstIndex(where: { $0.link == link && $0.need == need }) else { return }
        open[index].came = now
    }

    /// A need was served. - Parameter next: the next rank that feeds under its place have.
    mutating func done(_ link: LinkID, need: UInt32, next: UInt8?, now: Moment) {
        guard let index = open.firstIndex(where: { $0.link == link && $0.need == need }) else { return }
        let share = open.remove(at: index)
        served += 1
        servedTime += now.since(share.asked)
        if let next, next > share.rank { wait(share.path, rank: next) }
    }

    private mutating func wait(_ path: TreePath, rank: UInt8) {
        var paths = waiting[rank] ?? []
        paths.append(path)
        waiting[rank] = paths
    }

    /// A peer is gone: others get its shares.
    mutating func leave(_ link: LinkID) {
        helpers[link] = nil
        for share in open where share.link == link { wait(share.path, rank: share.rank) }
        open.removeAll { $0.link == link }
    }

    /// Takes shares back from peers that let them lie, which get no more.
    /// - Parameter isBusy: whether entries of a link wait here, so that the peer is not to blame.
    mutating func takeBackStalled(now: Moment, isBusy: (LinkID) -> Bool) -> [Share] {
        let late = open.filter { now.since($0.came ?? $0.asked) >= Limits.shareStall && !isBusy($0.link) }
        // One that serves another share of the same peer is waiting for its turn.
        let idle = Set(late.map(\.link)).filter { link in
            open.allSatisfy { $0.link != link || now.since($0.came ?? $0.asked) >= Limits.shareStall }
        }
        let back = open.filter { idle.contains($0.link) }
        for share in back { helpers[share.link]?.isOut = true }
        return takeBack(back)
    }

    /// Takes a share back from whoever is slowest, for a peer that has nothing to do: one that was not begun,
    /// or else one that takes several times as long as others did.
    mutating func takeBackSlow(for link: LinkID, now: Moment) -> [Share] {
        guard waiting.isEmpty, let helper = helpers[link], !helper.isOut, !helper.isSlow, openShares(of: link) == 0
        else { return [] }
        let others = open.filter { $0.link != link }
        if let unbegun = others.last(where: { share in
            share.came == nil && others.contains { $0.link == share.link && $0.need < share.need }
        }) {
            return takeBack([unbegun])
        }
        let patience = max(Limits.shareSlow, served == 0 ? 0 : 4 * servedTime / served)
        guard let slow = others.first(where: { now.since($0.asked) >= patience }) else { return [] }
        helpers[slow.link]?.isSlow = true
        return takeBack([slow])
    }

    private mutating func takeBack(_ shares: [Share]) -> [Share] {
        for share in shares {
            open.removeAll { $0.link == share.link && $0.need == share.need }
            wait(share.path, rank: share.rank)
        }
        return shares
    }
}
