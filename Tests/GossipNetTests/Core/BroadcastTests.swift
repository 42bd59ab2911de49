import GossipNet
import PledgeLedger
import Testing

/// The broadcast tree in a random overlay of 50 nodes with 5 links each.
@Suite struct BroadcastTests {
    private let count = 50
    private static let seeds: [UInt64] = [1, 2, 3, 4]

    /// In step; from then on all roots are lost, so that what comes has come by the tree.
    private func net(_ seed: UInt64) -> BroadcastNet {
        var net = BroadcastNet.overlay(seed: seed, nodes: count, degree: 5)
        net.isLost = { _, frame in if case .roots = frame { true } else { false } }
        net.forget()
        return net
    }

    /// One entry, by one of some authors at a random node, and time for it to reach everybody.
    private func broadcast(_ net: inout BroadcastNet, _ author: PublicKey) -> Int {
        let stop = (net.nodes[0].store.head(author)?.stop ?? 0) + 1
        net.sign(net.draw.below(count), author)
        net.pass(3_000)
        return net.holders(author, stop)
    }

    private func warmUp(_ net: inout BroadcastNet, _ rounds: Int = 20) {
        for _ in 0..<rounds {
            let author = net.draw.author()
            _ = broadcast(&net, author)
        }
    }

    /// From the first broadcast on every entry reaches everybody, without a comparison.
    @Test(arguments: seeds) func everyEntryReachesEverybody(seed: UInt64) {
        var net = net(seed)
        for round in 0..<30 {
            let author = net.draw.author()
            let holders = broadcast(&net, author)
            #expect(holders == count, "seed \(seed), broadcast \(round)")
        }
        #expect(net.frames["walk"] == nil && net.frames["need"] == nil, "\(net.frames)")
        #expect(!net.said.contains { if case .misbehaviour = $0.event { true } else { false } })
    }

    /// Relative redundancy as in the paper: payloads received ÷ (nodes − 1) − 1.
    @Test(arguments: seeds) func treeCarriesLittleTwice(seed: UInt64) {
        var net = net(seed)
        warmUp(&net)
        net.forget()
        let rounds = 20
        warmUp(&net, rounds)
        let payloads = Double(net.frames["segment", default: 0]) / Double(rounds)
        let redundancy = payloads / Double(count - 1) - 1
        #expect(redundancy >= 0 && redundancy <= 0.1, "seed \(seed): \(redundancy), \(net.frames)")
        #expect(net.duplicates <= rounds * count / 10)
        let hops = net.hops
        #expect(hops.count == rounds * (count - 1))
        #expect((hops.max() ?? 0) <= 16, "seed \(seed): the last comes over \(hops.max() ?? 0) links")
    }

    /// After duplicates were pruned, eager links still join all nodes, and hardly more than that.
    @Test(arguments: seeds) func prunesNeverDisconnect(seed: UInt64) {
        var net = net(seed)
        for round in 0..<25 {
            let author = net.draw.author()
            _ = broadcast(&net, author)
            #expect(net.isConnected(net.eager), "seed \(seed), broadcast \(round)")
        }
        #expect(net.eager.count <= count + count / 5, "seed \(seed): \(net.eager.count) eager links")
        #expect(net.said.contains { if case .pruned = $0.event { true } else { false } })
    }

    /// A fifth of the links breaks while an entry is under way; the rest still joins all nodes.
    @Test(arguments: seeds) func graftsRepairBrokenLinks(seed: UInt64) {
        var net = net(seed)
        warmUp(&net)
        net.forget()
        let author = net.draw.author()
        net.sign(net.draw.below(count), author)
        net.pass(120)
        let before = net.holders(author, 1)
        #expect(before > 1 && before < count, "seed \(seed): under way, \(before)")
        let links = net.up
        for link in links.shuffled(using: &net.draw).prefix(links.count / 5)
        where net.isConnected(net.up.filter { $0 != link }) { net.cut(link) }
        #expect(net.up.count <= links.count - links.count / 6)
        let broken = net.now
        while net.holders(author, 1) < count, net.now.since(broken) < 20_000 { net.pass(50) }
        #expect(net.holders(author, 1) == count, "seed \(seed): \(net.holders(author, 1))")
        #expect(net.now.since(broken) <= 4_000, "seed \(seed): \(net.now.since(broken)) ms")
        #expect(net.frames["graft", default: 0] > 0, "\(net.frames)")
        // And the tree is whole again.
        warmUp(&net, 5)
        #expect(net.isConnected(net.eager))
    }

    /// A push on a link of the tree is late, as where a packet is lost and sent again: whoever missed it takes the
    /// entry by other ways meanwhile, and most of these go again.
    @Test(arguments: seeds) func latePushesLeaveTheTree(seed: UInt64) {
        var net = net(seed)
        warmUp(&net, 40)
        var grafts = 0, changed = 0
        for link in net.eager.prefix(20) {
            let tree = net.eager
            net.forget()
            net.lateness = { _, id, frame in if case .segment = frame, id == link { 2_000 } else { 0 } }
            let author = net.draw.author()
            net.sign(net.draw.below(count), author)
            net.pass(6_000)
            #expect(net.holders(author, 1) == count)
            grafts += net.frames["graft", default: 0]
            changed += Set(net.eager).symmetricDifference(tree).count
            net.lateness = { _, _, _ in 0 }
        }
        // Were each graft for good, two links would change for it: the one that comes, and the one that goes for it.
        #expect(grafts > 10 && 2 * changed < 3 * grafts, "\(changed) links changed, \(grafts) grafts")
    }

    /// Many authors at once, at many nodes: announcements are gathered, and nothing is lost.
    @Test(arguments: seeds) func burstsAreGathered(seed: UInt64) {
        var net = net(seed)
        warmUp(&net)
        net.forget()
        let authors = (0..<200).map { _ in net.draw.author() }
        for author in authors { net.sign(net.draw.below(count), author) }
        net.pass(4_000)
        for author in authors { #expect(net.holders(author, 1) == count) }
        let lazy = net.up.count - (count - 1)
        // At most both ends of each lazy link tell of each entry: gathered, that is far fewer frames.
        #expect(net.frames["announce", default: 0] < 2 * lazy * authors.count / 4, "\(net.frames)")
    }

    @Test func sameSeedSameOutputs() {
        func run(_ seed: UInt64) -> Digest? {
            var net = net(seed)
            net.trace = SHA256()
            warmUp(&net, 5)
            for link in net.up.shuffled(using: &net.draw).prefix(20) { net.cut(link) }
            warmUp(&net, 3)
            return net.trace?.finish()
        }
        let one = run(9)
        #expect(one != nil && one == run(9))
        #expect(one != run(10))
    }
}
