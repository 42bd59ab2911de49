import GossipNet
import PledgeLedger
import Testing

@Suite struct ForkTests {
    private let collective = CoreDraw.collective

    /// An author shows each node another face after a common history; when the nodes meet, all of
    /// them find out, and end with the same root.
    @Test(arguments: [2, 3, 5], [0, 1, 40, 1_000]) func facesMeet(faces: Int, common: Int) {
        var draw = CoreDraw(seed: 20), harness = Harness()
        let author = draw.author()
        var start = draw.store(feeds: 20)
        for _ in 0..<common { _ = start.append(author) }
        for face in 1...faces {
            var store = start
            for _ in 0..<(3 + draw.below(5)) { _ = store.append(author, face: UInt8(face)) }
            _ = harness.add([store], seed: UInt64(face))
        }
        for index in 1..<faces { harness.link(index - 1, index) }
        harness.run()
        harness.pass(200_000)
        #expect(harness.agree(collective))
        for index in 0..<faces {
            let head = harness.nodes[index].stores[collective]?.head(author)
            #expect(head?.fork == UInt64(common) + 1 && head?.stop == UInt64(common), "node \(index)")
        }
    }

    /// Nodes in step, then one author signs twice at two nodes.
    @Test func forkWhileInStep() {
        var draw = CoreDraw(seed: 21), harness = Harness()
        let author = draw.author()
        var store = draw.store(feeds: 5)
        for _ in 0..<10 { _ = store.append(author) }
        for index in 0..<4 { _ = harness.add([store], seed: UInt64(index)) }
        for index in 1..<4 { harness.link(index - 1, index) }
        harness.run()
        harness.frames = [:]
        harness.append(0, collective, author, face: 1)
        harness.append(3, collective, author, face: 2)
        harness.run()
        #expect(harness.agree(collective))
        for index in 0..<4 {
            #expect(harness.nodes[index].stores[collective]?.head(author)?.fork == 11, "node \(index)")
            #expect(harness.events(index).contains(.forkSeen(collective, author: author, seq: 11)))
        }
        harness.pass(5_000)
        #expect(harness.frames["walk"] == nil, "\(harness.frames)")
        #expect(harness.frames["proof", default: 0] <= 6, "\(harness.frames)")
    }

    /// Two stories, a link made and proofs crossing comparisons in any order: both ends are in step
    /// soon, without waiting for a round of anti-entropy.
    @Test(arguments: 1...300) func crossingProofsAreSettledSoon(seed: Int) {
        var draw = CoreDraw(seed: UInt64(seed)), harness = Harness()
        harness.chance = CoreDraw(seed: UInt64(seed) &+ 5)
        let author = draw.author()
        var store = draw.store(feeds: 3)
        for _ in 0..<draw.below(4) { _ = store.append(author) }
        for index in 0..<3 { _ = harness.add([store], seed: UInt64(seed * 10 + index)) }
        harness.link(0, 1)
        harness.run(limit: draw.below(40))
        for face in 1...2 {
            harness.append(face == 1 ? 0 : 2, collective, author, count: 1 + draw.below(3), face: UInt8(face))
            harness.run(limit: draw.below(20))
        }
        harness.link(2, 1)
        harness.pass(3_000)
        #expect(harness.agree(collective), "seed \(seed)")
        for node in 0..<3 {
            #expect(harness.nodes[node].stores[collective]?.head(author)?.fork != 0, "seed \(seed), node \(node)")
            #expect(harness.isInStep(node), "seed \(seed), node \(node)")
        }
    }

    /// A feed that is forked at its first place has a proof and nothing else, and the proof overtakes the vouch by
    /// which its author is known: it is asked for again.
    @Test func proofAheadOfItsAuthor() {
        var draw = CoreDraw(seed: 23), harness = Harness()
        let author = draw.author(), sponsor = draw.author()
        var full = draw.store(feeds: 3)
        for _ in 0..<3 { _ = full.append(sponsor) }
        let firsts = [1, 2].compactMap { full.entry(author, seq: 1, prev: .zero, face: $0) }.map(\.bytes)
        _ = full.takeProof(firsts[0], firsts[1])
        #expect(full.head(author)?.fork == 1 && full.head(author)?.stop == 0)
        var bare = MiniStore(collective)
        bare.sponsors[author] = sponsor
        _ = harness.add([full])
        _ = harness.add([bare])
        harness.link(1, 0)
        harness.run()
        harness.pass(5_000)
        #expect(harness.frames["proof", default: 0] == 2, "\(harness.frames)")
        #expect(harness.agree(collective))
        #expect(harness.isInStep(1))
    }

    /// A node that knows of a fork only by its proof, and has none of the entries, learns the rest.
    @Test func proofBeforeEntries() {
        var draw = CoreDraw(seed: 22), harness = Harness()
        let author = draw.author()
        var forked = draw.store(feeds: 3)
        for _ in 0..<5 { _ = forked.append(author) }
        var other = forked
        _ = forked.append(author, face: 1)
        if let face = other.append(author, face: 2)?.head, let proof = other.feeds[author]?.chain.last {
            #expect(face.stop == 6)
            var packer = SegmentPacker()
            _ = packer.append(entry: proof.bytes)
            _ = forked.take(author, packer.bytes)
        }
        var bare = MiniStore(collective)
        if let proof = forked.feeds[author]?.proof, proof.count == 2 { _ = bare.takeProof(proof[0], proof[1]) }
        #expect(bare.head(author)?.fork == 6)
        _ = harness.add([forked])
        _ = harness.add([bare])
        harness.link(1, 0)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.nodes[1].stores[collective]?.head(author)?.stop == 5)
    }

    /// Two proofs for different places: the lower one wins everywhere.
    @Test func lowerForkWins() {
        var draw = CoreDraw(seed: 23), harness = Harness()
        let author = draw.author()
        var start = MiniStore(collective)
        for _ in 0..<20 { _ = start.append(author) }
        for place in [5, 15] {
            var store = start, branch = MiniStore(collective)
            for _ in 1..<place { _ = branch.append(author) }
            _ = branch.append(author, face: 9)
            if let entry = branch.feeds[author]?.chain.last {
                var packer = SegmentPacker()
                _ = packer.append(entry: entry.bytes)
                _ = store.take(author, packer.bytes)
            }
            #expect(store.head(author)?.fork == UInt64(place))
            _ = harness.add([store])
        }
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.nodes[1].stores[collective]?.head(author)?.fork == 5)
    }

    /// The first difference in long histories takes few questions.
    @Test(arguments: [1, 2, 31, 33, 999, 5_000, 9_999]) func differenceInTheMiddle(place: Int) {
        var draw = CoreDraw(seed: 24), harness = Harness()
        let author = draw.author()
        var one = MiniStore(collective)
        for _ in 1..<place { _ = one.append(author) }
        var other = one
        while one.feeds[author].map({ $0.chain.count < 10_000 }) ?? true { _ = one.append(author, face: 1) }
        while other.feeds[author].map({ $0.chain.count < 10_000 }) ?? true { _ = other.append(author, face: 2) }
        _ = harness.add([one])
        _ = harness.add([other])
        harness.link(0, 1)
        harness.run()
        #expect(harness.agree(collective))
        #expect(harness.nodes[0].stores[collective]?.head(author)?.fork == UInt64(place))
        #expect(harness.frames["idsRequest", default: 0] <= 4, "\(harness.frames)")
    }
}
