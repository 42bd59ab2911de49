import GossipNet
import PledgeLedger
import Testing

/// How a node that has all its neighbours exchanges one now and then.
@Suite struct PartialViewsMixingTests {
    /// One node's views; everybody whom it dials answers and takes it.
    private struct Driver {
        var views: PartialViews
        var random: CoreRandom
        var now = Moment(milliseconds: 1_000)
        /// When it dialled.
        var dials: [UInt64] = []
        /// Whom it left for another, and which priority it asked with.
        var displaced: [PublicKey] = []
        var priorities: [ViewMessage.Priority] = []

        init(seed: UInt64, knowing entries: [BookEntry] = []) {
            random = CoreRandom(seed: seed)
            views = PartialViews(
                own: Driver.key(0), ownAddress: Driver.address(0),
                book: AddressBook(secret: Array(UInt8(1)...16), entries: entries), now: now)
        }

        static func key(_ number: Int) -> PublicKey { PublicKey(SHA256.hash(Array("node \(number)".utf8)).raw) }
        static func address(_ number: Int) -> Address { Address(host: "20.\(number).1.1", port: 4_000) }

        /// Hears of nodes, and carries out what follows.
        mutating func hear(_ numbers: Range<Int>) {
            for number in numbers { give(.heard(Self.address(number), Self.key(number), host: nil)) }
        }

        /// Lets time pass.
        mutating func pass(_ seconds: UInt64) {
            let end = now.adding(seconds * 1_000)
            while views.due <= end {
                now = max(now, views.due)
                give(.tick)
            }
            now = end
        }

        private mutating func give(_ input: ViewInput) {
            var inputs = [input]
            while !inputs.isEmpty {
                var outputs: [ViewOutput] = []
                views.handle(inputs.removeFirst(), now: now, random: &random, into: &outputs)
                for output in outputs { inputs += answer(output) }
            }
        }

        private mutating func answer(_ output: ViewOutput) -> [ViewInput] {
            switch output {
            case .dial(let address):
                dials.append(now.milliseconds)
                guard let number = (1...250).first(where: { Self.address($0) == address }) else { return [] }
                return [.linkUp(Self.key(number), host: address.host, address: address, isOutbound: true)]
            case .send(let node, .join): return [.message(from: node, .neighbourReply(isAccepted: true, []))]
            case .send(let node, .neighbour(let priority)):
                priorities.append(priority)
                return [.message(from: node, .neighbourReply(isAccepted: true, []))]
            case .drop(let node, .displaced):
                displaced.append(node)
                return []
            default: return []
            }
        }
    }

    private static let seeds: [UInt64] = [1, 2, 3, 4, 5]

    /// Who knows few others gets about in the network at first: an exchange every 2 s, more or less a quarter.
    @Test(arguments: seeds) func theYoungExchangeOften(seed: UInt64) {
        var node = Driver(seed: seed)
        node.hear(1..<20)
        node.hear(20..<120)
        #expect(node.views.activeCount == Limits.activeTarget)
        let first = node.dials.count
        node.pass(Limits.youth / 1_000)
        let exchanges = node.dials.count - first
        let most = Int(Limits.youth / (Limits.mixYoung - Limits.mixYoung / 4))
        #expect((most / 2...most).contains(exchanges), "\(exchanges)")
        #expect(node.displaced.count == exchanges && node.views.activeCount == Limits.activeTarget)
        #expect(node.priorities.suffix(exchanges).allSatisfy { $0 == .high })
    }

    /// Whose book knows the network is not young; and the longer nothing happens the rarer an exchange is.
    @Test(arguments: seeds) func theGrownExchangeEverMoreRarely(seed: UInt64) {
        var node = Driver(seed: seed, knowing: Self.known)
        node.hear(1..<2)
        node.pass(1_800)
        #expect(node.views.activeCount >= Limits.activeTarget)
        let gaps = zip(node.dials, node.dials.dropFirst()).map { $1 - $0 }
            .filter { $0 >= Limits.mixLost - Limits.mixLost / 4 }
        #expect(gaps.count >= 6)
        let (least, longest) = (Limits.mixMost - Limits.mixMost / 4, Limits.mixMost + Limits.mixMost / 4)
        #expect(gaps.allSatisfy { $0 <= longest } && (gaps.last ?? 0) >= least, "\(gaps)")
        // The first is from the last neighbour that was wanted to the first exchange.
        #expect(zip(gaps.dropFirst(), gaps.dropFirst(2)).prefix(3).allSatisfy { $0 < $1 }, "\(gaps)")
    }

    /// Who was young knows the network then, and leaves the tree alone.
    @Test(arguments: seeds) func afterItsYouthANodeRests(seed: UInt64) {
        var node = Driver(seed: seed)
        node.hear(1..<20)
        node.hear(20..<120)
        // The exchange that ends its youth has the next one follow as before; from there on it rests.
        node.pass((Limits.youth + 4 * Limits.mixYoung) / 1_000)
        let then = node.dials.count
        node.pass((Limits.mixMost - Limits.mixMost / 4) / 1_000 - 10)
        #expect(node.dials.count == then)
        node.pass(Limits.mixMost / 1_000)
        #expect(node.dials.count > then)
    }

    private static var known: [BookEntry] {
        var node = Driver(seed: 9)
        node.hear(1..<120)
        return node.views.book.snapshot()
    }
}
