import PledgeLedger
import Testing

@Suite struct EntryProofTests {
    private static func scene(_ seed: UInt64) throws -> (maker: LedgerMaker, store: Store, folder: TemporaryFolder, note: CheckpointNote) {
        var maker = try LedgerMaker(seed: seed, authors: 5)
        try maker.scene(entries: 40, forks: 2)
        let folder = try TemporaryFolder(), store = try maker.filledStore(in: folder, name: "a.sqlite")
        let note = CheckpointNote(try store.checkpoint(of: maker.collective, now: 9), signedBy: maker.keys[0])
        return (maker, store, folder, note)
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>) func showsWhatCountsAndNothingElse(seed: UInt64) throws {
        let (maker, store, _, note) = try Self.scene(seed)
        let ledger = try store.contents(of: maker.collective)
        let counting = Set(ledger.feeds.flatMap(\.chain).map(\.entry.id))
        #expect(!counting.isEmpty)
        for entry in maker.made.map(\.entry) {
            guard counting.contains(entry.id) else {
                #expect(throws: CheckpointFault.doesNotCount(entry.id)) { try store.proof(of: entry.id, by: note) }
                continue
            }
            let shown = try EntryProof(bytes: store.proof(of: entry.id, by: note).bytes).shown()
            #expect(shown.entry.entry == entry && shown.checkpoint == note && shown.charter == maker.charter)
            #expect(ledger.feeds.contains { $0.head.id == shown.head.id && $0.author == entry.author })
        }
    }

    @Test func anyFlippedBitShows() throws {
        let (maker, store, _, note) = try Self.scene(3)
        let entry = try #require(try store.contents(of: maker.collective).feeds.max { $0.chain.count < $1.chain.count }?.chain.first)
        let bytes = try store.proof(of: entry.entry.id, by: note).bytes
        for at in bytes.indices {
            for bit in [UInt8(1), 128] {
                var flipped = bytes
                flipped[at] ^= bit
                // Another checkpoint's key or an unknown signature is for the reader to judge.
                if let shown = try? EntryProof(bytes: flipped).shown() {
                    #expect(shown.checkpoint.signers != note.signers, "byte \(at)")
                }
            }
        }
        for count in bytes.indices { #expect(throws: ProofFault.self) { try EntryProof(bytes: Array(bytes.prefix(count))) } }
        #expect(throws: ProofFault.self) { try EntryProof(bytes: bytes + [0]) }
    }

    @Test func anEntryOfBeforeOrBesideIsNotShown() throws {
        let (maker, store, _, note) = try Self.scene(5)
        let feed = try #require(try store.contents(of: maker.collective).feeds.max { $0.chain.count < $1.chain.count })
        var proof = try store.proof(of: feed.chain[0].entry.id, by: note)
        #expect(proof.entries.count == feed.chain.count && feed.chain.count > 2)
        proof.entries.removeLast()
        #expect(throws: ProofFault.root) { try proof.shown() }
        proof = try store.proof(of: feed.chain[0].entry.id, by: note)
        proof.entries.remove(at: 1)
        #expect(throws: ProofFault.entry(2, "it does not follow the one before it")) { try proof.shown() }
        proof = try store.proof(of: feed.chain[0].entry.id, by: note)
        proof.fork += 1
        #expect(throws: ProofFault.root) { try proof.shown() }
    }

    @Test func aCheckpointOfAnotherStateProvesNothing() throws {
        var (maker, store, _, note) = try Self.scene(2)
        var tip = LedgerMaker.Tip(author: 0)
        if let head = try store.feed(of: maker.keys[0].publicKey, in: maker.collective)?.head {
            (tip.seq, tip.id) = (head.stop, head.id)
        }
        let entry = try maker.sign(.problem(Problem()), on: &tip)
        try #require(try store.take([Offer(entry, text: nil)], into: maker.collective) == [.verdict(.accepted)])
        #expect(throws: CheckpointFault.otherRoot) { try store.proof(of: entry.entry.id, by: note) }
        let now = CheckpointNote(try store.checkpoint(of: maker.collective, now: 10), signedBy: maker.keys[1])
        #expect(try store.proof(of: entry.entry.id, by: now).shown().head.id == entry.entry.id)
    }
}
