import PledgeLedger

/// The few nodes of the network that this one knows: HyParView (Leitão, Pereira and Rodrigues, DSN
/// 2007). The *active view* is a handful of links, the same at both ends, over which all gossip goes;
/// the *passive view* and the ``AddressBook`` behind it are whom to dial when links fail.
///
/// Differences from the paper, all against a stranger who has many keys and few address groups: this
/// node dials some of its links itself, each in another group; what others dial displaces neither
/// those nor the useful and the long-standing; a join is passed on even where there is no room.
///
/// The contract is the core's: hand in one input, carry out its outputs in order, then the next.
package struct PartialViews: Sendable {
    /// A dial under way.
    struct ViewDial: Sendable {
        /// What an address is dialled for.
        enum Purpose: Sendable {
            case neighbour
            /// To see whether it answers.
            case test
            /// To take another's place, so that the overlay stays one.
            case mix
        }

        let purpose: Purpose
        let began: Moment
    }

    /// A shuffle that passed by: its answer goes to `back`.
    struct Route: Sendable {
        let origin: PublicKey
        let back: PublicKey
    }

    package let own: PublicKey
    /// Where this node can be dialled; nil when it can't be, or does not know. It is told in shuffles.
    package var ownAddress: Address?
    package internal(set) var book: AddressBook
    /// When `tick` is due; never later than the next shuffle.
    package private(set) var due: Moment

    var links = SortedMap<PublicKey, Boxed<ViewLink>>()
    var dials = SortedMap<Address, ViewDial>()
    var passive = PassiveView()
    var routes: [Route] = []
    var hasJoined = false
    var joins: Bucket
    var nextShuffle: Moment
    /// The pause after that.
    var shufflePause = Limits.shuffle
    /// When something new last came, or a neighbour was lost.
    private var stirred: Moment
    /// When the next neighbour is exchanged, and how long the pause after that is.
    var nextMix: Moment
    var mixPause = Limits.mixLost
    /// Until then the node is new to the network, and gets about in it; nil before its first link.
    var youngUntil: Moment?
    /// No use looking for somebody to dial before this.
    var nextFill: Moment
    /// Rounds of dials that ended in a refusal since somebody took this node, and until when it therefore
    /// does not ask again: where room is scarce, asking does not make more of it.
    var refusals: UInt64 = 0
    var patience: Moment

    /// The moment of the input being handled.
    var now: Moment
    /// The caller's, while an input is handled.
    var random = CoreRandom(seed: 0)
    /// Outputs of the input being handled.
    var out: [ViewOutput] = []

    /// The first `tick` is due at once.
    package init(own: PublicKey, ownAddress: Address?, book: AddressBook, now: Moment) {
        self.own = own
        self.ownAddress = ownAddress
        self.book = book
        self.now = now
        due = now
        stirred = now
        nextShuffle = now.adding(Limits.shuffle / 2)
        nextMix = now.adding(Limits.mixLost)
        nextFill = now
        patience = now
        joins = Bucket(perSecond: Limits.joinsPerSecond, most: Limits.joinsAtOnce, now: now)
    }

    // MARK: What others may see

    /// The nodes of the active view, in key order.
    package var active: [PublicKey] { activeLinks.map(\.node) }
    package var activeCount: Int { links.inOrder.count { $0.value.isActive } }
    /// Of these, the ones that this node dialled.
    package var activeOutbound: [PublicKey] { activeLinks.filter(\.isOutbound).map(\.node) }
    package var passiveSamples: [PeerSample] { passive.samples }
    package func isActive(_ node: PublicKey) -> Bool { links[node]?.value.isActive ?? false }

    /// Whether this node has no neighbour, or one only, on whom all then hangs.
    var isAlone: Bool { activeCount < 2 }
    var activeLinks: [ViewLink] { links.inOrder.filter { $0.value.isActive }.map(\.value) }

    // MARK: Handling

    /// Handles one input and appends what is to be done.
    package mutating func handle(
        _ input: ViewInput, now: Moment, random: inout CoreRandom, into outputs: inout [ViewOutput]
    ) {
        self.now = max(self.now, now)
        // Told of often, and nothing follows from it by itself.
        if case .useful(let node, let usefulness) = input {
            links[node]?.usefulness = usefulness
            return
        }
        swap(&out, &outputs)
        swap(&self.random, &random)
        dispatch(input)
        fill()
        setDue()
        swap(&self.random, &random)
        swap(&out, &outputs)
    }

    private mutating func dispatch(_ input: ViewInput) {
        switch input {
        case .linkUp(let node, let host, let address, let isOutbound, let isDiallable, let isKept):
            linkUp(node, AddressSource(host: host), address, isOutbound: isOutbound, isDiallable: isDiallable, isKept: isKept)
        case .linkDown(let node, let parting): linkDown(node, parting)
        case .message(let node, let message): receive(message, from: node)
        case .dialFailed(let address): dialFailed(address)
        case .dialDuplicate(let address, let node):
            dials[address] = nil
            book.succeeded(address, node, now: self.now)
            // The other link may not have come here yet, or not be of a node that stays: no use dialling at once.
            book.rest(address, for: Limits.openLink, now: self.now)
        case .heard(let address, let node, let host):
            let source = host == nil ? .own : AddressSource(host: host)
            if book.hear(address, node: node, from: source, now: self.now) != nil { nextFill = self.now }
        case .useful: break
        case .tick: tick()
        }
    }

    /// Something new has come: no quiet time to rest in.
    package mutating func stir(now: Moment, random: inout CoreRandom) {
        self.now = max(self.now, now)
        swap(&self.random, &random)
        endQuiet()
        swap(&self.random, &random)
    }

    /// Views are shuffled soon again after a quiet time.
    mutating func endQuiet() {
        stirred = now
        guard shufflePause > Limits.shuffle else { return }
        shufflePause = Limits.shuffle
        nextShuffle = min(nextShuffle, now.adding(random.jittered(shufflePause)))
        setDue()
    }

    private mutating func tick() {
        for link in links.inOrder.filter({ $0.value.deadline.map { $0 <= now } ?? false }) { part(link.value, .idle) }
        if nextMix <= now { mix() }
        guard nextShuffle <= now else { return }
        nextShuffle = now.adding(random.jittered(shufflePause))
        let isQuiet = now.since(stirred) >= Limits.quietAfter
        shufflePause =
            isYoung ? Limits.shuffleYoung : min(2 * shufflePause, isQuiet ? Limits.shuffleMost : Limits.shuffle)
        refillPassive()
        shuffle()
        testHolder()
    }

    private mutating func setDue() {
        due = min(nextShuffle, nextMix, nextFilling ?? nextMix)
        for link in links.inOrder { due = min(due, link.value.deadline ?? due) }
    }
}
