import PledgeLedger

/// Every bound that a peer can run into, and every time that the core keeps to, each with its
/// reason: here, and for links ``LinkLimits`` below. Times are in milliseconds.
/// Other rooms have theirs: `StoreLimits` (Sources/PledgeLedger/Store/StoreLimits.swift), `WebLimits`
/// (Sources/pledged/Web/WebConfig.swift), ``ControlSocket`` (Sources/GossipNet/Shell/Control/ControlSocket.swift),
/// and `LogLimit` (Sources/pledged/Daemon/Log/LogLimit.swift).
public enum Limits {
    // MARK: Frames

    /// Bytes of a frame's plaintext: what fits a u16 length with the cipher's 16-byte tag.
    public static let frame = 65_519
    /// Collectives on one link. Few people are in more, and each costs both sides a proof.
    public static let collectives = 64
    /// Nodes in one walk frame: the largest takes 177 bytes.
    public static let nodes = 360
    /// Heads in one frame: the largest takes 98 bytes.
    public static let heads = 640
    /// Paths in one frame: the longest takes 35 bytes.
    public static let paths = 1_600
    /// Ranges in one need: the largest takes 60 bytes.
    public static let ranges = 1_024
    /// Changed feeds in one frame, 16 bytes each.
    public static let changes = 4_000
    /// Ids asked for in one step of a search: four steps then search 1,000,000 entries.
    public static let searchSeqs = 32
    /// Things fetched by one frame: small, because each may bring 16 KiB of text.
    public static let fetchIDs = 64
    /// Ids of erasures in one frame, 32 bytes each.
    public static let extrasInFrame = 1_024
    /// Bytes of a packed segment: a frame less its other fields, with room to spare.
    public static let segment = 65_000
    /// Bytes of an entry (docs/ledger-format.md: 147 + facts of at most 4,096 + signature).
    public static let entry = 4_307
    /// Bytes of a text with its salt.
    public static let text = 32 + 16 * 1024
    /// Places in a feed; the ledger's own bound.
    public static let seq = UInt64(UInt32.max)

    // MARK: What one link may have under way

    /// Walk frames with nodes not yet answered, in each direction: enough to fill a long link.
    public static let walkWindow = 4
    /// Places waiting to be compared, per collective and link. Depth first, so a tree of millions
    /// stays below; what is cut off is found by the next walk.
    public static let walkQueue = 65_536
    /// Needs that a peer may have queued here. An honest one keeps to ``needsOpen``.
    public static let needsQueued = 16
    /// Needs that this side has open at once on one channel: streams that follow each other closely.
    public static let needsOpen = 4
    /// Ranges and paths waiting to be asked for, per channel. The next comparison finds the rest.
    public static let needBacklog = 65_536
    /// Changed feeds in one answer to a cursor. Where more changed, a walk costs no more, and reading them
    /// takes a while.
    public static let changesAtOnce = 65_536
    /// Changes since a cursor that cost as much as one useless frame, whatever the answer: all of them may
    /// have to be read for it. The most cost 1,024.
    public static let changesPerCost: UInt64 = 64
    /// Entries that must be missing before a sync is shared out among peers: fewer come at once from one.
    public static let shareLeast: UInt64 = 4_096
    /// Places of 256 under which nothing may be held yet; where there are fewer, a walk finds the rest.
    public static let sharesLeast = 16
    /// Places asked of one peer at once: streams that follow each other closely, and little to be asked of
    /// another when it dies.
    public static let sharesOpen = 4
    /// Feeds in one serve: small enough to stop soon, large enough to keep a stream busy.
    public static let serveChunk = 256
    /// Authors whose heads at the peer are remembered per channel, so that nothing is told twice.
    public static let knownHeads = 4_096
    /// Feeds waiting to be pushed to one peer. More, and comparing roots is cheaper.
    public static let pushQueue = 1_024
    /// Searches for a first difference, under way and waiting, per channel.
    public static let searches = 256
    /// Searches under way at once, per channel.
    public static let searchesOpen = 4
    /// Steps of one search. Two more than the longest feed takes.
    public static let searchSteps = 9
    /// Ids asked for and not yet answered, per channel.
    public static let fetchesOpen = 64
    /// Requests to read ids, and fetches, that are answered in one second, and at once. Others get
    /// no answer, and are asked again after a later comparison.
    public static let requestsPerSecond: UInt64 = 1_000
    public static let requestsAtOnce: UInt64 = 2_000
    /// Hellos on one link: one for each collective opened while it stands.
    public static let hellos = 64
    /// Frames that cost work and gave nothing, beyond what useful ones make up for.
    public static let uselessFrames: UInt64 = 20_000
    /// So many are forgiven each second.
    public static let forgivenPerSecond: UInt64 = 10

