import PledgeLedger
import Testing

@Suite struct FeedStateTests {
    /// A chain of five entries, another one after each place, and the state after three.
    private struct Scene {
        var chain: [Entry] = []
        /// `others[n]` follows the same entry as `chain[n]`.
        var others: [Entry] = []
        var strays: [Entry] = []
        var state = FeedState()

        init() throws {
            var maker = try LedgerMaker(seed: 6)
            var tip = LedgerMaker.Tip(author: 0)
            for _ in 0..<5 {
                var branch = tip
                others.append(try maker.sign([9, 9], on: &branch).entry)
                strays.append(try maker.sign([9], on: &branch).entry)
                chain.append(try maker.sign([8], on: &tip).entry)
            }
            for entry in chain.prefix(3) { state = state.extended(by: entry) }
        }

        func verdict(_ entry: Entry, _ state: FeedState? = nil, quota: Charter.Quota = .init()) -> Verdict {
            (state ?? self.state).verdict(on: entry, quota: quota) { place in
                chain.indices.contains(Int(place) - 1) && place <= (state ?? self.state).stop ? chain[Int(place) - 1].id : nil
            }
        }
    }

    @Test func verdicts() throws {
        let scene = try Scene()
        #expect(scene.state.stop == 3 && scene.state.stopID == scene.chain[2].id)
        #expect(scene.state.bytes == UInt64(scene.chain.prefix(3).map(\.bytes.count).reduce(0, +)))
        for held in scene.chain.prefix(3) { #expect(scene.verdict(held) == .duplicate) }
        #expect(scene.verdict(scene.chain[3]) == .accepted)
        #expect(scene.verdict(scene.others[3]) == .accepted)
        #expect(scene.verdict(scene.chain[4]) == .gap(after: 3))
        for other in scene.others.prefix(3) { #expect(scene.verdict(other) == .fork) }
        #expect(scene.verdict(scene.strays[0]) == .loose)
        #expect(scene.verdict(scene.strays[1]) == .loose)
        #expect(scene.verdict(scene.strays[2]) == .loose)
        #expect(scene.verdict(scene.strays[3]) == .gap(after: 3))
    }

    @Test func nothingHeldYet() throws {
        let scene = try Scene()
        #expect(scene.verdict(scene.chain[0], FeedState()) == .accepted)
        #expect(scene.verdict(scene.chain[1], FeedState()) == .gap(after: 0))
    }

    @Test func pastAForkNothingIsTaken() throws {
        let scene = try Scene()
        var forked = scene.state
        forked.fork = 4
        #expect(forked.isForked)
        #expect(scene.verdict(scene.chain[3], forked) == .pastStop)
        #expect(scene.verdict(scene.chain[4], forked) == .pastStop)
        #expect(scene.verdict(scene.chain[2], forked) == .duplicate)
        #expect(scene.verdict(scene.others[2], forked) == .fork)
        var early = FeedState().extended(by: scene.chain[0])
        early.fork = 3
        #expect(scene.verdict(scene.chain[1], early) == .accepted)
        #expect(scene.verdict(scene.chain[2], early) == .pastStop)
    }

    @Test func quotasHoldAtTheirEdges() throws {
        let scene = try Scene()
        let next = scene.chain[3], whole = scene.state.bytes + UInt64(next.bytes.count)
        #expect(scene.verdict(next, quota: .init(entries: 4, bytes: whole)) == .accepted)
        #expect(scene.verdict(next, quota: .init(entries: 3, bytes: whole)) == .refused)
        #expect(scene.verdict(next, quota: .init(entries: 4, bytes: whole - 1)) == .refused)
        #expect(scene.verdict(scene.chain[4], quota: .init(entries: 4, bytes: whole)) == .refused)
        #expect(scene.verdict(scene.chain[1], quota: .init(entries: 3, bytes: 1)) == .duplicate)
        #expect(scene.verdict(scene.others[1], quota: .init(entries: 3, bytes: 1)) == .fork)
    }
}

@Suite struct ForkProofTests {
    private func fault(_ one: VerifiedEntry, _ other: VerifiedEntry) -> ForkProofFault? {
        do throws(ForkProofFault) { _ = try ForkProof(one, other) } catch { return error }
        return nil
    }

    @Test func twoStoriesAreAProofInEitherOrder() throws {
        var maker = try LedgerMaker(seed: 7)
        var tip = LedgerMaker.Tip(author: 0)
        let stem = try maker.sign([8], on: &tip)
        var branch = tip
        let one = try maker.sign([1], on: &tip), other = try maker.sign([2], on: &branch)
        let proof = try ForkProof(one, other)
        #expect(try proof == ForkProof(other, one))
        #expect(proof.first.entry.id < proof.second.entry.id)
        #expect(proof.place == 2 && proof.author == maker.keys[0].publicKey)
        #expect(proof.stem == stem.entry.id && proof.collective == maker.collective)
    }

    @Test func everythingElseIsRefused() throws {
        var maker = try LedgerMaker(seed: 8)
        var tip = LedgerMaker.Tip(author: 0), stranger = LedgerMaker.Tip(author: 1)
        let one = try maker.sign([8], on: &tip)
        var branch = tip
        let two = try maker.sign([8], on: &tip), three = try maker.sign([8], on: &tip)
        #expect(try fault(one, maker.sign([8], on: &stranger)) == .authors)
        #expect(fault(one, one) == .same)
        #expect(fault(one, two) == .places)
        let twin = try maker.sign([9], on: &branch), after = try maker.sign([9], on: &branch)
        #expect(fault(two, twin) == nil)
        #expect(fault(three, after) == .places)
        var elsewhere = try LedgerMaker(seed: 8, founders: 1)
        var start = LedgerMaker.Tip(author: 0)
        #expect(try fault(one, elsewhere.sign([8], on: &start)) == .collectives)
        #expect(fault(maker.charterEntry, elsewhere.charterEntry) == .collectives)
    }
}
