import GossipNet
import PledgeLedger

/// Fills address books: wherever it tells of nodes it tells of hosts where nobody is, all in address
/// groups of their own, so that their places are not bounded by their groups; and of the range where
/// its like are. Passes on honest entries, so that it is a neighbour worth having.
struct Poisoner: Hostile {
    var draw: Draw

    mutating func replace(_ frame: Frame, _ tally: inout Tally) -> [Frame] {
        guard case .views(let message) = frame, let poisoned = poisoned(message) else { return [frame] }
        tally.note(.poison)
        return [.views(poisoned)]
    }

    /// A shuffle a second, as if passed on for somebody.
    mutating func volunteer(_ pool: borrowing EntryPool, _ tally: inout Tally) -> [Frame] {
        guard let origin = key() else { return [] }
        tally.note(.poison)
        return [.views(.shuffle(origin: origin, ttl: Limits.activeWalk, samples()))]
    }

    private mutating func poisoned(_ message: ViewMessage) -> ViewMessage? {
        switch message {
        case .neighbourReply(let isAccepted, _): .neighbourReply(isAccepted: isAccepted, samples())
        case .shuffle(let origin, let ttl, _): .shuffle(origin: origin, ttl: ttl, samples())
        case .shuffleReply(let origin, _): .shuffleReply(origin: origin, samples())
        case .forwardJoin(_, let ttl): samples().first.map { .forwardJoin($0, ttl: ttl) }
        case .join, .neighbour, .disconnect: nil
        }
    }

    private mutating func samples() -> [PeerSample] { (0..<Limits.sample).compactMap { _ in sample() } }

    private mutating func sample() -> PeerSample? {
        // Half are where hostile nodes may be, half in 126.0.0.0/8, which no simulated node is in.
        let host = draw.below(2) == 0
            ? "198.18.\(draw.below(4)).\(draw.below(256))"
            : "126.\(draw.below(256)).\(draw.below(256)).\(draw.below(256))"
        return key().map { PeerSample(node: $0, address: Address(host: host, port: 1_024)) }
    }

    private mutating func key() -> PublicKey? { PublicKey(bytes: draw.bytes32()) }
}