    // MARK: What one node keeps

    /// Definitions and texts wanted, per collective; and standalone erasures known.
    public static let wanted = 1_024
    public static let extras = 4_096
    /// Cursors into peers' stores, the one noted longest ago out. More nodes than anybody meets regularly.
    public static let cursors = 1_024
    /// Feeds in the waiting room (docs: ledger).
    public static let waiting = 1_000
    /// Nodes remembered for misbehaviour, oldest out.
    public static let bans = 4_096
    /// Addresses given by hand, and those that somebody here waits to meet. The book has ``bookPlaces``.
    public static let addresses = 1_024

    /// Entries that a peer is believed to hold, whatever it claims: the shortest, as many as a store has room for.
    public static let claimed = StoreLimits().bytes / UInt64(Entry.Layout.minimum)

    // MARK: Times

    /// A ping is sent after so much silence,
    public static let pingAfter: UInt64 = 15_000
    /// and the link is closed after so much: three pings.
    public static let silence: UInt64 = 45_000
    /// A link on which nothing comes for so long is replaced where the peer's datagrams say that it holds something else:
    /// longer than a stream takes that lost a few segments.
    public static let stuck: UInt64 = 20_000
    /// A catch-up without progress is given up, so that another link can have a turn.
    public static let stall: UInt64 = 30_000
    /// For so long what a peer does in a catch-up is progress though no entry of use comes: on a slow link, 10 KB/s,
    /// a walk to 1,000 differences in a million feeds takes 42 s.
    public static let catchUpIdle: UInt64 = 120_000
    /// A peer of which no entries of a share came for so long gets no more of a first sync.
    public static let shareStall: UInt64 = 5_000
    /// A share that took so long, and four times as long as others did, is asked of whoever has nothing to do.
    public static let shareSlow: UInt64 = 1_000
    /// How often these two are looked at, and a catch-up that waits for a busy store.
    public static let shareCheck: UInt64 = 1_000
    /// Roots are compared with one random peer this often, more or less a quarter.
    public static let antiEntropy: UInt64 = 30_000
    /// Roots are compared so long after a new fork, when its proof has reached whoever it reaches, and
    /// after more was announced than is kept count of.
    public static let compareSoon: UInt64 = 500
    /// First pause after a failed dial; doubles up to the longest.
    public static let dialPause: UInt64 = 1_000
    public static let dialPauseMost: UInt64 = 60_000
    /// A link that stood so long was a good one: the next dial comes at once.
    public static let steadyLink: UInt64 = 30_000
    /// No use dialling sooner a node that had nothing in common.
    public static let nothingInCommon: UInt64 = 600_000
    /// How long misbehaviour is remembered.
    public static let ban: UInt64 = 3_600_000
    /// Comparisons in a row that bring nothing, before they pause,
    public static let fruitlessWalks = 3
    /// and the longest pause; the first is ``antiEntropy``, and it doubles.
    public static let fruitlessPause: UInt64 = 3_600_000
    /// A thing that nobody had is asked for again after so long.
    public static let fetchAgain: UInt64 = 60_000
    /// The same for the charter, before which a node can do nothing.
    public static let fetchCharter: UInt64 = 10_000
    /// A search whose answers stay away is given up.
    public static let searchPatience: UInt64 = 30_000

    // MARK: The broadcast tree

