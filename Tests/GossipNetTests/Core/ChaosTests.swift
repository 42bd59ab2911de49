import GossipNet
import PledgeLedger
import Testing

/// Nodes at random, in a random order of events, while links break and authors fork; once that
/// stops, all of them end with the same.
@Suite struct ChaosTests {
    private let collective = CoreDraw.collective

    @Test(arguments: 1...40) func everybodyAgreesInTheEnd(seed: Int) {
        var draw = CoreDraw(seed: UInt64(seed)), harness = Harness()
        harness.chance = CoreDraw(seed: UInt64(seed) &+ 77)
        let count = 2 + draw.below(4), common = draw.store(feeds: draw.below(40))
        var authors = common.feeds.keys.sorted()
        for _ in 0..<6 { authors.append(draw.author()) }
        for index in 0..<count { _ = harness.add([common], seed: UInt64(seed * 10 + index)) }
        for _ in 0..<(10 + draw.below(20)) { disturb(&harness, authors, &draw) }
        settle(&harness)
        let agrees = harness.agree(collective)
        #expect(agrees, "seed \(seed), \(count) nodes, frames \(harness.frames)")
        for node in 0..<count {
            let blamed = harness.events(node).contains { if case .misbehaviour = $0 { true } else { false } }
            #expect(!blamed, "seed \(seed), node \(node): nobody misbehaved")
        }
    }

    private func disturb(_ harness: inout Harness, _ authors: [PublicKey], _ draw: inout CoreDraw) {
        let node = draw.below(harness.nodes.count), author = authors[draw.below(authors.count)]
        switch draw.below(8) {
        case 0, 1: harness.append(node, collective, author, count: 1 + draw.below(4))
        case 2: harness.append(node, collective, author, count: 1 + draw.below(2), face: UInt8(node + 1))
        case 3, 4:
            let other = draw.below(harness.nodes.count)
            if other != node { harness.link(node, other) }
        case 5: if let link = harness.upLinks.randomElement(using: &draw) { harness.cut(link) }
        case 6: harness.pass(UInt64(draw.below(20_000)))
        default: if let link = harness.upLinks.randomElement(using: &draw) { block(&harness, link, &draw) }
        }
        harness.run(limit: draw.below(60))
    }

    /// A sender that can't write for a while.
    private func block(_ harness: inout Harness, _ link: LinkID, _ draw: inout CoreDraw) {
        guard let node = harness.wires[link]?.from else { return }
        harness.give(node, .backlog(link, true))
        harness.append(node, collective, draw.author())
        harness.run(limit: draw.below(30))
        harness.give(node, .backlog(link, false))
    }

    /// A row of links, and time.
    private func settle(_ harness: inout Harness) {
        harness.run()
        for node in 1..<harness.nodes.count { harness.link(node - 1, node) }
        harness.run()
        harness.pass(20 * 60_000)
    }
}

extension Harness {
    /// Links that no end has closed or lost.
    var upLinks: [LinkID] { wires.keys.sorted().filter { wires[$0]?.isUp == true } }
}
