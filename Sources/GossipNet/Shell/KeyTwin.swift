import PledgeLedger

/// What a node noticed of another machine that runs with the same node key, such as the original of a home that was
/// restored elsewhere: the two take each other's links, so that neither stays in step.
package struct KeyTwin {
    /// When it was noticed last, in milliseconds since the Unix epoch.
    private var noticed: UInt64?
    /// Links that peers gave up for another with this key, while this node had no other: who did so, and when.
    private var displaced: [(peer: PublicKey, time: UInt64)] = []

    package init() {}

    /// How long it is told after it was noticed last, and within which a peer has to give up a second link: one may
    /// cross another on the way.
    package static let lasting: UInt64 = 3_600_000
    /// Displaced links that are remembered: of more peers than a node has neighbours.
    private static let most = 64

    /// Another process showed this node's key in a handshake. Times are milliseconds since the Unix epoch.
    /// - Returns: whether that is news.
    package mutating func met(at now: UInt64) -> Bool {
        defer { noticed = now }
        return seen(at: now) == nil
    }

    /// A peer gave up this node's only link to it for another one.
    /// - Returns: whether another machine is noticed by that, and that is news.
    package mutating func displaced(by peer: PublicKey, at now: UInt64) -> Bool {
        let isAgain = displaced.contains { $0.peer == peer && Self.isRecent($0.time, now) }
        displaced = displaced.filter { Self.isRecent($0.time, now) }.suffix(Self.most - 1) + [(peer, now)]
        return isAgain && met(at: now)
    }

    /// When it was noticed last; nil where that is long ago.
    package func seen(at now: UInt64) -> UInt64? { noticed.flatMap { Self.isRecent($0, now) ? $0 : nil } }

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
            "another machine runs with this node's key: it takes this node's links", metadata: ["peer": "\(peer.hex.prefix(12))"])
    }
}