    /// Heads in one announce frame: the largest takes 55 bytes, and 21 of them fit 1,200 bytes, which
    /// is one packet on any path.
    public static let announcements = 21
    /// News for a lazy peer waits so long for more. It is of use only where the push does not come, so
    /// it loses little; and a peer hears of a burst of entries in one frame.
    public static let announceDelay: UInt64 = 25
    /// A round trip is taken to be so long until one was measured: across an ocean and back.
    public static let roundTrip: UInt64 = 200
    /// What was announced is waited for at least so long, because storing takes time too,
    public static let patienceLeast: UInt64 = 50
    /// and at most so long, because a peer that delays its pongs must not delay repair.
    public static let patienceMost: UInt64 = 2_000
    /// Feeds that were announced and are waited for, per collective, oldest out. Roots find the rest.
    public static let missing = 1_024
    /// Peers remembered as holders of one such feed: as many as an active view has.
    public static let announcers = activeMost
    /// Announcements of what is not held that one peer may make in a second, and at once. What is past
    /// them is left to comparing roots, so that no peer fills ``missing`` alone.
    public static let announcedPerSecond: UInt64 = 100
    public static let announcedAtOnce: UInt64 = 512
    /// Grafts in a row that a peer leaves unanswered before its announcements count for nothing,
    public static let graftsUnanswered = 3
    /// for so long: one that is busy has time to recover.
    public static let announceMute: UInt64 = 60_000
    /// What it costs a peer to be ignored so: ten times in a row end the link. One who reads slowly finds every
    /// answer late, and blames for it whom it asked: by the wait alone, not by how much it asked for, is that told
    /// from one who never answers.
    public static let mutedAnnouncer: UInt64 = 2_500
    /// Authors whose latest push is remembered per collective, with its way.
    public static let arrivals = 4_096
    /// A way shorter by so many links takes the place of the one that an entry came,
    public static let shorterPath: UInt8 = 1
    /// where it was shorter by so many 64ths of a link on average: by one, less what rounding may keep back,
    public static let shorterOnAverage = 48
    /// over so many entries; older ones fade. With fewer, nodes move by what was before others moved, and the
    /// tree does not come to rest.
    public static let shorterEntries = 8
    /// and by each of so many in a row: what a node nearer to the signers mended meanwhile needs no second move.
    public static let shorterInARow = 3
    /// A way by a peer that was told first counts as longer by so many. With fewer, ways that are shorter
    /// and slower are taken, which others then leave again.
    public static let longerPath: UInt8 = 3
    /// Pushes in a row that bring nothing new before their channel is pruned. Of two entries that are under way
    /// at one time each comes twice at another place of one circle: pruned at both, the circle would be two parts.
    public static let redundantPushes = 2
    /// New entries that a channel brings which was grafted for one that was late, before it is of the tree for good.
    /// Until then it goes again when the late one comes: each lost packet would leave another tree.
    public static let standInPushes = 3
    /// Pushes in a row that come late, after which the channel goes and the stand-in stays: one who reads slowly is
    /// late with all that there is.
    public static let latePushes = 3
    /// What was announced is waited for so many times as long as the slowest link takes: the way by the
    /// tree has some links more than the announcement's. With more, a tree that broke is repaired late.
    public static let treePatience: UInt64 = 3
}

extension Limits {
    // MARK: Probing

