/// Every bound that a peer can run into, and every time that the core keeps to, each with its
/// reason. Times are in milliseconds.
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
    /// Feeds in the waiting room (docs: ledger).
    public static let waiting = 1_000
    /// Nodes remembered for misbehaviour, oldest out.
    public static let bans = 4_096
    /// Addresses kept.
    public static let addresses = 1_024

    // MARK: Times

    /// A ping is sent after so much silence,
    public static let pingAfter: UInt64 = 15_000
    /// and the link is closed after so much: three pings.
    public static let silence: UInt64 = 45_000
    /// A catch-up without progress is given up, so that another link can have a turn.
    public static let stall: UInt64 = 30_000
    /// Roots are compared with one random peer this often, more or less a quarter.
    public static let antiEntropy: UInt64 = 30_000
    /// Roots are compared so long after a new fork, when its proof has reached whoever it reaches.
    public static let afterFork: UInt64 = 500
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
    /// A search whose answers stay away is given up.
    public static let searchPatience: UInt64 = 30_000
}
