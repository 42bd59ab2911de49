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
        /// Entries of it came.
        var isBegun = false
    }

    private struct Helper: Sendable {
        /// It let a share lie, and gets no other.
        var isOut = false
        /// It was slow: it gets one share at a time.
        var isSlow = false
        /// When the latest entries of its shares that were of use were stored.
        var gave = Moment(milliseconds: 0)
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
    /// What came of shares and is not stored yet: as much as the shell lets wait. Looked up only.
    private var storing: Set<Ticket> = []
    /// Entries that were held at the beginning, those that the first peer's claim let expect, and how many
    /// had come when progress was last told.
    let held: UInt64
    let expected: UInt64
    var told: UInt64 = 0

    /// A first sync of these places, of which none is asked for yet.
    ///
    /// - Parameters:
    ///   - places: under which nothing is held.
    ///   - held: entries that are here.
    ///   - expected: entries that are missing, by the peer's claim.
    init(_ places: [TreePath], held: UInt64, expected: UInt64) {
        waiting[0] = places.reversed()
        (self.held, self.expected) = (held, expected)
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

    /// All that was asked for came and is stored.
    var isStored: Bool { open.isEmpty && storing.isEmpty }
    /// And nothing waits to be asked for.
    var isOver: Bool { isStored && waiting.isEmpty }
    /// Whether anybody is left to ask.
    var hasHelpers: Bool { helpers.inOrder.contains { !$0.isOut } }
    var links: [LinkID] { helpers.keys }
    /// Whether a peer let a share lie.
    func isOut(_ link: LinkID) -> Bool { helpers[link]?.isOut ?? false }

    mutating func join(_ link: LinkID) { if helpers[link] == nil { helpers[link] = Helper() } }

    func openShares(of link: LinkID) -> Int { open.count { $0.link == link } }

    /// Takes the next place to ask of a peer; nil where it has enough to do, nothing waits, or a rank begins
    /// before all of the one below is stored.
    mutating func next(for link: LinkID) -> (path: TreePath, rank: UInt8)? {
        guard let helper = helpers[link], !helper.isOut,
            openShares(of: link) < (helper.isSlow ? 1 : Limits.sharesOpen), let lowest = waiting.keys.first
        else { return nil }
        if lowest > rank {
            guard isStored else { return nil }
            rank = lowest
        }
        guard let path = waiting[lowest]?.popLast() else { return nil }
        if waiting[lowest]?.isEmpty == true { waiting[lowest] = nil }
        return (path, lowest)
    }

    mutating func opened(_ share: Share) { open.append(share) }

    /// Entries of a need came, and go to the store with this ticket.
    mutating func came(_ link: LinkID, need: UInt32, _ ticket: Ticket) {
        guard let index = open.firstIndex(where: { $0.link == link && $0.need == need }) else { return }
        open[index].isBegun = true
        storing.insert(ticket)
    }

    /// The store has answered a ticket.
    mutating func stored(_ ticket: Ticket, from link: LinkID, isOfUse: Bool, now: Moment) {
        guard storing.remove(ticket) != nil, isOfUse else { return }
        helpers[link]?.gave = now
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

    /// Takes its shares back from a peer of which nothing of use came for too long. It gets no more.
    /// - Parameter judged: up to when it is known what came of what it sent.
    mutating func takeBackStalled(from link: LinkID, judged: Moment) -> [Share] {
        let back = open.filter { $0.link == link }
        guard let helper = helpers[link], let asked = back.map(\.asked).max(),
            judged.since(max(asked, helper.gave)) >= Limits.shareStall
        else { return [] }
        helpers[link]?.isOut = true
        return takeBack(back)
    }

    /// Takes a share back from whoever is slowest, for a peer that has nothing to do: one that was not begun,
    /// or else one that takes several times as long as others did.
    mutating func takeBackSlow(for link: LinkID, now: Moment) -> [Share] {
        guard waiting.isEmpty, let helper = helpers[link], !helper.isOut, !helper.isSlow, openShares(of: link) == 0
        else { return [] }
        let others = open.filter { $0.link != link }
        if let unbegun = others.last(where: { share in
            !share.isBegun && others.contains { $0.link == share.link && $0.need < share.need }
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