    /// Bytes of a datagram with its seal: passes every path that IPv6 allows, tunnels included.
    public static let datagram = 1_200
    /// Roots in one ping or ack. Few people are in more collectives; more go as one digest.
    public static let datagramRoots = 4
    /// A node that answers is probed when nothing was exchanged with it for so long. The longest time
    /// in which a death can't be noticed: with ``probeTurn``, three timeouts and the longest suspicion
    /// at the shortest timeout it makes 2,800 + 250 + 600 + 1,200 = 4,850 ms, below 5 s.
    public static let probeCalm: UInt64 = 2_800
    /// And at least for so long times the members, so that more of them make no more traffic: with 8 it is
    /// ``probeCalm``. A full active view of 10 makes a silent death known 700 ms later.
    public static let probeEach: UInt64 = 350
    /// Once nothing new came for a minute and nobody was suspected, for so long: a full active view at rest makes
    /// 200 bytes a second with all headers, and a silent death is known 4.2 s later (docs/decisions/024).
    public static let probeEachQuiet: UInt64 = 700
    public static let quietAfter: UInt64 = 60_000
    /// Who pinged last lets the other go first by up to so much: one exchange serves both, and both
    /// measure the round trip in turn.
    public static let probeTurn: UInt64 = 250
    /// A node whose datagrams go missing is probed this often; a new one is first probed within it.
    public static let probeInterval: UInt64 = 1_000
    /// How long a probe waits for its answer: the round trip's retransmission timeout within these
    /// bounds. Below the least, a busy machine would look dead;
    public static let probeTimeoutLeast: UInt64 = 200
    /// above the most, the next probe would be late.
    public static let probeTimeoutMost: UInt64 = 1_000
    /// And before anything is measured: half a probe interval, as memberlist has it on local networks.
    public static let probeTimeoutFirst: UInt64 = 500
    /// Members asked to ping a node that does not answer (k of the SWIM paper).
    public static let probeHelpers = 3
    /// Members that are told of a suspicion: most of a full active view.
    public static let probeRumours = 8
    /// Steps of local health, as in Lifeguard: times stretch to 8 times at most.
    public static let probeHealth = 8
    /// Others' suspicions after which one's own lasts shortest (k of Lifeguard).
    public static let suspicionConfirmations = 3
    /// Who heard no member for so long was deaf, not only between two exchanges: ``probeCalm``, ``probeTurn`` and
    /// a slow round trip. Longer, where these are further apart.
    public static let deafAfter: UInt64 = 3_500
    /// Who hears nobody buries nobody for so long: longer than a busy machine leaves lying what comes. Then all
    /// must be dead.
    public static let deafMost: UInt64 = 15_000
    /// Probes in a row that only the link answers before datagrams count as blocked: three losses in
    /// a row are rare where one datagram in twenty is lost.
    public static let blockedAfter = 3
    /// Unanswered pings to one member whose late answers still count. More are under way only while
    /// it is suspected.
    public static let probesAsked = 4
    /// Requests from one member in a second, and at once. An honest one sends one ping in
    /// ``probeCalm``, and a handful when others fail all at once.
    public static let probesPerSecond: UInt64 = 10
    public static let probesAtOnce: UInt64 = 40
    /// Pings on behalf of others under way, for one member and for all.
    public static let relaysPerMember = 8
    public static let relays = 64
    /// The longest that a ping for another is waited for, whatever that one asks.
    public static let relayPatience: UInt64 = 2_000

    // MARK: Who knows whom

    /// Links in the active view (HyParView's; the paper has 5 for 10,000 nodes): dialled for up to
    /// the first, and never more than the second, which leaves room for others' dials. With 5 and 8 the
    /// broadcast tree of 1,000 nodes has too long ways: docs/decisions/020.
    public static let activeTarget = 7
    public static let activeMost = 10
    /// Address groups that this node wants to have dialled itself: a stranger chooses whom they dial,
    /// not who dials them.
    public static let outboundGroups = 3
    /// Nodes remembered for the day that links fail: filled up to the first, and at most the second.
    public static let passiveLeast = 30
    public static let passiveMost = 60
    /// Steps of a random walk through active views, and from the end those at which a passing join is
    /// remembered (the paper's ARWL and PRWL).
    public static let activeWalk: UInt8 = 6
    public static let passiveWalk: UInt8 = 3
    /// Active and passive nodes in a shuffle (the paper's ka and kp); with the sender at most 8.
    public static let shuffleActive = 3
    public static let shufflePassive = 4
    public static let sample = 8
    /// Views are shuffled this often, more or less a quarter: slow, since nothing waits for it. While nothing new
    /// comes and no neighbour is lost, pauses double up to the second: each shuffle is six messages of 470 bytes.
    public static let shuffle: UInt64 = 30_000
    public static let shuffleMost: UInt64 = 240_000
    /// A link that is not in the active view is given up after so long without an answer.
    public static let openLink: UInt64 = 10_000
    /// A node that had no room is not asked again before this.
    public static let refusedPause: UInt64 = 60_000
    /// Shuffles whose way back is remembered, oldest out: more than pass by in one round trip.
    public static let shuffleRoutes = 64
    /// Joins that are passed on in one second, and at once: each costs the network about 40 messages.
    public static let joinsPerSecond: UInt64 = 10
    public static let joinsAtOnce: UInt64 = 100
    /// The same for messages about views from one peer: an honest one sends a few each second.
    public static let viewMessagesPerSecond: UInt64 = 20
    public static let viewMessagesAtOnce: UInt64 = 400
    /// Links that the views know of, active or not: above what the shell accepts.
    public static let viewLinks = 512

