import GossipNet
import PledgeLedger
import Testing

/// What a node is told of its owner's feed by a peer in step.
@Suite struct OwnHeadTests {
    private let collective = CoreDraw.collective

    /// Two nodes with some feeds in common, and so many entries of the owner's each.
    private func words(here: Int, there: Int, isWaiting: Bool, dials: Bool) -> (words: [PeerHead], last: EntryID?, harness: Harness) {
        var draw = CoreDraw(seed: 70), harness = Harness()
        let owner = draw.author()
        var own = draw.store(feeds: 5)
        if isWaiting { own.strangers = [owner] }
        var other = own
        for place in 0..<max(here, there) {
            if place < here { _ = own.append(owner) }
            if place < there { _ = other.append(owner) }
        }
        _ = harness.add([own], owner: owner)
        _ = harness.add([other])
        harness.link(dials ? 0 : 1, dials ? 1 : 0)
        harness.run()
        let said = harness.events(0).compactMap { event -> (PeerHead, EntryID)? in
            if case .ownHead(_, let node, let head, let word) = event, node == harness.nodes[1].core.node { (word, head) } else { nil }
        }
        return (said.map(\.0), said.last?.1, harness)
    }

    @Test(arguments: [true, false]) func theSameIsConfirmedAtOnce(dials: Bool) {
        for isWaiting in [true, false] {
            let (words, last, harness) = words(here: 3, there: 3, isWaiting: isWaiting, dials: dials)
            #expect(words == [.same] && last == harness.nodes[0].stores[collective]?.feeds.values.compactMap(\.chain.last?.id).first { $0 == last })
            #expect(harness.frames["segment"] == nil)
        }
    }

    /// Equal roots are no word on a feed that waits: what is missing comes first.
    @Test(arguments: [true, false]) func whatWaitsThereComesBeforeTheWord(dials: Bool) {
        for here in 0...2 {
            let (words, _, harness) = words(here: here, there: 3, isWaiting: true, dials: dials)
            #expect(words.first == .other && words.last == .same && words.count(where: { $0 == .same }) == 1, "\(here): \(words)")
            #expect(harness.nodes[0].stores[collective]?.waiting.map(\.stop) == [3])
        }
    }

    @Test(arguments: [true, false]) func aPeerThatLacksItConfirmsNothing(dials: Bool) {
        #expect(words(here: 2, there: 0, isWaiting: true, dials: dials).words == [.less])
        #expect(words(here: 3, there: 1, isWaiting: true, dials: dials).words == [.less])
    }

    /// Where nothing was ever said, the peer's silence is the same silence.
    @Test func nothingOnBothSidesIsTheSame() {
        let (words, last, _) = words(here: 0, there: 0, isWaiting: false, dials: true)
        #expect(words == [.same] && last?.isZero == true)
    }

    @Test func aNodeWithoutAnOwnerAsksNothing() {
        var draw = CoreDraw(seed: 71), harness = Harness()
        let store = draw.store(feeds: 3)
        for _ in 0...1 { _ = harness.add([store]) }
        harness.link(0, 1)
        harness.run()
        #expect(harness.isInStep(0) && harness.frames["idsRequest"] == nil)
    }
}
