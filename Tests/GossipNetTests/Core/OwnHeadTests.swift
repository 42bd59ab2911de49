import GossipNet
import PledgeLedger
import Testing

/// What a node is told of its owner's feed by a peer in step.
@Suite struct OwnHeadTests {
    private let collective = CoreDraw.collective

    /// What the first node was told, about which entry at last, and the owner whose it is.
    private struct Answer {
        let words: [PeerHead]
        let last: EntryID?
        let owner: PublicKey
        let harness: Harness
    }

    /// Two nodes with some feeds in common, and so many entries of the owner's each.
    private func words(here: Int, there: Int, isWaiting: Bool, dials: Bool) -> Answer {
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
        return Answer(words: said.map(\.0), last: said.last?.1, owner: owner, harness: harness)
    }

    @Test(arguments: [true, false]) func theSameIsConfirmedAtOnce(dials: Bool) {
        for isWaiting in [true, false] {
            let answer = words(here: 3, there: 3, isWaiting: isWaiting, dials: dials)
            let chain = answer.harness.nodes[0].stores[collective]?.feeds[answer.owner]?.chain
            #expect(answer.words == [.same] && chain?.count == 3 && answer.last == chain?.last?.id)
            #expect(answer.harness.frames["segment"] == nil)
        }
    }

    /// Equal roots are no word on a feed that waits: what is missing comes first.
    @Test(arguments: [true, false]) func whatWaitsThereComesBeforeTheWord(dials: Bool) {
        for here in 0...2 {
            let answer = words(here: here, there: 3, isWaiting: true, dials: dials), words = answer.words
            #expect(words.first == .other && words.last == .same && words.count(where: { $0 == .same }) == 1, "\(here): \(words)")
            #expect(answer.harness.nodes[0].stores[collective]?.waiting.map(\.stop) == [3])
        }
    }

    @Test(arguments: [true, false]) func aPeerThatLacksItConfirmsNothing(dials: Bool) {
        #expect(words(here: 2, there: 0, isWaiting: true, dials: dials).words == [.less])
        #expect(words(here: 3, there: 1, isWaiting: true, dials: dials).words == [.less])
    }

    /// Where nothing was ever said, the peer's silence is the same silence.
    @Test func nothingOnBothSidesIsTheSame() {
        let answer = words(here: 0, there: 0, isWaiting: false, dials: true)
        #expect(answer.words == [.same] && answer.last?.isZero == true)
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