    // MARK: The address book

    /// Buckets of addresses heard of, and of addresses that answered; addresses in a bucket. In all
    /// 10,240 entries, about 2 MB.
    public static let newBuckets = 256
    public static let triedBuckets = 64
    public static let bookSlots = 32
    public static let bookPlaces = (newBuckets + triedBuckets) * bookSlots
    /// Buckets that one teller's group can fill, and that one group can hold: a sixteenth, as addrman
    /// has it for tellers.
    public static let newBucketsPerSource = 16
    public static let triedBucketsPerGroup = 4
    /// Newcomers that wait for the test of who holds their place; as addrman has it.
    public static let bookRivals = 10
    /// An address that nobody told of for so long (30 days of running) may be displaced,
    public static let bookAge: UInt64 = 30 * 86_400_000
    /// and one that never answered after so many failures,
    public static let bookStrikes = 3
    /// or did answer, after so many, when that is a week ago. All as addrman has it.
    public static let bookStrikesTried = 10
    public static let bookGrace: UInt64 = 7 * 86_400_000
    /// Longest pause between dials of one address in the book.
    public static let bookPauseMost: UInt64 = 300_000

    // MARK: The overlay in the core

    /// A link of a probed node is pinged so many times less often: datagrams say that the node lives,
    /// and this only that the connection does.
    public static let probedLink: UInt64 = 4
    /// The prober is told of what a link brings at most this often.
    public static let hearAgain: UInt64 = 250
    /// No use dialling sooner a node that had no room among its neighbours.
    public static let noRoom: UInt64 = 300_000
    /// Roots that differ for so long, with nothing under way, are compared over the link. Longer than
    /// a new entry takes from node to node.
    public static let differs: UInt64 = 1_000

    // MARK: Filling the active view

    /// With fewer links than this, a node that was refused asks again soon: two failures would leave it
    /// alone.
    public static let activeLeast = 3
    /// The longest pause after refusals for such a node,
    public static let refusedPauseFew: UInt64 = 5_000
    /// and for one whose neighbours chose it rather than it them. ``refusedPause`` is that of all others.
    public static let refusedPauseInward: UInt64 = 15_000
    /// In so many rounds, some two minutes, such a node finds whoever has room. After them room is scarce,
    /// as where many can't be dialled, and it waits like all others.
    public static let refusalsInward: UInt64 = 10
    /// A dial without an answer for so long is not counted on: longer than any round trip, and a lost
    /// packet's first repetition comes within it.
    public static let dialHangs: UInt64 = 2_000
    /// Dials under way for the views, hanging ones too: bounds what a book of dead addresses costs.
    public static let dialsAtOnce = 16

    // MARK: Mixing the overlay

    /// A node that knows few others gets about in the network for so long from its first link on: until
    /// then nodes that join at one time know little but each other.
    public static let youth: UInt64 = 10_000
    /// In that time it exchanges a neighbour for a random node this often, and shuffles this often,
    public static let mixYoung: UInt64 = 2_000
    public static let shuffleYoung: UInt64 = 2_000
    /// and from then on it exchanges one this rarely, since each time the tree is disturbed: of two parts with
    /// 50 nodes each that have lost sight of each other, some node still dials across within seconds.
    /// Shuffles go on at pauses up to ``shuffleMost``.
    public static let mixMost: UInt64 = 300_000
    /// The pause after a neighbour was lost, when more may have changed, and after a start; it doubles.
    public static let mixLost: UInt64 = 10_000

