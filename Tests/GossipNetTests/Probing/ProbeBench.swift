import GossipNet
import PledgeLedger

/// One prober whose members are played by the test.
struct ProbeBench {
    static let own = key(0)
    var prober = Prober(node: ProbeBench.own)
    var random: CoreRandom
    var now = Moment(milliseconds: 10_000)
    /// Whether pings are answered, by whom.
    var answering: Set<PublicKey> = []
    /// Whether questions over links are answered, by whom.
    var linkAnswering: Set<PublicKey> = []

    static func key(_ index: Int) -> PublicKey {
        PublicKey(SHA256.hash([UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8), 77]).raw)
    }

    /// - Parameter answered: exchanges with each member that came before, so that round trips are
    ///   known and every timeout is the shortest.
    init(members: Int, seed: UInt64 = 1, answered: Int = 8) {
        random = CoreRandom(seed: seed)
        for index in 0..<members { prober.add(Self.key(index + 1), now: now, random: &random) }
        answering = Set((0..<members).map { Self.key($0 + 1) })
        if answered > 0 { _ = wait(UInt64(answered) * 3_100) }
        answering = []
    }

    mutating func give(_ input: ProbeInput) -> [ProbeOutput] {
        var outputs: [ProbeOutput] = []
        prober.handle(input, now: now, random: &random, into: &outputs)
        return outputs
    }

    mutating func receive(_ datagram: Datagram, from index: Int) -> [ProbeOutput] {
        give(.received(datagram, from: Self.key(index)))
    }

    /// Lets time pass; answers at once for those who answer.
    mutating func wait(_ milliseconds: UInt64) -> [ProbeOutput] {
        let end = now.adding(milliseconds)
        var all: [ProbeOutput] = []
        while let due = prober.due, due <= end {
            now = max(now, due)
            all += play(give(.timerDue))
        }
        now = end
        return all
    }

    private mutating func play(_ outputs: [ProbeOutput]) -> [ProbeOutput] {
        var all: [ProbeOutput] = []
        for output in outputs {
            all.append(output)
            switch output {
            case .send(.ping(let number, _, let incarnation, _), let node, _) where answering.contains(node):
                all += give(.received(.ack(number: number, incarnation: incarnation, roots: .none), from: node))
            case .askLink(let node, let number) where linkAnswering.contains(node):
                all += give(.linkAnswered(node, number: number))
            default: break
            }
        }
        return all
    }

    /// Waits until something of the kind is put out.
    /// - Returns: everything up to and with the input that did it.
    mutating func wait(upTo limit: UInt64 = 20_000, for isIt: (ProbeOutput) -> Bool) -> [ProbeOutput] {
        let end = now.adding(limit)
        var all: [ProbeOutput] = []
        while let due = prober.due, due <= end {
            now = max(now, due)
            let outputs = play(give(.timerDue))
            all += outputs
            if outputs.contains(where: isIt) { break }
        }
        return all
    }
}

extension ProbeOutput {
    var ping: (number: UInt32, to: PublicKey, suspected: Bool, incarnation: UInt32)? {
        if case .send(.ping(let number, let suspected, let incarnation, _), let node, _) = self {
            return (number, node, suspected, incarnation)
        }
        return nil
    }

    var pingRequest: (number: UInt32, to: PublicKey, target: PublicKey)? {
        if case .send(.pingRequest(let number, let target, _), let node, _) = self { return (number, node, target) }
        return nil
    }

    var question: (number: UInt32, to: PublicKey)? {
        if case .askLink(let node, let number) = self { return (number, node) }
        return nil
    }

    var rumour: (to: PublicKey, suspect: PublicKey)? {
        if case .send(.suspicion(let suspect, _), let node, _) = self { return (node, suspect) }
        return nil
    }
}
