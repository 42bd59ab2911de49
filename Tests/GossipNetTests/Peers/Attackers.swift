import GossipNet
import PledgeLedger

// Nodes that are not honest: they take everybody, leave nobody, pass nothing on, and speak only of
// each other.
extension Overlay {
    /// An attacker's answer to anything.
    mutating func attack(_ index: Int, _ input: ViewInput) {
        switch input {
        case .linkUp(let node, _, _, let isOutbound, _, _):
            if isOutbound { tell(index, node, .neighbour(.high)) }
        case .message(let node, .join), .message(let node, .neighbour):
            tell(index, node, .neighbourReply(isAccepted: true, attackers()))
        case .message(let node, .shuffle(let origin, _, _)):
            tell(index, node, .shuffleReply(origin: origin, attackers()))
        default: break
        }
    }

    /// Every attacker dials an honest node, and sends samples to each that it is linked with.
    mutating func press() {
        let honest = nodes.indices.filter { nodes[$0].isHonest }
        for index in nodes.indices where !nodes[index].isHonest {
            if let target = honest.randomElement(using: &random) { dial(from: index, to: target) }
            for other in links[index] where nodes[other].isHonest {
                let samples = attackers()
                tell(index, nodes[other].key, .shuffle(origin: nodes[index].key, ttl: 1, samples))
                tell(index, nodes[other].key, .forwardJoin(samples[0], ttl: 0))
            }
        }
    }

    private mutating func tell(_ index: Int, _ node: PublicKey, _ message: ViewMessage) {
        if let to = indexByKey[node] { give(to, .message(from: nodes[index].key, message)) }
    }

    /// As many samples as a message may hold.
    private mutating func attackers() -> [PeerSample] {
        (0..<Limits.sample).map { _ in
            var index = 0
            repeat { index = Int.random(in: nodes.indices, using: &random) } while nodes[index].isHonest
            return PeerSample(node: nodes[index].key, address: nodes[index].address)
        }
    }
}
