import GossipNet
import PledgeLedger
import Testing

@Suite struct HostileTests {
    private let collective = CoreDraw.collective

    private func pair(feeds: Int = 5) -> (Harness, LinkID, CoreDraw) {
        var draw = CoreDraw(seed: 40), harness = Harness()
        let store = draw.store(feeds: feeds)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        let link = harness.link(0, 1)
        harness.run()
        return (harness, link, draw)
    }

    @Test(arguments: 1...50) func junkClosesTheLink(seed: Int) {
        var (harness, link, _) = pair(), draw = CoreDraw(seed: UInt64(seed))
        harness.post(link, from: 0, draw.bytes(1 + draw.below(300)))
        harness.run()
        let isClosed = harness.hasClosed(1), events = harness.events(1)
        // Some junk happens to be a frame; most is none, and then the node is remembered.
        if isClosed { #expect(events.contains { if case .misbehaviour = $0 { true } else { false } }, "seed \(seed)") }
        #expect(isClosed || harness.agree(collective), "seed \(seed)")
    }

    /// Each is an answer to nothing, or about nothing.
    @Test(arguments: [
        Frame.done(.init(collective: 0, need: 9)),
        .ids(.init(collective: 0, number: 4, ids: [.zero])),
        .roots(.init(collective: 1, root: .whole(.zero), entries: 0)),
        .walk(.init(collective: 0, number: 0, salt: 7, acks: 3)),
    ]) func unaskedFramesCloseTheLink(frame: Frame) {
        var (harness, link, draw) = pair()
        harness.post(link, from: 0, frame)
        harness.run()
        #expect(harness.hasClosed(1), "\(frame)")
        // The node is remembered.
        harness.append(0, collective, draw.author())
        harness.link(0, 1)
        harness.run()
        #expect(harness.closeReasons(1).contains(.banned))
        #expect(!harness.agree(collective))
        harness.pass(Limits.ban + 1_000)
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
    }

    @Test(arguments: [Frame.done(.init(collective: 0, need: 1)), .views(.join), .prune(.init(collective: 0))])
    func framesBeforeHelloCloseTheLink(frame: Frame) {
        var harness = Harness()
        _ = harness.add([MiniStore(collective)])
        harness.nodes.append(harness.nodes[0])
        harness.wires[LinkID(99)] = .init(from: 0, to: 1)
        harness.give(0, .linked(
            LinkID(99), node: .zero, handshakeHash: .zero, role: .responder, address: nil, wallClock: 1))
        harness.give(0, .frame(LinkID(99), frame, size: 4))
        harness.run()
        #expect(harness.closeReasons(0) == [.misbehaviour(.beforeHello)])
    }

    @Test func badSignatureClosesTheLink() {
        var (harness, link, draw) = pair()
        let author = draw.author()
        guard var bytes = harness.nodes[0].stores[collective]?.entry(author, seq: 1, prev: .zero)?.bytes else { return }
        bytes[bytes.count - 64] = MiniStore.badSignature
        var packer = SegmentPacker()
        _ = packer.append(entry: bytes)
        harness.post(link, from: 0, .segment(.init(collective: 0, need: 0, author: author, entries: packer.bytes)))
        harness.run()
        #expect(harness.closeReasons(1) == [.misbehaviour(.badSignature)])
    }

    @Test func needFloodClosesTheLink() {
        var (harness, link, _) = pair()
        harness.nodes[1].isSlow = true
        for number in 1...UInt32(Limits.needsQueued + 2) {
            harness.post(link, from: 0, .need(.init(collective: 0, number: number, paths: [.top])))
        }
        harness.run()
        #expect(harness.closeReasons(1) == [.misbehaviour(.flood)])
    }

    /// A peer that claims another root for ever is walked three times, then ever more seldom.
    @Test(arguments: [true, false]) func rootLiarIsPausedFrom(liarDials: Bool) {
        var draw = CoreDraw(seed: 41), harness = Harness()
        let common = draw.store(feeds: 20)
        var more = common
        for _ in 0..<5 { _ = more.append(draw.author()) }
        // The honest node's store refuses all that the other has.
        var refusing = common
        refusing.refusesAll = true
        _ = harness.add([refusing])
        _ = harness.add([more])
        harness.link(liarDials ? 1 : 0, liarDials ? 0 : 1)
        harness.run()
        harness.pass(1_000)
        let atFirst = harness.frames["segment", default: 0]
        #expect(atFirst <= 5 * 16, "\(harness.frames)")
        harness.pass(6 * 3_600_000)
        #expect(harness.frames["segment", default: 0] <= atFirst + 5 * 16 * 14, "\(harness.frames)")
        #expect(!harness.hasClosed(0) && !harness.hasClosed(1))
    }

    /// A peer that begins and then does nothing is given up, and another link has its turn.
    @Test func stalledPeerIsGivenUp() {
        var draw = CoreDraw(seed: 42), harness = Harness()
        let store = draw.store(feeds: 50)
        _ = harness.add([MiniStore(collective)])
        for index in 1...2 { _ = harness.add([store], seed: UInt64(index)) }
        harness.nodes[1].isSlow = true
        let link = harness.link(0, 1)
        harness.run(limit: 6)
        harness.deaf = [1]
        harness.run()
        harness.link(0, 2)
        harness.run()
        #expect(harness.nodes[0].stores[collective]?.feeds.isEmpty == true)
        // The deaf peer still answers nothing; keep its link from being silent.
        for _ in 0..<4 {
            harness.pass(10_000)
            harness.give(0, .frame(link, .pong(0), size: 2))
        }
        harness.run()
        #expect(harness.events(0).contains { if case .stalled = $0 { true } else { false } })
        #expect(harness.nodes[0].stores[collective]?.feeds.count == 50)
    }

    private static let stranger = PublicKey(SHA256.hash([7]).raw)

    /// A peer that answers a comparison without end, and with nothing of use, does not keep its turn: with steps,
    /// with places where it holds nothing, with heads that it never serves, with needs of its own.
    @Test(arguments: [
        Frame.walk(.init(collective: 0, number: 0, more: true)),
        .missing(.init(collective: 0, walk: 1, paths: [.top])),
        .heads(.init(collective: 0, walk: 1, heads: [.init(author: stranger, stop: 9, id: EntryID(stranger.raw))])),
        .need(.init(collective: 0, number: 1, paths: [.top])),
    ]) func endlessComparisonIsGivenUp(frame: Frame) {
        var draw = CoreDraw(seed: 43), harness = Harness()
        let common = draw.store(feeds: 20)
        var more = common
        for _ in 0..<5 { _ = more.append(draw.author()) }
        _ = harness.add([common])
        for index in 1...2 { _ = harness.add([more], seed: UInt64(index)) }
        // The liar's own part in the comparison is lost, and steps that promise more come in its place.
        harness.lies = { node, frame in
            guard node == 1 else { return [frame] }
            return switch frame {
            case .walk, .heads, .missing, .segment, .done: []
            default: [frame]
            }
        }
        let liar = harness.link(0, 1)
        harness.run()
        harness.link(0, 2)
        harness.run()
        // It hears nothing, and its own core does not mind.
        harness.deaf = [1]
        func step() {
            harness.give(1, .frame(liar, .pong(0), size: 2))
            harness.post(liar, from: 1, FrameCodec.encode(frame))
            harness.pass(10_000)
        }
        #expect(harness.nodes[0].stores[collective]?.feeds.count == 20)
        for _ in 0..<11 { step() }
        #expect(!harness.events(0).contains { if case .stalled = $0 { true } else { false } })
        for _ in 0..<6 { step() }
        #expect(harness.events(0).contains { if case .stalled = $0 { true } else { false } })
        #expect(harness.nodes[0].stores[collective]?.feeds.count == 25)
    }
}
