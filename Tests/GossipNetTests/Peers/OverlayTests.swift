import GossipNet
import PledgeLedger
import Testing

/// The paper's experiments, small: HyParView, section 5.
@Suite struct OverlayTests {
    /// Nodes join through random earlier ones, ten at a time.
    private func joined(_ count: Int, seed: UInt64, atOnce: Int = 10, isDiallable: (Int) -> Bool = { _ in true }) -> Overlay {
        var overlay = Overlay(seed: seed)
        overlay.add(Overlay.host(0))
        for index in 1..<count {
            overlay.add(Overlay.host(index), isDiallable: isDiallable(index))
            var contact = Int.random(in: 0..<index, using: &overlay.random)
            while !overlay.nodes[contact].isDiallable { contact = Int.random(in: 0..<index, using: &overlay.random) }
            overlay.introduce(index, to: contact)
            if index % atOnce == 0 { overlay.pass(Overlay.tick) }
        }
        return overlay
    }

    private func report(_ title: String, _ overlay: Overlay) {
        let degrees = Overlay.spread(overlay.alive.map { overlay.neighbours($0).count })
        let outbound = Overlay.spread(overlay.alive.map { overlay.outbound($0).count })
        let passive = Overlay.spread(overlay.alive.map { overlay.nodes[$0].views.passiveSamples.count })
        let inDegree = Overlay.spread(overlay.passiveInDegrees)
        print("\(title): living \(overlay.alive.count), largest part \(overlay.largestPart()), active \(degrees), dialled \(outbound), passive \(passive), passive in-degree \(inDegree), messages \(overlay.messages), dials \(overlay.dials), drops \(overlay.drops)")
    }

    private func check(_ overlay: Overlay, _ title: String) {
        report(title, overlay)
        #expect(overlay.largestPart() == overlay.alive.count)
        #expect(overlay.largest <= Limits.activeMost)
        #expect(overlay.oneSided == 0)
    }

    @Test(arguments: [1]) func aThousandJoin(seed: UInt64) {
        var overlay = joined(1_000, seed: seed)
        overlay.pass(120_000)
        check(overlay, "1,000 joined")
        let degrees = Overlay.spread(overlay.alive.map { overlay.neighbours($0).count })
        #expect(degrees.least >= Limits.outboundGroups && degrees.mean >= 5)
        let inDegree = Overlay.spread(overlay.passiveInDegrees)
        #expect(inDegree.least > 0 && Double(inDegree.most) < 4 * inDegree.mean)
    }

    /// All at once, through one and the same node.
    @Test func stormThroughOneNode() {
        var overlay = Overlay(seed: 3)
        for index in 0..<500 {
            overlay.add(Overlay.host(index))
            if index > 0 { overlay.introduce(index, to: 0) }
        }
        overlay.pass(600_000)
        check(overlay, "500 through one")
    }

    /// Half, then four fifths of all nodes die in one moment.
    @Test(arguments: [50, 80]) func massFailure(percent: Int) {
        var overlay = joined(1_000, seed: UInt64(percent))
        overlay.pass(60_000)
        for index in overlay.alive.shuffled(using: &overlay.random).prefix(percent * 10) { overlay.kill(index) }
        var rounds = 0
        repeat {
            overlay.pass(Limits.shuffle)
            rounds += 1
        } while overlay.largestPart() < overlay.alive.count && rounds < 20
        print("\(percent) % killed: one part again after \(rounds) rounds")
        #expect(rounds <= 4)
        overlay.pass(120_000)
        check(overlay, "\(percent) % killed")
    }

    /// Three of ten can't be dialled: they live on links that they open.
    @Test func behindNAT() {
        var overlay = joined(300, seed: 7) { $0 % 10 >= 3 || $0 == 0 }
        overlay.pass(300_000)
        check(overlay, "30 % behind NAT")
        for index in overlay.alive where !overlay.nodes[index].isDiallable {
            #expect(!overlay.neighbours(index).isEmpty)
        }
    }

    /// All links fail and no bootstrap comes back: books alone bring the overlay up again, also those
    /// of nodes that were stopped and started in between.
    @Test func comesBackFromBooks() {
        var overlay = joined(200, seed: 8)
        overlay.pass(300_000)
        overlay.kill(0)
        overlay.cutAll()
        overlay.pass(60_000)
        check(overlay, "all links cut")
        var again = Overlay(seed: 9)
        for node in overlay.nodes {
            again.add(node.address.host, entries: node.views.book.snapshot())
        }
        again.kill(0)
        again.pass(120_000)
        check(again, "all started again")
    }

    /// An attacker with ten keys for each honest node, all in one /16, whose nodes gossip only of each
    /// other: every honest node keeps a link that it dialled to an honest one.
    @Test func eclipse() {
        var overlay = joined(50, seed: 10)
        overlay.pass(60_000)
        for index in 0..<500 {
            overlay.add("66.66.\(index / 250).\(1 + index % 250)", isHonest: false)
        }
        for index in 50..<550 {
            // Each knows several of its kind, and honest nodes to press upon.
            for _ in 0..<6 { overlay.introduce(index, to: Int.random(in: 50..<550, using: &overlay.random)) }
            for _ in 0..<6 { overlay.introduce(index, to: Int.random(in: 0..<50, using: &overlay.random)) }
        }
        var least = Int.max
        for _ in 0..<12 {
            overlay.pass(Limits.shuffle)
            press(&overlay)
            let honest = overlay.nodes.indices.filter { overlay.nodes[$0].isHonest }
            let kept = honest.map { index in overlay.outbound(index).count { overlay.nodes[$0].isHonest } }
            least = min(least, kept.min() ?? 0)
        }
        let isHonest = { (index: Int) in overlay.nodes[index].isHonest }
        let honest = overlay.alive.filter(isHonest)
        let inHonest = honest.map { index in overlay.neighbours(index).count { !overlay.nodes[$0].isHonest } }
        print("eclipse: fewest honest dialled links at any time \(least), attackers in honest active views \(Overlay.spread(inHonest)), honest part \(overlay.largestPart(where: isHonest)) of \(honest.count)")
        #expect(least >= 1)
        #expect(overlay.largestPart(where: isHonest) == honest.count)
        #expect(overlay.largest <= Limits.activeMost)
    }

    /// Every attacker sends its honest neighbours samples of attackers.
    private func press(_ overlay: inout Overlay) {
        for index in overlay.nodes.indices where !overlay.nodes[index].isHonest {
            let samples = (0..<Limits.sample).map { _ in
                let other = overlay.nodes[Int.random(in: 50..<550, using: &overlay.random)]
                return PeerSample(node: other.key, address: other.address)
            }
            let key = overlay.nodes[index].key
            for other in overlay.neighbours(index) where overlay.nodes[other].isHonest {
                overlay.give(other, .message(from: key, .shuffle(origin: key, ttl: 1, samples)))
                overlay.give(other, .message(from: key, .forwardJoin(samples[0], ttl: 0)))
            }
        }
    }

    #if !DEBUG
    /// As many nodes as in the paper.
    @Test func tenThousand() {
        var overlay = joined(10_000, seed: 11, atOnce: 100)
        overlay.pass(60_000)
        check(overlay, "10,000 joined")
        for index in overlay.alive.shuffled(using: &overlay.random).prefix(8_000) { overlay.kill(index) }
        overlay.pass(3 * Limits.shuffle)
        report("10,000 less 80 %", overlay)
        #expect(overlay.largestPart() == overlay.alive.count)
    }
    #endif
}
