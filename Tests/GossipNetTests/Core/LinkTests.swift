import GossipNet
import PledgeLedger
import Testing

@Suite struct LinkTests {
    private let collective = CoreDraw.collective

    /// Whenever a link is lost, in the middle of whatever, a new one brings both to the same end.
    @Test(arguments: 1...4) func lossAtEveryStepIsRepaired(seed: Int) {
        var draw = CoreDraw(seed: UInt64(seed))
        var (one, other) = ConvergenceTests.pair(&draw, feeds: 40, changes: 12)
        let author = draw.author()
        for _ in 0..<6 {
            _ = one.append(author, face: 1)
            _ = other.append(author, face: 2)
        }
        var start = Harness()
        _ = start.add([one], seed: UInt64(seed))
        _ = start.add([other], seed: UInt64(seed) &+ 5)
        var whole = start
        whole.link(0, 1)
        whole.run()
        #expect(whole.agree(collective), "seed \(seed)")
        for cut in 0...whole.delivered {
            var harness = start
            harness.cutAfter = cut
            harness.link(0, 1)
            harness.run()
            harness.link(cut % 2, 1 - cut % 2)
            harness.run()
            let agrees = harness.agree(collective)
            #expect(agrees, "seed \(seed), cut after \(cut) frames")
        }
    }

    /// One intake at a time: an empty node with three full peers takes each entry once.
    @Test func nothingComesTwice() {
        var draw = CoreDraw(seed: 30), harness = Harness()
        let store = draw.store(feeds: 300)
        let empty = harness.add([MiniStore(collective)])
        for index in 1...3 {
            _ = harness.add([store], seed: UInt64(index))
            if index == 2 { harness.link(index, empty) } else { harness.link(empty, index) }
        }
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.frames["segment"] == 300, "\(harness.frames)")
        #expect(harness.inSteps(empty) == 3)
    }

    /// Of two links between two nodes the one that the lower key dialled stays, at both ends.
    @Test(arguments: [0, 1]) func duplicateLinksAreClosedAlike(first: Int) {
        var draw = CoreDraw(seed: 31), harness = Harness()
        let store = draw.store(feeds: 5)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        let lower = harness.nodes[0].core.node < harness.nodes[1].core.node ? 0 : 1
        let links = [harness.link(first, 1 - first), harness.link(1 - first, first)]
        harness.run()
        let kept = first == lower ? links[0] : links[1]
        for node in 0...1 {
            harness.append(node, collective, draw.author())
            harness.run()
        }
        #expect(harness.agree(collective))
        for node in 0...1 {
            let closed = harness.nodes[node].outputs.compactMap { output -> LinkID? in
                if case .close(let id, _) = output { id } else { nil }
            }
            #expect(!closed.contains(kept), "node \(node)")
        }
    }

    /// The peer is gone: an address is dialled again at once after a long link, then ever more seldom.
    @Test func dialsBackOff() {
        var harness = Harness()
        let address = Address(host: "192.0.2.1", port: 4000)
        _ = harness.add([MiniStore(collective)])
        harness.give(0, .keep(address))
        var times: [UInt64] = []
        for _ in 0..<12 {
            let before = harness.dials(0)
            while harness.dials(0) == before { harness.pass(100) }
            times.append(harness.now.milliseconds)
            harness.give(0, .dialFailed(address))
            harness.run()
        }
        let pauses = zip(times.dropFirst(), times).map { $0 - $1 }
        for (index, pause) in pauses.enumerated() {
            let expected = min(Limits.dialPause << UInt64(index), Limits.dialPauseMost)
            #expect(pause >= expected * 3 / 4 && pause <= expected * 5 / 4 + 200, "pause \(index): \(pause)")
        }
    }

    /// One address that never answers delays no other.
    @Test func deadAddressDelaysNobody() {
        var harness = Harness()
        _ = harness.add([MiniStore(collective)])
        for port in 1...20 { harness.give(0, .keep(Address(host: "192.0.2.1", port: UInt16(port)))) }
        harness.run()
        #expect(harness.dials(0) == 20)
    }

    /// A link that stood long and broke is dialled again within a second.
    @Test func brokenLinkIsDialledAgain() {
        var draw = CoreDraw(seed: 32), harness = Harness()
        let store = draw.store(feeds: 5), address = Address(host: "192.0.2.1", port: 4000)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        harness.give(0, .keep(address))
        harness.run()
        let link = harness.link(0, 1, address: address)
        harness.pass(60_000)
        #expect(harness.dials(0) == 1)
        harness.cut(link)
        harness.pass(1_100)
        #expect(harness.dials(0) == 2)
    }

    /// Silence is pinged, and ends the link; a peer that answers stays.
    @Test func silentPeerIsClosed() {
        var draw = CoreDraw(seed: 33), harness = Harness()
        let store = draw.store(feeds: 5)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        harness.link(0, 1)
        harness.pass(300_000)
        #expect(harness.frames["ping", default: 0] >= 15)
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1))
        harness.deaf = [1]
        harness.pass(Limits.silence + 1_000)
        #expect(harness.hasClosed(1))
    }
}

/// Streams that a network between two nodes forgot while their datagrams pass.
@Suite struct StuckLinkTests {
    /// Two nodes in step that hear no frame of each other any more.
    private func stuck() -> (Harness, LinkID) {
        var draw = CoreDraw(seed: 61), harness = Harness()
        let store = draw.store(feeds: 5)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index), hasDatagrams: true) }
        let link = harness.link(0, 1)
        harness.pass(2_000)
        harness.deaf = [0, 1]
        return (harness, link)
    }

    /// News over which the two differ ends the link, and before that nobody says that they are in step.
    @Test func oneThatBringsNoNewsIsReplaced() {
        var (harness, link) = stuck(), draw = CoreDraw(seed: 62)
        #expect(harness.isInStep(0) && harness.isInStep(1))
        harness.appendNew(0, authors: 1, &draw)
        harness.pass(10_000)
        for node in 0...1 {
            let standing = harness.nodes[node].core.standing(of: Channel(link: link, collective: CoreDraw.collective, number: 0))
            #expect(standing?.isInStep == false && standing?.apartSince != nil, "node \(node)")
        }
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1))
        harness.pass(Limits.stuck)
        #expect((harness.closeReasons(0) + harness.closeReasons(1)).first == .stuck)
        harness.deaf = []
        harness.link(0, 1)
        harness.pass(2_000)
        #expect(harness.agree(CoreDraw.collective))
    }

    /// Where nothing is new nobody needs the stream.
    @Test func oneThatIsQuietStays() {
        var (harness, _) = stuck()
        harness.pass(Limits.stuck * 2)
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1))
    }

    /// A frame that comes late is as good as one in time.
    @Test func oneThatWasSlowStays() {
        var (harness, _) = stuck(), draw = CoreDraw(seed: 63)
        harness.appendNew(0, authors: 1, &draw)
        harness.pass(Limits.stuck / 2)
        for node in 0...1 { harness.hear(node) }
        harness.pass(Limits.stuck * 2)
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1))
        #expect(harness.agree(CoreDraw.collective))
    }
}

extension Harness {
    func dials(_ node: Int) -> Int {
        nodes[node].outputs.count { if case .dial = $0 { true } else { false } }
    }

    func hasClosed(_ node: Int) -> Bool {
        nodes[node].outputs.contains { if case .close = $0 { true } else { false } }
    }

    func closeReasons(_ node: Int) -> [CloseReason] {
        nodes[node].outputs.compactMap { if case .close(_, let reason) = $0 { reason } else { nil } }
    }
}
