import Foundation
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

    private func check(_ overlay: inout Overlay, _ title: String) {
        report(title, overlay)
        #expect(overlay.largestPart() == overlay.alive.count)
        #expect(overlay.largest <= Limits.activeMost)
        #expect(overlay.oneSided() == 0)
    }

    @Test(arguments: [1]) func aThousandJoin(seed: UInt64) {
        var overlay = joined(1_000, seed: seed)
        overlay.pass(120_000)
        check(&overlay, "1,000 joined")
        let degrees = Overlay.spread(overlay.alive.map { overlay.neighbours($0).count })
        #expect(degrees.least >= Limits.activeLeast && degrees.mean >= 5)
        #expect(overlay.longestShort < 60_000)
        // The last few find those who still have room later.
        let few = overlay.alive.count { overlay.outbound($0).count < Limits.outboundGroups }
        print("1,000 joined: \(few) have dialled fewer than wanted, short of links for \(overlay.longestShort) ms at most")
        #expect(few <= 20)
        let inDegree = Overlay.spread(overlay.passiveInDegrees)
        #expect(inDegree.least > 0 && Double(inDegree.most) < 4 * inDegree.mean)
        overlay.pass(180_000)
        report("1,000 three minutes later", overlay)
        let fewer = overlay.alive.count { overlay.outbound($0).count < Limits.outboundGroups }
        print("1,000 three minutes later: \(fewer) have dialled fewer than wanted")
        // Neighbours are exchanged all the time, so a few are between one and the next.
        #expect(fewer <= 10)
    }

    /// All at once, through one and the same node.
    @Test func stormThroughOneNode() {
        var overlay = Overlay(seed: 3)
        for index in 0..<500 {
            overlay.add(Overlay.host(index))
            if index > 0 { overlay.introduce(index, to: 0) }
        }
        overlay.pass(600_000)
        check(&overlay, "500 through one")
    }

    /// Half, four fifths, nine tenths of all nodes die in one moment, and dials to them hang. The paper: one or
    /// two rounds below 80 %, at most four at 90 %.
    @Test func massFailure() {
        var whole = joined(1_000, seed: 2)
        whole.pass(60_000)
        for percent in [50, 80, 90] { fail(percent, of: whole) }
    }

    private func fail(_ percent: Int, of whole: Overlay) {
        var overlay = whole
        for index in overlay.alive.shuffled(using: &overlay.random).prefix(percent * 10) { overlay.kill(index) }
        var rounds = 0
        repeat {
            overlay.pass(Limits.shuffle)
            rounds += 1
        } while overlay.largestPart() < overlay.alive.count && rounds < 20
        print("\(percent) % killed: one part again after \(rounds) rounds")
        #expect(rounds <= (percent > 80 ? 4 : 2))
        overlay.pass(120_000)
        check(&overlay, "\(percent) % killed")
    }

    /// Those who can't be dialled live on links that they open, half of all nodes or not; and scarce room
    /// does not make them dial without end.
    @Test(arguments: [30, 50]) func behindNAT(percent: Int) {
        var overlay = joined(500, seed: 7) { $0 % 10 >= percent / 10 || $0 == 0 }
        overlay.pass(300_000)
        check(&overlay, "\(percent) % behind NAT")
        // Between one neighbour and the next some have fewer for a moment, and nobody for a minute.
        let short = overlay.alive.count { overlay.neighbours($0).count < Limits.activeLeast }
        #expect(short <= overlay.alive.count / 50, "\(short)")
        #expect(overlay.longestShort < 60_000)
        let dials = overlay.dials
        overlay.pass(300_000)
        print("\(percent) % behind NAT: shortest of links for \(overlay.longestShort) ms at most, \(overlay.dials) dials, \(overlay.dials - dials) of them in the last five minutes")
        // Neighbours are exchanged, and where half can't be dialled whoever must leave for one finds another late.
        let perMinute = percent < 50 ? 3 : 4
        #expect(overlay.dials - dials < 500 * 5 * perMinute, "\(perMinute) dials a minute for each node")
    }

    /// All links fail and no bootstrap comes back: books alone bring the overlay up again, also those
    /// of nodes that were stopped and started in between.
    @Test func comesBackFromBooks() {
        var overlay = joined(200, seed: 8)
        overlay.pass(300_000)
        overlay.kill(0)
        overlay.cutAll()
        overlay.pass(60_000)
        check(&overlay, "all links cut")
        var again = Overlay(seed: 9)
        for node in overlay.nodes {
            again.add(node.address.host, entries: node.views.book.snapshot())
        }
        again.kill(0)
        again.pass(120_000)
        check(&again, "all started again")
    }

    /// An attacker with ten keys for each honest node, all in one /16: every honest node keeps a link
    /// that it dialled to an honest one, and the honest stay connected among themselves.
    @Test func eclipse() {
        var overlay = attacked(honest: 100, attackers: 1_000)
        let honest = overlay.alive.filter { overlay.nodes[$0].isHonest }
        var least = Int.max
        for _ in 0..<30 {
            overlay.press()
            overlay.pass(6_000)
            least = min(least, honest.map { honestDialled($0, overlay) }.min() ?? 0)
        }
        let attackers = honest.map { index in overlay.neighbours(index).count { !overlay.nodes[$0].isHonest } }
        let part = overlay.largestPart { overlay.nodes[$0].isHonest }
        print("eclipse: fewest honest dialled links at any time \(least), attackers in honest active views \(Overlay.spread(attackers)), honest part \(part) of \(honest.count)")
        #expect(least >= 1)
        #expect(part == honest.count)
        #expect(overlay.largest <= Limits.activeMost)
    }

    /// A newcomer whose only contact is an attacker knows attackers only; one honest address, from an
    /// invite or the local network, frees it.
    @Test func newcomerAmongAttackers() {
        var overlay = attacked(honest: 100, attackers: 1_000)
        let newcomer = overlay.add("99.9.9.9")
        overlay.introduce(newcomer, to: 100)
        for _ in 0..<10 {
            overlay.press()
            overlay.pass(6_000)
        }
        let before = honestDialled(newcomer, overlay)
        overlay.introduce(newcomer, to: 50)
        var seconds = 0
        while honestDialled(newcomer, overlay) < 2, seconds < 300 {
            if seconds % 6 == 0 { overlay.press() }
            overlay.pass(1_000)
            seconds += 1
        }
        print("newcomer among attackers: honest dialled links \(before), then \(honestDialled(newcomer, overlay)) after \(seconds) s")
        #expect(seconds <= 60)
    }

    /// Honest nodes that have joined, and attackers in one /16 that have not begun yet.
    private func attacked(honest: Int, attackers: Int) -> Overlay {
        var overlay = joined(honest, seed: 10)
        overlay.pass(60_000)
        for index in 0..<attackers { overlay.add("66.66.\(index / 250).\(1 + index % 250)", isHonest: false) }
        return overlay
    }

    private func honestDialled(_ index: Int, _ overlay: Overlay) -> Int {
        overlay.outbound(index).count { overlay.nodes[$0].isHonest }
    }

    #if !DEBUG
    /// As many nodes as in the paper: a minute's work, which is `make nightly`'s.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PLEDGED_NIGHTLY"] != nil, "PLEDGED_NIGHTLY is not set"))
    func tenThousand() {
        var overlay = joined(10_000, seed: 11, atOnce: 100)
        overlay.pass(60_000)
        check(&overlay, "10,000 joined")
        for index in overlay.alive.shuffled(using: &overlay.random).prefix(8_000) { overlay.kill(index) }
        overlay.pass(3 * Limits.shuffle)
        report("10,000 less 80 %", overlay)
        #expect(overlay.largestPart() == overlay.alive.count)
    }
    #endif
}
