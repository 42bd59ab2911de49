import GossipNet

/// What a keeper decides about the page and the API.
struct WebConfig: Sendable {
    /// Next to the gossip's port, 7411; loopback, so that nothing is shown to a network unasked.
    static let usualAddress = "127.0.0.1:7412"

    /// Where browsers reach it; nil for the home's socket alone.
    var address: Address?
    /// Whether somebody asked for this address: then the daemon ends where it can't be had, else it goes on.
    var isAsked: Bool
    /// The Unix socket in the home.
    var socketPath: String
}

/// Where a daemon's page is, as it says itself.
struct PageStanding: Codable {
    /// Where it was to be; nil where the keeper wants none.
    var wanted: String?
    /// Whether somebody asked for that address.
    var isAsked: Bool
    /// Where it is; nil where it could not be.
    var bound: String?

    init(_ config: WebConfig?, bound: Address?) {
        wanted = config?.address?.description
        isAsked = config?.isAsked ?? false
        self.bound = bound?.description
    }
}

/// The bounds of the page and the API, each with its reason.
enum WebLimits {
    /// Bytes of a posted body: 256 entries of usual size, and one of the largest with its text many times over.
    static let body = 1 << 20
    /// Entries in one post: a long feed takes several.
    static let postedEntries = 256
    /// Connections at a time: 512 streams, 200 slow readers, and room for those who look.
    static let connections = 1_024
    /// Event streams at a time; each holds a connection.
    static let streams = 512
    /// Connections of one address at a time, so that no three can take them all: a hall full of phones behind one
    /// router, with the few that a browser opens.
    static let connectionsOfOne = 256
    /// Event streams of one address at a time: as many pages open behind one router.
    static let streamsOfOne = 128
    /// Events that wait for a slow reader; older ones are dropped, since the newest says all.
    static let waitingEvents = 4
    /// Seconds that a request may take to arrive, its body too.
    static let requestSeconds: Int64 = 15
    /// Seconds that a connection may stay open between requests.
    static let idleSeconds: Int64 = 60
    /// Seconds that a reader may leave an answer untaken.
    static let stallSeconds: Int64 = 15
    /// Seconds between comments on a quiet event stream, so that whatever lies between keeps it open.
    static let heartbeatSeconds = 15
    /// Requests a second from one address, unless the keeper says otherwise: a busy village behind one address reads
    /// undisturbed.
    static let usualRate = 1_000
    /// Twice as many may come in a row: a page is several requests. Nil for 0: there is no bound.
    static func reads(_ rate: Int) -> Bucket.Rate? {
        rate == 0 ? nil : Bucket.Rate(perSecond: Double(rate), burst: Double(2 * rate))
    }
    /// Posts a second and in a row from one address: a person signs far more slowly.
    static let posts = Bucket.Rate(perSecond: 20, burst: 100)
    /// Milliseconds of work a second for answers that are not at hand, and how many may be saved up: half a
    /// processor at most, so that the ledger goes on being verified.
    static let work = Bucket.Rate(perSecond: 500, burst: 10_000)
    /// Milliseconds of work that may be owed at most: one view of a very large ledger must not leave everybody without
    /// answers for longer than ten seconds.
    static let workDebt = 5_000.0
    /// Answers that wait for their turn to be made; whoever comes then is told to ask again.
    static let waitingAnswers = 64
    /// Downloads of a whole collective at a time: each has a copy on the disk until its reader is done.
    static let copies = 4
    /// Bytes of the disk that a download's copy leaves free: twice what the node wants before it writes again, so that
    /// nobody can make it read-only by asking for copies.
    static let spare: UInt64 = 16 << 20
    /// Addresses whose buckets are remembered; past it the memory starts anew.
    static let addresses = 4_096
    /// Answers kept, and their bytes in all.
    static let keptAnswers = (count: 512, bytes: 32 << 20)
    /// Items of one part of a list.
    static let items = (usual: 50, most: 200)
    /// Bytes of a request's head: a few long headers, and no more.
    static let head = 16 << 10
}
