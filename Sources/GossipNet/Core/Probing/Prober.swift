import PledgeLedger

/// Finds out which of the nodes with a link to this one are alive: SWIM (Das, Gupta, Motivala 2002)
/// with the three parts of Lifeguard (Dadgar, Phillips, Currey 2018), as a value without socket,
/// clock or chance of its own. The same inputs give the same outputs.
///
/// A probe is a ping by datagram; without an answer in time, ping-requests through
/// ``Limits/probeHelpers`` other members and a question over the link; without an answer to any of
/// these, a suspicion, which the suspect is told first and others next; and when that has lasted its
/// time, death. What others say of a third node is never believed: it is a reason to probe that
/// node at once, and shortens a suspicion that this node has of its own.
///
/// Every member has a place in a round of ``Limits/probeCalm``: drawn when it is added, kept from then
/// on. An exchange counts for both sides, whoever began it: a pair of nodes has one ping and one ack
/// a round, begun by each in turn. With 5 members and one collective that is 5 / 2.9 exchanges a
/// second of 79 (ping) + 42 (ack, "the same roots") bytes shared by two nodes: each sends about 105,
/// 108 measured, bytes a second, and 158 with headers of UDP and IPv4 (28 a datagram). Rounds are longer with
/// many members, and longer still while nothing happened for ``Limits/quietAfter``.
///
/// Only members are listened to, each within a budget, and nothing that a stranger sends is kept.
public struct Prober: Sendable {
    /// This node's key.
    public let node: PublicKey
    /// This node's own: it rises when it refutes a suspicion.
    public private(set) var incarnation: UInt32
    /// Whether Lifeguard's three parts are in force; without them this is plain SWIM, to be measured beside.
    package let hasLifeguard: Bool
    /// How far this node doubts itself.
    package internal(set) var health = LocalHealth()
    var members = SortedMap<PublicKey, Boxed<ProbedMember>>()
    /// Oldest first.
    var relays: [RelayedPing] = []
    private var lastNumber: UInt32 = 0
    /// When a refutation was last a sign of this node's own health.
    private var refuted: Moment?

    /// When any member was last heard, and when one was first heard after all were silent for
    /// ``Limits/deafAfter``, or longer while it is quiet.
    private var heard: Moment?
    private var awake = Moment(milliseconds: 0)
    /// When something last happened: the first member came, something new, or a suspicion.
    private var stirred = Moment(milliseconds: 0)

    /// The moment of the input being handled.
    var now = Moment(milliseconds: 0)
    /// Outputs of the input being handled; empty between inputs.
    var out: [ProbeOutput] = []
    /// The caller's, while an input is handled.
    var random = CoreRandom(seed: 0)

    public init(node: PublicKey, incarnation: UInt32 = 0, hasLifeguard: Bool = true) {
        self.hasLifeguard = hasLifeguard
        self.node = node
        self.incarnation = incarnation
    }

    /// Probes this node from now on. Nothing changes for one that is a member already.
    public mutating func add(_ node: PublicKey, now: Moment, random: inout CoreRandom) {
        self.now = max(self.now, now)
        guard node != self.node, !members.contains(node) else { return }
        if members.isEmpty { stirred = self.now }
        let place = UInt64.random(in: 0...Limits.probeInterval, using: &random)
        members[node] = Boxed(ProbedMember(node, nextProbe: self.now.adding(place), now: self.now))
        setDue()
    }

    /// The link to this node has gone.
    public mutating func remove(_ node: PublicKey) {
        members[node] = nil
        relays.removeAll { $0.target == node || $0.requester == node }
        setDue()
    }

    /// Handles one input and appends what is to be done.
    ///
    /// - Parameter now: must not be before the moment of an earlier input; if it is, that one counts.
    public mutating func handle(
        _ input: ProbeInput, now: Moment, random: inout CoreRandom, into outputs: inout [ProbeOutput]
    ) {
        self.now = max(self.now, now)
        // Told of often, and nothing follows from it while the node is not suspected.
        if case .linkHeard(let node) = input, !isSuspected(node) { return hear(node, byLink: true) }
        swap(&out, &outputs)
        swap(&self.random, &random)
        switch input {
        case .received(let datagram, let node): receive(datagram, from: node)
        case .linkAnswered(let node, let number): linkAnswered(number, by: node)
        case .linkHeard(let node): hear(node, byLink: true)
        case .timerDue: runTimers()
        }
        setDue()
        swap(&self.random, &random)
        swap(&out, &outputs)
    }

