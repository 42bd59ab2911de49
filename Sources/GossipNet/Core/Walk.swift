import PledgeLedger

/// One side of a comparison of two frontier trees. Both sides have the same rules; the dialler of
/// the link starts.
///
/// The sides send each other nodes of their trees, by turns a level deeper, and heads and missing
/// places where they end. Each such frame is acknowledged once it is worked through and what follows
/// from it is sent or queued; no nodes are sent while ``Limits/walkWindow`` are unacknowledged. The
/// comparison is over when a side has nothing queued or unacknowledged, and the peer's last step said
/// that it has nothing queued: since frames keep their order, both sides then know it.
struct Walk: Sendable {
    let number: UInt32
    let salt: UInt64
    /// Whether entries are taken in from what this comparison finds.
    let takes: Bool
    /// Whether this side started it.
    let isOurs: Bool
    /// Places to send nodes of, deepest last, which go first.
    private(set) var queue: [TreePath] = []
    private var unacknowledged = 0
    private var acksDue: UInt32 = 0
    private var peerHasMore = false
    /// The peer takes nothing in.
    private(set) var peerIsBusy = false
    /// What this side started with, to see whether anything came of it.
    let peerRoot: Digest?
    private var isFirst: Bool
    /// It comes at a bad time, and is ended at once.
    let isRefused: Bool

    /// - Parameter peerRoot: the root that the peer last claimed.
    init(number: UInt32, salt: UInt64, takes: Bool, isOurs: Bool, peerRoot: Digest?, isRefused: Bool = false) {
        self.isRefused = isRefused
        self.number = number
        self.salt = salt
        self.takes = takes
        self.isOurs = isOurs
        self.peerRoot = peerRoot
        isFirst = isOurs
        if isOurs { queue = [.top] }
    }

    /// Whether, as far as this side can tell, the comparison is over.
    var isQuiet: Bool { queue.isEmpty && unacknowledged == 0 && acksDue == 0 && !peerHasMore }

    /// What follows from a node of the peer's tree.
    struct Findings: Sendable {
        /// Places where this side holds nothing and the peer does.
        var needed: [TreePath] = []
        /// Places where the peer holds nothing and this side does.
        var missing: [TreePath] = []
        /// Feeds of this side where the peer has another head or another feed.
        var heads: [Frame.HeadNote] = []
    }

    /// Works a frame of the peer's through.
    /// - Returns: nil when the frame acknowledges more than was sent.
    mutating func receive(_ frame: Frame.Walk, _ tree: borrowing FrontierTree) -> Findings? {
        guard Int(frame.acks) <= unacknowledged else { return nil }
        unacknowledged -= Int(frame.acks)
        peerHasMore = frame.more
        peerIsBusy = peerIsBusy || frame.busy
        var findings = Findings()
        if !frame.nodes.isEmpty { acksDue += 1 }
        if isRefused { return findings }
        for node in frame.nodes { compare(node, tree, &findings) }
        return findings
    }

    private mutating func compare(
        _ node: Frame.Walk.Node, _ tree: borrowing FrontierTree, _ findings: inout Findings
    ) {
        let own = tree.children(at: node.path)
        if own.branches == 0 {
            if node.branches != 0 { findings.needed.append(node.path) }
            return
        }
        if node.branches == 0 {
            findings.missing.append(node.path)
            return
        }
        let hashes = own.hashes(salt: salt)
        var ownIndex = 0, theirIndex = 0
        for nibble in 0..<16 {
            let bit = UInt16(1) << UInt16(nibble)
            let isOwn = own.branches & bit != 0, isTheirs = node.branches & bit != 0
            defer {
                ownIndex += isOwn ? 1 : 0
                theirIndex += isTheirs ? 1 : 0
            }
            guard isOwn || isTheirs, let place = node.path.appending(nibble) else { continue }
            if isOwn && isTheirs {
                if hashes[ownIndex] == node.hashes[theirIndex] { continue }
                differ(at: place, bothLeaves: own.leaves & node.leaves & bit != 0, tree, &findings)
            } else if isOwn {
                findings.missing.append(place)
            } else {
                findings.needed.append(place)
            }
        }
    }

    private mutating func differ(
        at place: TreePath, bothLeaves: Bool, _ tree: borrowing FrontierTree, _ findings: inout Findings
    ) {
        if bothLeaves {
            if let head = tree.leaf(under: place) { findings.heads.append(.init(head, depth: place.count)) }
        } else if queue.count < Limits.walkQueue {
            queue.append(place)
        }
    }

    /// Heads or missing places were sent: the peer will acknowledge them.
    mutating func noteSent() { unacknowledged += 1 }

    /// Heads or missing places of this walk were worked through.
    mutating func noteReceived() { acksDue += 1 }

    /// The next frame to send; nil when there is none for now.
    mutating func nextFrame(_ collective: UInt32, _ tree: borrowing FrontierTree) -> Frame.Walk? {
        var frame = Frame.Walk(collective: collective, number: number, busy: !takes)
        if !queue.isEmpty, unacknowledged < Limits.walkWindow {
            let count = min(queue.count, Limits.nodes)
            for path in queue.suffix(count) {
                let children = tree.children(at: path)
                frame.nodes.append(.init(
                    path: path, branches: children.branches, leaves: children.leaves,
                    hashes: children.hashes(salt: salt)))
            }
            queue.removeLast(count)
            unacknowledged += 1
        } else if acksDue == 0 {
            return nil
        }
        frame.salt = isFirst ? salt : nil
        isFirst = false
        frame.acks = acksDue
        acksDue = 0
        frame.more = !queue.isEmpty
        return frame
    }
}
