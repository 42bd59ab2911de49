import GossipNet
import PledgeLedger
import Testing

@Suite struct CollectiveTests {
    private let collective = CoreDraw.collective
    private let hidden = CollectiveID(SHA256.hash([9]).raw)

    /// Opens a private collective at a node.
    private func open(_ harness: inout Harness, _ node: Int, secret: [UInt8]) {
        var store = MiniStore(hidden), draw = CoreDraw(seed: 50)
        for _ in 0..<(3 + node) { _ = store.append(draw.author()) }
        var state = store.state
        state.secret = secret
        harness.nodes[node].stores[hidden] = store
        harness.give(node, .opened(state))
    }

    /// A stranger who knows a private collective's id but not its secret learns nothing of it.
    @Test func strangerLearnsNothingOfAPrivateCollective() {
        var draw = CoreDraw(seed: 51), harness = Harness()
        let store = draw.store(feeds: 4)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        open(&harness, 0, secret: [1, 2, 3])
        open(&harness, 1, secret: [])
        harness.run()
        harness.link(0, 1)
        harness.run()
        #expect(harness.root(0, hidden) != harness.root(1, hidden))
        #expect(harness.frames["roots"] == 2, "\(harness.frames)")
        for node in 0...1 {
            #expect(harness.events(node).contains { event in
                if case .hello(_, _, let common) = event { common == [collective] } else { false }
            })
        }
    }

    /// Those who share the secret do share the collective, also when it is opened while linked.
    @Test(arguments: [true, false]) func secretHoldersShare(isLate: Bool) {
        var draw = CoreDraw(seed: 52), harness = Harness()
        let store = draw.store(feeds: 4)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        if !isLate { for node in 0...1 { open(&harness, node, secret: [1, 2, 3]) } }
        harness.run()
        harness.link(0, 1)
        harness.run()
        for node in 0...1 where isLate {
            open(&harness, node, secret: [1, 2, 3])
            harness.run()
        }
        #expect(harness.root(0, hidden) == harness.root(1, hidden))
        #expect(harness.agree(collective))
    }

    /// Closed and opened again while entries are on their way: nobody is blamed, and all comes in the end.
    @Test(arguments: 8...40) func collectiveIsOpenedAgain(after steps: Int) {
        var draw = CoreDraw(seed: 57), harness = Harness()
        let full = draw.store(feeds: 30)
        _ = harness.add([full])
        _ = harness.add([MiniStore(collective)])
        harness.link(1, 0)
        harness.run(limit: steps)
        harness.give(1, .closedCollective(collective))
        harness.run(limit: 3)
        if let state = harness.nodes[1].stores[collective]?.state { harness.give(1, .opened(state)) }
        harness.run()
        harness.pass(120_000)
        let agrees = harness.agree(collective)
        #expect(agrees, "after \(steps) steps")
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1), "after \(steps) steps")
    }

    @Test func nothingInCommonEndsTheLink() {
        var harness = Harness()
        let address = Address(host: "192.0.2.1", port: 4000)
        _ = harness.add([MiniStore(collective)])
        _ = harness.add([MiniStore(hidden)])
        harness.give(0, .keep(address))
        harness.run()
        harness.link(0, 1, address: address)
        harness.pass(Limits.nothingInCommon / 2)
        #expect(harness.closeReasons(0) == [.nothingInCommon])
        #expect(harness.frames == ["hello": 2, "bye": 2], "\(harness.frames)")
        #expect(harness.dials(0) == 1)
        harness.pass(Limits.nothingInCommon)
        #expect(harness.dials(0) == 2)
    }

    /// Another collective, or the same address given again, is a reason to ask once more at once.
    @Test(arguments: [true, false]) func newsEndsTheWaitAfterNothingInCommon(isCollective: Bool) {
        var harness = Harness()
        let address = Address(host: "192.0.2.1", port: 4000)
        _ = harness.add([MiniStore(collective)])
        _ = harness.add([MiniStore(hidden)])
        harness.give(0, .keep(address))
        harness.run()
        harness.link(0, 1, address: address)
        harness.pass(10_000)
        #expect(harness.dials(0) == 1)
        if isCollective { open(&harness, 0, secret: []) } else { harness.give(0, .keep(address)) }
        harness.pass(1_000)
        #expect(harness.dials(0) == 2)
        // What is known already is no news.
        harness.give(0, .opened(MiniStore(collective).state))
        harness.pass(1_000)
        #expect(harness.dials(0) == 2)
    }

    /// Who joins has an id alone: the charter comes first, then the feeds.
    @Test func charterIsFetchedOnJoining() {
        var draw = CoreDraw(seed: 53), harness = Harness()
        var full = draw.store(feeds: 9)
        full.things[collective] = [1, 2, 3, 4]
        _ = harness.add([full])
        _ = harness.add([])
        harness.nodes[1].stores[collective] = MiniStore(collective)
        harness.give(1, .opened(CollectiveState(id: collective, charterHeld: false)))
        harness.run()
        harness.link(0, 1)
        harness.run(limit: 8)
        #expect(harness.frames["walk"] == nil && harness.frames["need"] == nil, "\(harness.frames)")
        harness.run()
        #expect(harness.nodes[1].stores[collective]?.things[collective] == [1, 2, 3, 4])
        #expect(harness.agree(collective))
    }

    /// What the first peer lacks is asked of the next.
    @Test func wantedThingsAreAskedOfAll() {
        var draw = CoreDraw(seed: 54), harness = Harness()
        let store = draw.store(feeds: 3)
        let definition = EntryID(draw.digest().raw), text = EntryID(draw.digest().raw)
        for index in 0...3 { _ = harness.add([store], seed: UInt64(index)) }
        harness.nodes[2].stores[collective]?.things[definition] = [5]
        harness.nodes[3].stores[collective]?.texts[text] = [UInt8](repeating: 6, count: 40)
        for peer in 1...3 { harness.link(0, peer) }
        harness.run()
        harness.give(0, .wanted(collective, definitions: [definition], texts: [text]))
        harness.run()
        #expect(harness.nodes[0].stores[collective]?.things[definition] == [5])
        #expect(harness.nodes[0].stores[collective]?.texts[text]?.count == 40)
    }

    /// Standalone erasures spread like roots: told where they differ, then as they come.
    @Test func erasuresSpread() {
        var draw = CoreDraw(seed: 55), harness = Harness()
        let store = draw.store(feeds: 3)
        let early = EntryID(draw.digest().raw), late = EntryID(draw.digest().raw)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        harness.nodes[0].stores[collective]?.things = [early: [1], late: [2]]
        harness.give(0, .extras(collective, [early]))
        harness.run()
        harness.link(0, 1)
        harness.run()
        #expect(harness.nodes[1].stores[collective]?.things[early] == [1])
        harness.give(1, .extras(collective, [early]))
        harness.give(0, .extras(collective, [early, late]))
        harness.run()
        #expect(harness.nodes[1].stores[collective]?.things[late] == [2])
    }

    /// The same inputs give the same outputs, bytes and times.
    @Test func sameSeedSameRun() {
        func run() -> (String, [String: Int]) {
            var draw = CoreDraw(seed: 56), harness = Harness()
            for index in 0..<4 {
                let (one, _) = ConvergenceTests.pair(&draw, feeds: 30, changes: 10)
                _ = harness.add([one], seed: UInt64(index))
            }
            for index in 1..<4 { harness.link(index - 1, index) }
            harness.pass(100_000)
            for _ in 0..<10 { harness.append(draw.below(4), collective, draw.author()) }
            harness.pass(100_000)
            return (harness.nodes.map { "\($0.outputs) \($0.wake as Any)" }.joined(), harness.bytes)
        }
        let one = run(), other = run()
        #expect(one.0 == other.0)
        #expect(one.1 == other.1)
    }
}