    /// When ``ProbeInput/timerDue`` is to be handed in; nil while nothing is probed. It may change
    /// with every call.
    public private(set) var due: Moment?

    private mutating func setDue() {
        due = nil
        for relay in relays { due = min(due ?? relay.deadline, relay.deadline) }
        for member in members.inOrder {
            let next = member.value.due
            due = min(due ?? next, next)
        }
    }

    /// The smoothed round trip to a member in milliseconds, by datagrams and by the link alike; nil
    /// before it is measured.
    public func roundTrip(of node: PublicKey) -> UInt64? { members[node]?.value.roundTrip.milliseconds }

    /// The same with what follows from it.
    func measuredTrip(of node: PublicKey) -> RoundTrip? { members[node]?.value.roundTrip.measured }

    /// Whether this node is probed.
    public func isMember(_ node: PublicKey) -> Bool { members.contains(node) }

    /// Whether a member is suspected now.
    public func isSuspected(_ node: PublicKey) -> Bool { members[node]?.value.suspicion != nil }

    /// Whether datagrams to a member count as blocked now.
    public func isBlocked(_ node: PublicKey) -> Bool { members[node]?.value.isBlocked == true }

    mutating func drawNumber() -> UInt32 {
        lastNumber &+= 1
        return lastNumber
    }

    mutating func send(_ datagram: Datagram, to node: PublicKey, room: Int = 0) {
        out.append(.send(datagram, to: node, room: room))
    }

    /// Time between two exchanges with a member that answers.
    var calm: UInt64 { health.scale(pace) }

    /// The same while this node does not doubt itself.
    private var pace: UInt64 {
        max(Limits.probeCalm, (isQuiet ? Limits.probeEachQuiet : Limits.probeEach) * UInt64(members.count))
    }

    /// Whether nothing happens that a death would disturb.
    private var isQuiet: Bool { now.since(stirred) >= Limits.quietAfter }

    /// Something new has come, or somebody is suspected. After a quiet time nobody's turn is far away.
    package mutating func stir(now: Moment) {
        self.now = max(self.now, now)
        let wasQuiet = isQuiet
        stirred = self.now
        guard wasQuiet else { return }
        let latest = self.now.adding(calm)
        for member in members.inOrder where member.value.nextProbe > latest {
            members[member.node]?.value.nextProbe = latest
        }
        setDue()
    }

    /// A member was heard.
    mutating func noteHeard() {
        let deafAfter = Limits.deafAfter + (isQuiet ? pace - Limits.probeCalm : 0)
        if heard.map({ now.since($0) >= deafAfter }) ?? true { awake = now }
        heard = now
    }

    /// Whether a suspicion has to last its shortest time once more, and the suspect to be asked again: nobody was
    /// heard while it lasted, so that this node may be deaf; or somebody is heard again, and the suspect had not
    /// its time since. Not where there are no others, nor after so long that all must be dead.
    func isDoubtful(_ suspicion: Suspicion) -> Bool {
        guard hasLifeguard, members.count > 1, now.since(suspicion.began) < Limits.deafMost else { return false }
        guard let heard, heard >= suspicion.began else { return true }
        return awake > (suspicion.held ?? suspicion.began)
    }

    /// Changes how far this node doubts itself.
    mutating func doubtItself(_ change: Int) {
        if hasLifeguard { health.apply(change) }
    }

    /// Somebody suspects this node. Only a suspicion in the present incarnation needs another one.
    /// That this node had to refute counts against its own health, but once in a while only, so that
    /// a peer who says so all the time does not slow it down.
    /// - Returns: whether it refuted now.
    mutating func refute(_ suspected: UInt32) -> Bool {
        guard suspected == incarnation, incarnation < .max else { return false }
        incarnation += 1
        if refuted.map({ now.since($0) >= Limits.probeCalm }) ?? true {
            refuted = now
            doubtItself(1)
        }
        return true
    }
}
