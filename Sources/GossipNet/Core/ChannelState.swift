import PledgeLedger

/// What a peer says that it holds of a collective.
struct Holdings: Hashable, Sendable {
    var root: Digest
    var entries: UInt64
    var extras: Digest?
    /// The change of the peer's store at which its root became this one; 0 where it does not say.
    var change: UInt64 = 0
}

/// What the core knows of one collective on one link.
struct ChannelState: Sendable {
    let channel: Channel

    // Comparing
    /// What the peer last said of its holdings.
    var theirRoots: Holdings?
    /// The root and extras last told to the peer.
    var toldRoot: Digest?
    var toldExtras: Digest?
    /// Roots were equal when last compared.
    var isInStep = false
    /// When roots were first found to differ since they were last equal.
    var apartSince: Moment?
    /// When an entry of use last came.
    var cameLast: Moment?
    /// The peer has all that was here at some time, so that what is new is pushed to it.
    var mayPush = false
    /// A comparison of trees was gone through on this channel.
    var hasWalked = false
    /// Something was not pushed: roots are to be sent when the peer reads again.
    var owesRoots = false
    /// Since when datagrams say that the peer holds something else, with nothing under way.
    var differsSince: Moment?
    /// When to compare roots although nothing asks for it: see ``GossipCore/compareSoon(_:)``.
    var compareDue: Moment?
    /// To be compared when the collective's intake is free.
    var mustCompare = false
    var walk: Walk?
    var nextWalk: UInt32 = 0
    /// The peer asked for entries since its last roots: its next ones are worth waiting for.
    var peerNeeds = false
    var toldWaiting = false

    // Cursors
    /// What the peer was asked about its changes.
    var request: CursorRequest?
    var lastCursorRequest: UInt32 = 0
    /// The cursor was used since the peer was last in step.
    var isCursorSpent = false
    /// The peer's own question is being answered.
    var isAnswering = false
    /// The peer asked for changes since its last roots: its next ones are worth waiting for.
    var peerAsksChanges = false

    // Walks that bring nothing
    var fruitless = 0
    var pause = Limits.antiEntropy
    var pausedUntil: Moment?

    var intake = Intake()
    /// When the peer last did something for a catch-up, or something of use that it was asked for was stored.
    var progress = Moment(milliseconds: 0)
    var serving = Serving()
    var push = PushQueue()
    var branch = BroadcastBranch()
    var known = HeadMemory()

    // Searches
    var searches: [Search] = []
    var searchQueue: [(author: PublicKey, high: UInt64)] = []
    var lastRequest: UInt32 = 0
    /// Asked about the owner's own feed and not answered.
    var ownHead: OwnHeadQuestion?

    // Fetching
    /// What the peer announced and is not held.
    var fetchQueue: [FetchItem] = []
    /// Asked for and not answered, ascending.
    var fetching: [FetchItem] = []
    var fetchBegan = Moment(milliseconds: 0)
    /// What the peer did not have. Looked up only.
    var fetchTried: Set<FetchItem> = []
    /// The extras that were sent whole, by their digest.
    var sentExtras: Digest?

    init(_ channel: Channel) { self.channel = channel }

    /// Whether anything of a catch-up is under way.
    var isAtRest: Bool { walk == nil && request == nil && mayEnd }

    /// Whether nothing that a comparison led to is under way any more.
    var mayEnd: Bool { intake.isAtRest && searches.isEmpty && searchQueue.isEmpty }

    /// Whether a catch-up waits for the peer.
    var waitsForPeer: Bool { walk != nil || isAsking || intake.isWaitingForPeer }

    /// Whether an answer about the peer's changes is not here yet.
    var isAsking: Bool { request.map { !$0.isAnswered } ?? false }
}

extension Boxed<ChannelState> {
    /// Whether time may bring something about; read field by field, since most have nothing to wait for.
    var waitsForTime: Bool {
        value.branch.announceDue != nil || value.compareDue != nil || value.pausedUntil != nil
            || !value.searches.isEmpty || value.waitsForPeer
    }
}
