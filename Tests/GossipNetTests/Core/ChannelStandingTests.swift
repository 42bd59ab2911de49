import GossipNet
import PledgeLedger
import Testing

/// What a node says of itself beside a peer.
@Suite struct ChannelStandingTests {
    private let collective = CoreDraw.collective

    private func standing(_ harness: Harness, _ node: Int, _ link: LinkID) -> ChannelStanding? {
        harness.nodes[node].core.standing(of: Channel(link: link, collective: collective, number: 0))
    }

    /// Whoever dialled: the acceptor, who starts no comparison, knows it too.
    @Test(arguments: [true, false]) func aNodeKnowsByHowMuchItIsBehind(isDialler: Bool) throws {
        var draw = CoreDraw(seed: 60), harness = Harness()
        let large = draw.store(feeds: 20)
        _ = harness.add([MiniStore(collective)])
        _ = harness.add([large])
        let link = isDialler ? harness.link(0, 1) : harness.link(1, 0)
        harness.run()
        #expect(standing(harness, 0, link)?.isInStep == true && standing(harness, 1, link)?.isInStep == true)
        #expect(standing(harness, 0, link)?.lacking == 0 && standing(harness, 0, link)?.apartSince == nil)
        #expect(standing(harness, 0, link)?.cameLast != nil && standing(harness, 1, link)?.cameLast == nil)
        #expect(standing(harness, 0, LinkID(77)) == nil)
    }

    /// Nobody holds more than there is room for: what is claimed beyond that is not shown.
    @Test func noClaimIsBeyondAllThatCanBeHeld() throws {
        var draw = CoreDraw(seed: 62), harness = Harness()
        let store = draw.store(feeds: 5), held = store.state.entries
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        harness.lies = { node, frame in
            guard node == 0, case .roots = frame else { return [frame] }
            return [.roots(.init(collective: 0, root: .whole(SHA256.hash([1])), entries: .max))]
        }
        let link = harness.link(1, 0)
        harness.run()
        #expect(standing(harness, 1, link)?.lacking == Limits.claimed - held)
        #expect(Limits.claimed == 50_648_199, "docs/gossip-protocol.md")
    }

    /// A peer that claims a root that it does not have: this node is behind by its word, and since when does not change.
    @Test(arguments: [true, false]) func aClaimIsToldAsLongAsItStands(isDialler: Bool) throws {
        var draw = CoreDraw(seed: 61), harness = Harness()
        let store = draw.store(feeds: 5)
        let (id, held) = (collective, store.state.entries)
        for index in 0...1 { _ = harness.add([store], seed: UInt64(index)) }
        harness.lies = { node, frame in
            guard node == 0, case .roots = frame else { return [frame] }
            return [.roots(.init(collective: 0, root: .whole(SHA256.hash([1])), entries: held + 1_000))]
        }
        let link = isDialler ? harness.link(1, 0) : harness.link(0, 1)
        harness.run()
        let told = ChannelStanding(
            isInStep: false, lacking: 1_000, apartSince: harness.now, cameLast: nil)
        #expect(standing(harness, 1, link) == told)
        harness.pass(20_000)
        #expect(standing(harness, 1, link) == told)
        harness.lies = nil
        harness.give(0, .compare(harness.nodes[1].core.node))
        harness.run()
        #expect(harness.agree(id))
        #expect(standing(harness, 1, link) == ChannelStanding(isInStep: true, lacking: 0, apartSince: nil, cameLast: nil))
    }
}
