import PledgeLedger

/// What a node noticed of another machine that runs with the same node key, such as the original of a home that was
/// restored elsewhere: the two take each other's links, so that neither stays in step.
public struct KeyTwin {
    /// What was noticed, and how it is known.
    public struct Sighting: Codable, Sendable, Equatable {
        /// When it was noticed last, in milliseconds since the Unix epoch.
        public var time: UInt64
        /// The peer by whose word alone it is known, in hex: it gave this node's links away, which a hostile one can
        /// do too. Nil where the other machine showed the key itself.
        public var saidBy: String?

        package init(time: UInt64, saidBy: String?) { (self.time, self.saidBy) = (time, saidBy) }
    }

    private var noticed: Sighting?
    /// Links that peers gave up for another with this key, while this node had no other: who did so, and when.
    private var displaced: [(peer: PublicKey, time: UInt64)] = []

    package init() {}

    /// How long it is told after it was noticed last, and within which a peer has to give up a second link: one may
    /// cross another on the way.
    package static let lasting: UInt64 = 3_600_000

    /// Another process showed this node's key in a handshake. Times are milliseconds since the Unix epoch.
    /// - Returns: whether that is news.
    package mutating func met(at now: UInt64) -> Bool {
        defer { noticed = Sighting(time: now, saidBy: nil) }
        return seen(at: now).map { $0.saidBy != nil } ?? true
    }

    /// A peer gave up this node's only link to it for another one. That is its word, and proves nothing.
    /// - Returns: whether another machine is suspected by that, and that is news.
    package mutating func displaced(by peer: PublicKey, at now: UInt64) -> Bool {
        let isAgain = displaced.contains { $0.peer == peer && Self.isRecent($0.time, now) }
        displaced = displaced.filter { Self.isRecent($0.time, now) }.suffix(Limits.displacedLinks - 1) + [(peer, now)]
        guard isAgain else { return false }
        let known = seen(at: now)
        // What was shown stays so, whatever peers say.
        if known == nil || known?.saidBy != nil { noticed = Sighting(time: now, saidBy: peer.hex) }
        return known == nil
    }

    /// What was noticed last; nil where that is long ago.
    package func seen(at now: UInt64) -> Sighting? { noticed.flatMap { Self.isRecent($0.time, now) ? $0 : nil } }

    private static func isRecent(_ time: UInt64, _ now: UInt64) -> Bool { now < time || now - time < lasting }
}

/// The other machine with this node's key, where there is any.
extension Node {
    /// A connection ended before it was a link.
    func noteTwin(_ end: LinkEnd, at address: Address) {
        guard end == .secure(.ownKey), twin.met(at: Node.wallClock) else { return }
        config.logger.warning("another machine runs with this node's key", metadata: ["peer": "\(address)"])
    }

    /// A peer said why it gives a link up.
    func noteTwin(_ reason: CloseReason?, by peer: PublicKey) {
        guard reason == .goodbye(.duplicate), core.link(to: peer) == nil, twin.displaced(by: peer, at: Node.wallClock) else { return }
        config.logger.warning(
            "another machine may run with this node's key: a peer gave this node's links to it", metadata: ["peer": "\(name(peer))"])
    }
}
