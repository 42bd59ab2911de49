import GossipNet
import PledgeLedger
import Testing

/// Nodes that met before, and what one of them missed since.
@Suite struct CursorTests {
    private let collective = CoreDraw.collective

    /// Two nodes in step, whose link is gone.
    private func met(feeds: Int, seed: Int = 1) -> (Harness, CoreDraw) {
        var draw = CoreDraw(seed: UInt64(seed)), harness = Harness()
        let store = draw.store(feeds: feeds)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(seed &+ index)) }
        harness.meet(0, 1)
        harness.forgetTraffic()
        return (harness, draw)
    }

    /// Two nodes who met again after node 1 had changed, and then it went back to what it was before.
    private func restored(feeds: Int, incarnation: UInt64? = nil) -> (Harness, CoreDraw) {
        var (harness, draw) = met(feeds: feeds)
        let backup = harness.nodes[1].stores
        change(&harness, 1, feeds: 9, new: 9, &draw)
        harness.meet(0, 1)
        harness.nodes[1].stores = backup
        harness.restart(1, incarnation: incarnation)
        harness.forgetTraffic()
        return (harness, draw)
    }

    private func change(_ harness: inout Harness, _ node: Int, feeds: Int, new: Int, _ draw: inout CoreDraw) {
        let authors = harness.nodes[node].stores[collective]?.feeds.keys.sorted() ?? []
        for author in authors.shuffled(using: &draw).prefix(feeds) {
            harness.append(node, collective, author, count: 1 + draw.below(3))
        }
        harness.appendNew(node, authors: new, &draw)
    }

    /// Whoever dials and whether or not the process is another one by now: no trees are walked.
    @Test(arguments: [true, false], [true, false])
    func whatChangedIsToldAtOnce(returningDials: Bool, restarts: Bool) {
        var (harness, draw) = met(feeds: 600)
        change(&harness, 1, feeds: 80, new: 20, &draw)
        if restarts { harness.restart(0) }
        harness.link(returningDials ? 0 : 1, returningDials ? 1 : 0)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.isInStep(0) && harness.isInStep(1))
        #expect(harness.frames["walk"] == nil && harness.frames["heads"] == nil, "\(harness.frames)")
        // 16 bytes a feed told, 12 asked for.
        #expect(harness.controlBytes < 100 * 28 + 400, "\(harness.bytes)")
    }

    /// Both have what the other lacks, some of it in the same feeds: one's own part is told to each.
    @Test(arguments: 1...20) func bothSidesAreToldOfTheOther(seed: Int) {
        var (harness, draw) = met(feeds: 200, seed: seed)
        let authors = harness.nodes[0].stores[collective]?.feeds.keys.sorted() ?? []
        change(&harness, 0, feeds: draw.below(30), new: draw.below(9), &draw)
        let own = Set(harness.nodes[0].stores[collective]?.history.map(\.author).suffix(60) ?? [])
        for author in authors where !own.contains(author) && draw.below(5) == 0 {
            harness.append(1, collective, author)
        }
        harness.run()
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective), "seed \(seed)")
        #expect(harness.frames["walk"] == nil, "seed \(seed): \(harness.frames)")
    }

    /// A fork that only one has seen comes along with the rest.
    @Test func forksAreTold() {
        var (harness, draw) = met(feeds: 20)
        let author = harness.nodes[0].stores[collective]?.feeds.keys.sorted()[3] ?? .zero
        harness.append(0, collective, author, face: 1)
        harness.append(1, collective, author, face: 2)
        change(&harness, 1, feeds: 5, new: 2, &draw)
        harness.link(0, 1)
        harness.run()
        harness.pass(60_000)
        #expect(harness.agree(collective))
        #expect(harness.nodes[0].stores[collective]?.feeds[author]?.fork != 0)
    }

    /// Links break after every possible frame, and processes end that kept their cursors long ago. Whatever a cursor says that a node has, it
    /// has, so that nothing is ever skipped; and in the end both have everything, without a walk.
    @Test(arguments: 1...30) func aBrokenSyncSkipsNothing(seed: Int) {
        var (harness, draw) = met(feeds: 60, seed: seed)
        var kept = harness.nodes.map(\.core.keptCursors)
        for cut in 0..<24 {
            change(&harness, draw.below(2), feeds: 1 + draw.below(20), new: draw.below(4), &draw)
            harness.cutAfter = harness.delivered + cut
            if draw.below(2) == 0 { harness.link(0, 1) } else { harness.link(1, 0) }
            harness.run()
            expectSound(harness, "seed \(seed), cut \(cut)")
            let node = draw.below(2)
            if draw.below(3) == 0 { kept[node] = harness.nodes[node].core.keptCursors }
            if draw.below(3) == 0 { harness.restart(node, cursors: kept[node]) }
        }
        harness.cutAfter = nil
        for wire in harness.upLinks { harness.cut(wire) }
        harness.run()
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective), "seed \(seed)")
        #expect(harness.frames["walk"] == nil, "seed \(seed): \(harness.frames)")
    }

    /// All that a peer's store held at the change that a cursor names is held here.
    private func expectSound(_ harness: Harness, _ what: String) {
        for node in harness.nodes {
            for cursor in node.core.keptCursors {
                let peer = harness.nodes.first { $0.core.node == cursor.node }
                for change in peer?.stores[collective]?.history.prefix(Int(cursor.change)) ?? [] {
                    let held = node.stores[collective]?.head(change.author)?.stop ?? 0
                    #expect(held >= change.stop, "\(what)")
                }
            }
        }
    }

    /// A store that went back, and one that is another: cursors into it count for nothing.
    @Test(arguments: [true, false]) func aStoreThatWentBackIsWalked(isAnother: Bool) {
        var (harness, draw) = restored(feeds: 100, incarnation: isAnother ? 99 : nil)
        change(&harness, 1, feeds: 3, new: 1, &draw)
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames["walk"] ?? 0 > 0, "\(harness.frames)")
        // From then on cursors serve again.
        change(&harness, 1, feeds: 3, new: 1, &draw)
        harness.restart(0)
        harness.forgetTraffic()
        change(&harness, 1, feeds: 3, new: 1, &draw)
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective) && harness.frames["walk"] == nil, "\(harness.frames)")
    }

    /// A store that went back and then got past its old number with other changes: what is between is
    /// found by the walk.
    @Test func numbersThatWereGivenTwiceAreWalked() {
        var (harness, draw) = restored(feeds: 50)
        change(&harness, 1, feeds: 20, new: 20, &draw)
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames["since"] ?? 0 > 0 && harness.frames["walk"] ?? 0 > 0, "\(harness.frames)")
    }

    /// The table is bounded, and the latest are kept.
    @Test func cursorsHaveABound() {
        var draw = CoreDraw(seed: 3), harness = Harness()
        let old = (0..<Limits.cursors).map { index in
            Cursor(node: draw.author(), collective: collective, incarnation: 7, change: UInt64(index + 1))
        }
        let store = draw.store(feeds: 3)
        for _ in 0...1 { _ = harness.add([store]) }
        harness.restart(0, cursors: old)
        harness.link(0, 1)
        harness.run()
        let kept = harness.nodes[0].core.keptCursors
        #expect(kept.count == Limits.cursors)
        #expect(!kept.contains(old[0]) && kept.contains(old[1]))
        #expect(kept.contains { $0.node == harness.nodes[1].core.node })
    }
    /// Peers of an earlier program, whose hello does not say that they catch up: they are walked with, and
    /// get nothing that they can't read.
    @Test(arguments: [true, false]) func earlierProgramsAreWalkedWith(emptyDials: Bool) {
        var draw = CoreDraw(seed: 4), harness = Harness()
        for store in [MiniStore(collective), draw.store(feeds: 2_500)] { _ = harness.add([store]) }
        harness.lies = { _, frame in
            switch frame {
            case .hello(var hello):
                hello.catchesUp = false
                return [.hello(hello)]
            case .need(let need): #expect(need.tails.isEmpty && need.rank == nil)
            case .done(let done): #expect(done.next == nil)
            default: break
            }
            return [frame]
        }
        #expect(harness.nodes[1].stores[collective]?.entries ?? 0 > Limits.shareLeast)
        for _ in 0..<2 {
            harness.meet(emptyDials ? 0 : 1, emptyDials ? 1 : 0)
            #expect(harness.agree(collective))
            change(&harness, 1, feeds: 20, new: 5, &draw)
        }
        for kind in ["since", "changes", "cancel"] { #expect(harness.frames[kind] == nil) }
        #expect(harness.nodes[0].core.keptCursors.isEmpty)
    }
}
