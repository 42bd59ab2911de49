import GossipNet
import PledgeLedger
import Testing

/// A first sync that several peers serve at once.
@Suite struct SharesTests {
    private let collective = CoreDraw.collective

    /// An empty node and so many that hold the same.
    private func net(_ peers: Int, feeds: Int = 3_000, seed: UInt64 = 1) -> Harness {
        var draw = CoreDraw(seed: seed), harness = Harness()
        let store = draw.store(feeds: feeds)
        _ = harness.add([MiniStore(collective)], seed: seed)
        for index in 0..<peers { _ = harness.add([store], seed: seed &+ UInt64(index) + 1) }
        return harness
    }

    private func entries(_ harness: Harness, _ node: Int) -> Int {
        Int(harness.nodes[node].stores[collective]?.entries ?? 0)
    }

    /// Each serves a good part, and nothing comes twice.
    @Test(arguments: [1, 2, 3, 5], [true, false]) func peersShareTheWork(peers: Int, emptyDials: Bool) {
        var harness = net(peers)
        for peer in 1...peers { harness.link(emptyDials ? 0 : peer, emptyDials ? peer : 0) }
        harness.run()
        #expect(harness.agree(collective))
        for node in 0...peers { #expect(harness.isInStep(node), "node \(node)") }
        let served = (1...peers).map { harness.entriesServed[$0] ?? 0 }
        #expect(served.reduce(0, +) == entries(harness, 1), "nothing twice: \(served)")
        for part in served { #expect(part > entries(harness, 1) / (3 * peers), "\(served)") }
        #expect(harness.bytes["walk"] ?? 0 <= 2_000 * peers, "\(harness.bytes)")
    }

    /// Authors whom only vouches admit: all of a rank come before any of the next, from whomever.
    @Test func ranksComeInOrder() {
        var harness = net(3)
        for peer in 1...3 { harness.link(0, peer) }
        harness.run()
        let store = harness.nodes[1].stores[collective]
        let ranks = harness.nodes[0].stores[collective]?.history.compactMap { store?.feeds[$0.author]?.rank } ?? []
        #expect(!ranks.isEmpty && ranks == ranks.sorted())
    }

    /// A peer that dies, and one that answers nothing any more: the others do its part.
    @Test(arguments: [true, false], 1...6) func othersDoTheWorkOfTheDead(isSilent: Bool, seed: Int) {
        var harness = net(3, seed: UInt64(seed))
        var links: [LinkID] = []
        for peer in 1...3 { links.append(harness.link(0, peer)) }
        harness.run(limit: 600 + 97 * seed)
        #expect(!harness.agree(collective))
        if isSilent { harness.mute.insert(2) } else { harness.cut(links[1]) }
        harness.run()
        harness.pass(Limits.shareStall + 2 * Limits.shareCheck)
        #expect(harness.root(0, collective) == harness.root(1, collective))
        let served = (1...3).map { harness.entriesServed[$0] ?? 0 }.reduce(0, +), all = entries(harness, 1)
        #expect(served <= all + all / 20, "\(served) of \(all)")
    }

    /// Peers that come while it is under way take part.
    @Test func latecomersTakePart() {
        var harness = net(2)
        harness.link(0, 1)
        harness.run(limit: 700)
        harness.link(0, 2)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.entriesServed[2] ?? 0 > entries(harness, 1) / 5, "\(harness.entriesServed)")
    }

    /// A sync that was broken off goes on where it was.
    @Test(arguments: 1...8) func itResumes(seed: Int) {
        var harness = net(2, seed: UInt64(seed)), draw = CoreDraw(seed: UInt64(seed))
        var links = [harness.link(0, 1), harness.link(0, 2)]
        for _ in 0..<3 {
            harness.run(limit: 300 + draw.below(900))
            for link in links { harness.cut(link) }
            harness.restart(0)
            links = [harness.link(0, 1), harness.link(0, 2)]
        }
        harness.run()
        #expect(harness.agree(collective), "seed \(seed)")
        let served = (1...2).map { harness.entriesServed[$0] ?? 0 }.reduce(0, +), all = entries(harness, 1)
        // What was on its way when a link broke comes again.
        #expect(served <= all + all / 4, "seed \(seed): \(served) of \(all)")
    }

    /// Empty but for one feed, full, and one who claims ten times the truth, has nothing, ends no share, and
    /// answers with what was there already.
    private func netWithLiar() -> (Harness, liar: Int, entry: Frame.Segment) {
        var harness = Harness(), draw = CoreDraw(seed: 9), held = MiniStore(collective)
        let author = draw.author(), liar = 2
        var full = draw.store(feeds: 3_000)
        (_, _) = (held.append(author), full.append(author))
        for store in [held, full, MiniStore(collective)] { _ = harness.add([store]) }
        harness.lies = { node, frame in
            guard node == liar else { return [frame] }
            switch frame {
            case .done: return []
            case .roots(var roots):
                (roots.root, roots.entries) = (.whole(SHA256.hash([9])), 60_000)
                return [.roots(roots)]
            default: return [frame]
            }
        }
        let packed = held.segments(.init(author: author, after: 0, through: 1)).first ?? []
        return (harness, liar, .init(collective: 0, need: 1, author: author, entries: packed))
    }

    /// A liar whom it began with keeps nobody out and holds nothing up, though it brings a valid entry again
    /// and again.
    @Test func aLiarCostsLittle() {
        var (harness, liar, segment) = netWithLiar()
        let link = harness.link(0, liar)
        harness.run()
        harness.link(0, 1)
        for _ in 0..<3 {
            harness.post(link, from: liar, .segment(segment))
            harness.pass(Limits.shareStall - 1_000)
        }
        #expect(harness.root(0, collective) == harness.root(1, collective))
        #expect(harness.entriesServed[1] ?? 0 == entries(harness, 1) - 1, "each entry once")
        #expect(harness.frames["cancel"] == Limits.sharesOpen)
    }

    /// The store is never done with what it brings, pushed or asked for: that is no reason to wait for it.
    @Test(arguments: [0, 1]) func aFloodOfDuplicatesIsNoProgress(need: UInt32) {
        var (harness, liar, segment) = netWithLiar()
        segment.need = need
        let link = harness.link(0, liar)
        harness.run()
        harness.lag[link] = 2
        for _ in 0..<Int(Limits.shareStall + 4_000) / 500 {
            harness.post(link, from: liar, .segment(segment))
            harness.pass(500)
        }
        #expect(harness.frames["cancel"] == Limits.sharesOpen)
    }

    /// Pushes of one who takes no part, with which the store is never done, don't keep it from its end.
    @Test func pushesOfOthersHoldNothingUp() {
        var (harness, _, segment) = netWithLiar()
        harness.lies = nil
        segment.need = 0
        let pusher = harness.add([harness.nodes[0].stores[collective] ?? MiniStore(collective)])
        let link = harness.link(0, pusher)
        harness.run()
        harness.lag[link] = 2
        for _ in 0..<3 { harness.post(link, from: pusher, .segment(segment)) }
        harness.run()
        harness.link(0, 1)
        harness.run()
        #expect(harness.root(0, collective) == harness.root(1, collective))
    }

    /// The same during a walk: another peer has its turn before long.
    @Test func aFloodDuringAWalkEndsIt() {
        var (harness, liar, segment) = netWithLiar()
        harness.lies = { node, frame in
            guard node == liar else { return [frame] }
            guard case .roots(var roots) = frame else { if case .walk = frame { return [] } else { return [frame] } }
            (roots.root, roots.entries) = (.whole(SHA256.hash([9])), 10)
            return [.roots(roots)]
        }
        segment.need = 0
        let link = harness.link(0, liar)
        harness.lag[link] = 2
        harness.run()
        harness.link(0, 1)
        for _ in 0..<Int(Limits.stall + 6_000) / 500 {
            harness.post(link, from: liar, .segment(segment))
            harness.pass(500)
        }
        #expect(harness.root(0, collective) == harness.root(1, collective))
    }

    /// Cancelling what was never asked, and what is done: nothing happens.
    @Test func strangeCancelsAreIgnored() {
        var harness = net(1, feeds: 5)
        let link = harness.link(0, 1)
        harness.run()
        for need in [1, 2, 77] as [UInt32] { harness.post(link, from: 0, .cancel(.init(collective: 0, need: need))) }
        harness.run()
        #expect(!harness.hasClosed(1))
    }
}