    // MARK: The shell

    /// A link is not read while more bytes than this wait from it to be verified and stored, which bounds memory,
    static let unverifiedHigh = 8 << 20
    /// and is read again below this.
    static let unverifiedLow = 2 << 20
    /// Addresses that local programs meet at one time; they ask for one after another.
    static let meetings = 64
    /// Links given up for another with this node's key that are remembered: of more peers than a node has neighbours.
    static let displacedLinks = 64
    /// Lines about one thing are told anew after so long: a keeper who looks daily misses nothing.
    package static let logAgain: UInt64 = 3_600_000
    /// Things that were told and are remembered, the one told first out.
    package static let logRepeats = 1_024
}

/// The bounds on links, each with its reason. The defaults are what a node uses; tests shorten them.
public struct LinkLimits: Sendable {
    // MARK: Handshakes

    /// For a whole handshake: three messages, so two round trips even over a satellite, with one
    /// packet lost.
    public var handshake: Duration = .seconds(5)
    /// For finding a host's addresses and connecting to one.
    public var dial: Duration = .seconds(10)
    /// Accepted connections whose handshake is not done, in all: each costs a descriptor and a few
    /// kilobytes, and the peer is still anybody.
    public var halfOpen = 64
    /// The same from one IPv4 address or one IPv6 /64 network: far more than honest nodes behind
    /// one address need at once, and an eighth of ``halfOpen``.
    public var halfOpenPerHost = 8
    /// How long an accepted connection is safe from being closed for a newer one when a cap is
    /// reached. An honest handshake needs one round trip, so silent connections can't keep others
    /// out for longer than this.
    public var halfOpenGrace: Duration = .seconds(1)
    /// Links that others dialled: bounds descriptors and buffers.
    public var inboundLinks = 256

    // MARK: Receiving

    /// How long a begun frame may take, beyond what ``frameRate`` allows for its bytes.
    public var framePatience: Duration = .seconds(10)
    /// Bytes a second that extend ``framePatience``: a link slower than this is of no use, and a
    /// whole frame can be drawn out to at most 26 seconds.
    public var frameRate = 4_096
    /// Most bytes of one read from a socket: four of the longest frames, so that few are cut.
    public static let readBytes = 262_144

    // MARK: Sending

    /// Queued bytes over which a link counts as backlogged: nothing more should be pushed to it.
    public var backlogHigh = 4 << 20
    /// Queued bytes under which the backlog is over.
    public var backlogLow = 1 << 20
    /// Queued bytes over which a streaming sender waits: enough to keep a link busy, and short
    /// enough that a new entry queued behind it leaves soon.
    public var streamHigh = 1 << 20
    /// Queued bytes under which a waiting sender goes on.
    public var streamLow = 512 << 10
    /// Queued bytes over which the peer is dropped as a slow reader.
    public var queueBytes = 16 << 20
    /// How long nothing at all may leave while something is queued.
    public var drainPatience: Duration = .seconds(30)
    /// How long a link that is being closed may take to send what is queued.
    public var closeGrace: Duration = .seconds(2)
    /// Sealed bytes handed to the socket ahead of what it took: above `high` sealing stops, below
    /// `low` it goes on. Small, because everything sealed is held twice over.
    static let writeAhead = (low: 256 << 10, high: 512 << 10)
    /// Small frames are sealed side by side into buffers of this many bytes, so that one system
    /// call takes many; progress is seen a buffer at a time.
    static let sealedBuffer = 65_536
    /// Times that one turn of the loop fills the socket before others have theirs.
    static let roundsPerTurn = 8
    /// Connections that the kernel holds until they are accepted.
    static let listenBacklog: Int32 = 256

    public init() {}

    /// What a node uses.
    public static let standard = LinkLimits()
}
