import PledgeLedger

/// A node that is probed.
struct ProbedMember: Sendable {
    /// A question that may still be answered.
    struct Asked: Sendable {
        let number: UInt32
        let sent: Moment
    }

    /// One probe under way.
    struct Probe: Sendable {
        let number: UInt32
        let sent: Moment
        /// How long each answer is waited for, in milliseconds.
        let timeout: UInt64
        /// Until when the present stage waits.
        var deadline: Moment
        /// Whether others and the link were asked too.
        var isIndirect = false
        var helpers: [PublicKey] = []
        /// Those of the helpers that said that they got no answer either.
        var nacks: [PublicKey] = []
    }

    let node: PublicKey
    /// The highest that it has stated; 0 before.
    var incarnation: UInt32 = 0
    var roundTrip = RoundTrip()
    /// When the next probe begins, if none is under way.
    var nextProbe: Moment { didSet { setDue() } }
    var probe: Probe? { didSet { setDue() } }
    /// Pings sent, and questions sent over the link, that were not answered; newest last.
    var asked: [Asked] = []
    var linkAsked: [Asked] = []
    /// When the link last brought anything.
    var heardByLink: Moment?
    /// When a rumour last made this node probe it.
    var rumourProbe: Moment?
    var suspicion: Suspicion? { didSet { setDue() } }
    /// Members that could not reach it either, since it was last heard.
    var doubters: [PublicKey] = []
    /// Probes in a row without a datagram straight back.
    var missed = 0
    /// Whether datagrams count as blocked.
    var isBlocked = false
    /// What it may ask of this node.
    var budget: Bucket

    init(_ node: PublicKey, nextProbe: Moment, now: Moment) {
        self.node = node
        self.nextProbe = nextProbe
        due = nextProbe
        budget = Bucket(perSecond: Limits.probesPerSecond, most: Limits.probesAtOnce, now: now)
    }

    /// When something is next due: kept, since it is asked for much more often than it changes.
    private(set) var due: Moment

    private mutating func setDue() {
        due = probe?.deadline ?? nextProbe
        if let suspicion { due = min(due, suspicion.deadline) }
    }

    /// Takes an answer off what was asked.
    /// - Returns: how long it took; nil when nothing of that number was asked, or it was answered.
    mutating func answered(_ number: UInt32, now: Moment) -> UInt64? {
        Self.take(number, from: &asked).map { now.since($0.sent) }
    }

    mutating func answeredByLink(_ number: UInt32, now: Moment) -> UInt64? {
        Self.take(number, from: &linkAsked).map { now.since($0.sent) }
    }

    private static func take(_ number: UInt32, from asked: inout [Asked]) -> Asked? {
        asked.firstIndex { $0.number == number }.map { asked.remove(at: $0) }
    }

    /// Remembers what was asked, the newest ``Limits/probesAsked``.
    mutating func ask(_ number: UInt32, now: Moment) { Self.put(Asked(number: number, sent: now), in: &asked) }

    mutating func askByLink(_ number: UInt32, now: Moment) {
        Self.put(Asked(number: number, sent: now), in: &linkAsked)
    }

    private static func put(_ question: Asked, in asked: inout [Asked]) {
        if asked.count >= Limits.probesAsked { asked.removeFirst() }
        asked.append(question)
    }
}

/// A ping sent because another member asked for it.
struct RelayedPing: Sendable {
    /// Of this node's ping.
    let number: UInt32
    let target: PublicKey
    let requester: PublicKey
    /// Of the requester's probe.
    let requestNumber: UInt32
    let sent: Moment
    /// When the requester is told that there was no answer.
    let deadline: Moment
}
