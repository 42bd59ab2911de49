import PledgeLedger

/// What nodes with a link tell each other by UDP, sealed. ``DatagramCodec`` has the layout.
public enum Datagram: Hashable, Sendable {
    /// Answer with an ack of this number. `incarnation` is the receiver's, as last stated to the
    /// sender, who suspects it in that one where `suspected` is true.
    case ping(number: UInt32, suspected: Bool, incarnation: UInt32, roots: Roots)
    /// The answer to a ping, with the sender's own incarnation.
    case ack(number: UInt32, incarnation: UInt32, roots: Roots)
    /// Ping `target`, and answer with an indirect ack or a nack of this number, a nack after
    /// `patience` milliseconds without an answer.
    case pingRequest(number: UInt32, target: PublicKey, patience: UInt16)
    /// The target of a ping-request answered, with this incarnation.
    case indirectAck(number: UInt32, incarnation: UInt32)
    /// The target of a ping-request did not answer, or is not known.
    case nack(number: UInt32)
    /// I can't reach this node, of which this is the last incarnation that I know.
    case suspicion(of: PublicKey, incarnation: UInt32)
    /// I am alive, in this incarnation.
    case refutation(incarnation: UInt32)

    /// The same with other roots, for the kinds that carry them.
    public func carrying(_ roots: Roots) -> Datagram {
        switch self {
        case .ping(let number, let suspected, let incarnation, _):
            .ping(number: number, suspected: suspected, incarnation: incarnation, roots: roots)
        case .ack(let number, let incarnation, _):
            .ack(number: number, incarnation: incarnation, roots: roots)
        default: self
        }
    }
}

extension Datagram {
    /// A collective's frontier root.
    public struct Root: Hashable, Sendable {
        /// What stands for the collective on the link between the two nodes.
        public var collective: UInt32
        public var root: Digest

        public init(collective: UInt32, root: Digest) {
            self.collective = collective
            self.root = root
        }
    }

    /// The frontier roots of the collectives that two nodes have in common.
    public enum Roots: Hashable, Sendable {
        case none
        /// Those of the ping that this ack answers.
        case same
        /// All of them: 1 to ``Limits/datagramRoots``, ascending by collective.
        case each([Root])
        /// A hash over all of them, where they are more or there is no room.
        case digest(Digest)

        /// The shortest way to state these roots, in full where they are few.
        public static func stating(_ roots: [Root]) -> Roots {
            if roots.isEmpty { return .none }
            let sorted = roots.sorted { $0.collective < $1.collective }
            return sorted.count <= Limits.datagramRoots ? .each(sorted) : .digest(digest(of: sorted))
        }

        /// SHA-256 over `"pledged/roots/1\n"`, then number ‖ root of each, ascending by number.
        public static func digest(of roots: [Root]) -> Digest {
            var hash = SHA256(domain: "pledged/roots/1\n")
            for root in roots.sorted(by: { $0.collective < $1.collective }) {
                hash.update(root.collective)
                hash.update(root.root)
            }
            return hash.finish()
        }

        /// Bytes that this takes in a datagram.
        public var length: Int {
            switch self {
            case .none, .same: 1
            case .each(let roots): 1 + roots.count * DatagramCodec.rootLength
            case .digest: 1 + 32
            }
        }

        /// The same in at most so many bytes: as it is, else as a digest, else nothing.
        public func fitting(_ room: Int) -> Roots {
            if length <= room { return self }
            guard case .each(let roots) = self else { return .none }
            let digest = Roots.digest(Roots.digest(of: roots))
            return digest.length <= room ? digest : .none
        }

        /// Whether this, said by a peer, fits the roots held here. Who says nothing does not differ.
        public func agrees(with own: [Root]) -> Bool {
            switch self {
            case .none, .same: true
            case .each(let roots): roots == own.sorted { $0.collective < $1.collective }
            case .digest(let digest): digest == Roots.digest(of: own)
            }
        }
    }
}
