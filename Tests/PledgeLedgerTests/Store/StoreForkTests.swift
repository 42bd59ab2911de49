import PledgeLedger
import Testing

@Suite struct StoreForkTests {
    @Test func aForkCutsAndKeepsEvidence() throws {
        var maker = try LedgerMaker(seed: 1)
        var tip = LedgerMaker.Tip(author: 0)
        for _ in 0..<2 { try maker.sign([8], on: &tip) }
        var branch = tip
        for _ in 0..<3 { try maker.sign([9], on: &tip, text: "words") }
        let chain = maker.made, twin = try maker.sign([7], on: &branch)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        _ = try store.take(chain.map { Offer($0, text: maker.texts[$0.entry.id]) }, into: maker.collective)
        #expect(try store.take([twin]) == [.verdict(.fork)])
        let head = try #require(try store.feed(of: maker.keys[0].publicKey, in: maker.collective)).head
        #expect(head.stop == 2 && head.id == chain[1].entry.id && head.fork == 3)
        #expect(try store.forkProof(of: maker.keys[0].publicKey, in: maker.collective) == ForkProof(chain[2], twin))
        for entry in chain.dropFirst(2) {
            let held = try #require(try store.entry(entry.entry.id, in: maker.collective))
            #expect(held.entry == entry && held.text == maker.texts[entry.entry.id])
        }
        #expect(try store.ids(of: maker.keys[0].publicKey, at: [1, 2, 3, 9], in: maker.collective)
            == [chain[0].entry.id, chain[1].entry.id, nil, nil])
        #expect(try store.take(chain.suffix(3) + [twin]).allSatisfy { $0 == .verdict(.pastStop) })
        let row = try #require(try store.collective(maker.collective))
        #expect(row.entries == 2 && row.feeds == 1 && row.bytes == UInt64(chain.prefix(2).map(\.entry.bytes.count).reduce(0, +)))
        #expect(try store.counts(in: maker.collective).forks == 1)
        #expect(try StoreAudit(store).audit(maker.collective).findings == [])
        try store.close()
    }

    /// The lowest fork decides, whichever proof came first; a higher one is no news.
    @Test func theLowestForkDecides() throws {
        for isLowFirst in [true, false] {
            var maker = try LedgerMaker(seed: 2)
            var tip = LedgerMaker.Tip(author: 0)
            var low = tip, proofs: [ForkProof] = []
            let first = try maker.sign([8], on: &tip)
            var high = tip
            let second = try maker.sign([8], on: &tip)
            proofs.append(try ForkProof(first, maker.sign([9], on: &low)))
            proofs.append(try ForkProof(second, maker.sign([9], on: &high)))
            if !isLowFirst { proofs.reverse() }
            let folder = try TemporaryFolder()
            let store = try maker.store(in: folder)
            try store.take([first, second])
            #expect(try store.take(proofs[0]))
            #expect(try store.take(proofs[1]) == !isLowFirst)
            #expect(try !store.take(proofs[1]))
            let head = try #require(try store.feed(of: maker.keys[0].publicKey, in: maker.collective)).head
            #expect(head.fork == 1 && head.stop == 0 && head.id.isZero)
            #expect(try store.forkProofs(in: maker.collective) == [isLowFirst ? proofs[0] : proofs[1]])
            #expect(try StoreAudit(store).audit(maker.collective).findings == [])
            try store.close()
        }
    }

    /// A proof that comes before any entry: what lies below it is still taken.
    @Test func aProofMayComeFirst() throws {
        var maker = try LedgerMaker(seed: 3)
        var tip = LedgerMaker.Tip(author: 1)
        let first = try maker.sign([8], on: &tip)
        var branch = tip
        let proof = try ForkProof(maker.sign([8], on: &tip), maker.sign([9], on: &branch))
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        #expect(try store.take(proof))
        #expect(try store.heads(of: maker.collective).heads.map(\.fork) == [2])
        #expect(try store.take([first, proof.first]) == [.verdict(.accepted), .verdict(.pastStop)])
        #expect(try store.heads(of: maker.collective).heads.map(\.stop) == [1])
        try store.close()
    }

    @Test func aStrangersProofIsNotKept() throws {
        var maker = try LedgerMaker(seed: 4)
        var tip = LedgerMaker.Tip(author: 3), branch = tip
        let proof = try ForkProof(maker.sign([8], on: &tip), maker.sign([9], on: &branch))
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        #expect(try !store.take(proof))
        #expect(try store.forkProofs(in: maker.collective).isEmpty)
        try store.close()
    }

    /// A vouch past a fork never counted: whom it let in goes, and comes back by another's vouch.
    @Test func aForkTakesItsVouchesAlong() throws {
        var maker = try LedgerMaker(seed: 5)
        var founder = LedgerMaker.Tip(author: 0), other = LedgerMaker.Tip(author: 1), newcomer = LedgerMaker.Tip(author: 2)
        var branch = founder
        let vouch = Facts.vouch(Vouch(subject: maker.keys[2].publicKey))
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try store.take([maker.sign(vouch, on: &founder), maker.sign([8], on: &newcomer)])
        let key = maker.keys[2].publicKey
        #expect(try store.feed(of: key, in: maker.collective)?.isKept == true)
        try store.take([maker.sign([8], on: &branch)])
        #expect(try store.feed(of: key, in: maker.collective)?.isKept == false)
        #expect(try store.collective(maker.collective)?.feeds == 1)
        try store.take([maker.sign(vouch, on: &other)])
        #expect(try store.feed(of: key, in: maker.collective)?.isKept == true)
        #expect(try StoreAudit(store).audit(maker.collective).findings == [])
        try store.close()
    }
}

@Suite struct StoreChangesTests {
    /// Whoever reads the changes above the last number it saw has the heads that the store has.
    @Test(arguments: 0..<10) func followingChangesGivesTheHeads(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed) + 40, authors: 6, ladder: [3, 2, 1])
        try maker.scene(entries: 80, forks: 2)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        var known: [PublicKey: Head] = [:], seen: UInt64 = 0
        for _ in 0..<4 {
            for offers in maker.shuffledOffers().chunked(9) {
                _ = try store.take(offers, into: maker.collective)
                let (feeds, newest) = try store.changes(in: maker.collective, after: seen)
                #expect(newest >= seen)
                for feed in feeds {
                    let isIn = feed.isKept && (feed.head.stop > 0 || feed.head.fork > 0)
                    known[feed.head.author] = isIn ? feed.head : nil
                }
                seen = newest
            }
            let (heads, change) = try store.heads(of: maker.collective)
            #expect(change == seen)
            #expect(Set(known.values) == Set(heads), "seed \(seed)")
            #expect(try store.changes(in: maker.collective, after: seen).feeds.isEmpty)
        }
        try store.close()
    }
}

extension Array {
    func chunked(_ size: Int) -> [[Element]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
    }
}
