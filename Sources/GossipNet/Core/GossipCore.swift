import PledgeLedger

/// How entries spread: links, comparing, repairing and pushing, as a value that has no socket, no
/// clock, no store and no chance of its own. The same inputs give the same outputs.
///
/// One input at a time; then all outputs it gave are to be carried out, in order, before the next:
/// see ``Input`` and ``Output``. A core with few links takes a few kilobytes besides its frontier
/// trees, so thousands run in one process.
public struct GossipCore: Sendable {
    /// This node's key.
    public let node: PublicKey
    /// Names this state of this node's store; to be drawn anew whenever the store is another.
    public let incarnation: UInt64
    let config: CoreConfig

    var random: CoreRandom
    var views: PartialViews
    var prober: Prober
    var domains = SortedMap<CollectiveID, Boxed<Domain>>()
    var links = SortedMap<LinkID, Boxed<Link>>()
    var dials = SortedMap<Address, Dial>()
    var bans = Bans()
    var uses = TicketUses()
    var cursors: Cursors
    var nextRound: Moment?
    var nextFetchRound: Moment?

    /// The moment of the input being handled.
    var now = Moment(milliseconds: 0)
    /// Outputs of the input being handled; empty between inputs.
    var out: [Output] = []
    /// The earliest moment at which something may be due, but for what the views and the prober wait for.
    var due: Moment?
    /// The moment that the shell was last told.
    private var announced: Moment?
    /// The link to each node that has one.
    private(set) var linkTo = SortedMap<PublicKey, LinkID>()

    /// - Parameters:
    ///   - node: this node's key.
    ///   - incarnation: see ``incarnation``.
    ///   - seed: of all jitter and salts.
    ///   - config: what the node is; by default a single session.
    public init(node: PublicKey, incarnation: UInt64, seed: UInt64, config: CoreConfig = CoreConfig()) {
        self.node = node
        self.incarnation = incarnation
        self.config = config
        random = CoreRandom(seed: seed)
        let book = AddressBook(secret: config.bookSecret, entries: config.book)
        views = PartialViews(own: node, ownAddress: config.address, book: book, now: now)
        prober = Prober(node: node, hasLifeguard: config.hasLifeguard)
        cursors = Cursors(config.cursors)
    }

    /// Cursors into peers' stores, the one noted first first. To be kept with the store whose entries they
    /// speak of, now and then and at the end: an earlier one is good too.
    package var keptCursors: [Cursor] { cursors.inTurn }

    package var hasLinks: Bool { links.count > 0 }

    /// Addresses worth keeping until the next start.
    public var book: [BookEntry] { views.book.snapshot() }

    /// Handles one input and appends what is to be done.
    ///
    /// - Parameter now: must not be before the moment of an earlier input; if it is, that one counts.
    public mutating func handle(_ input: Input, now: Moment, into outputs: inout [Output]) {
        self.now = max(self.now, now)
        swap(&out, &outputs)
        dispatch(input)
        announce()
        swap(&out, &outputs)
    }

    /// Tells the shell when something is next due, where that has changed.
    private mutating func announce() {
        var next = due
        if config.stays { next = min(next ?? views.due, views.due) }
        if let due = prober.due { next = min(next ?? due, due) }
        next = next.map { max($0, now) }
        guard next != announced else { return }
        announced = next
        if let next { out.append(.wake(at: next)) }
    }

    private mutating func dispatch(_ input: Input) {
        switch input {
        case .opened(let state): open(state)
        case .closedCollective(let id): closeCollective(id)
        case .changed(let id, let changes, let entries, let from, let number):
            change(id, changes, entries: entries, from: from, number: number)
        case .extras(let id, let ids): setExtras(id, ids)
        case .wanted(let id, let definitions, let texts): setWanted(id, definitions: definitions, texts: texts)
        case .keep(let address): keep(address)
        case .forget(let address): dials[address] = nil
        case .compare(let node): compareAll(node)
        case .heard(let address, let node, let host): view(.heard(address, node, host: host))
        case .dialFailed(let address): dialFailed(address)
        case .linked(let link, let node, let hash, let role, let address, let clock, let host):
            linkUp(Boxed(Link(
                id: link, node: node, role: role, handshakeHash: hash, address: address, host: host, began: now,
                wallClock: clock,
                heard: now,
                requests: Bucket(perSecond: Limits.requestsPerSecond, most: Limits.requestsAtOnce, now: now),
                cost: Cost(now: now))))
        case .unlinked(let link): linkDown(link, nil)
        case .frame(let link, let frame, _): receive(frame, from: link)
        case .datagram(let link, let datagram): receive(datagram, from: link)
        case .malformed(let link, let fault): punish(link, .malformedFrame(fault))
        case .backlog(let link, let isAbove): setBacklog(link, isAbove)
        case .stored(_, let ticket, let outcome): stored(ticket, outcome)
        case .served(_, let ticket): served(ticket)
        case .ids(let ticket, let ids): readOwnIDs(ticket, ids)
        case .timerDue: runTimers()
        }
    }

    /// Makes sure that `timerDue` comes at this moment at the latest.
    mutating func arm(_ moment: Moment) {
        if due.map({ moment < $0 }) ?? true { due = moment }
    }

    /// The shell's timer has fired: it must be told even the same moment again.
    mutating func disarm() { announced = nil }

    /// Adds a link, or forgets one.
    mutating func setLink(_ id: LinkID, _ link: Boxed<Link>?) {
        if let node = links[id]?.node, linkTo[node] == id { linkTo[node] = nil }
        links[id] = link
        if let link { linkTo[link.node] = id }
    }

    /// A channel's state; nil for one that has gone. Setting nil is not meant.
    subscript(channel: Channel) -> Boxed<ChannelState>? {
        get { links[channel.link]?.channels[channel.collective] }
        _modify {
            var state: Boxed<ChannelState>?
            let isThere = links[channel.link]?.channels.exchange(channel.collective, &state) ?? false
            yield &state
            if isThere { _ = links[channel.link]?.channels.exchange(channel.collective, &state) }
        }
    }

    /// The channels of a collective, in the order of links.
    func channels(of id: CollectiveID) -> [Channel] {
        links.inOrder.compactMap { $0.value.channels[id]?.value.channel }
    }

    mutating func send(_ link: LinkID, _ frame: Frame) { out.append(.send(link, frame)) }
    mutating func send(_ channel: Channel, _ frame: Frame) { out.append(.send(channel.link, frame)) }
    mutating func report(_ event: Event) { out.append(.report(event)) }
}
