import PledgeLedger
import Testing

@Suite struct ErasureTests {
    private struct Scene {
        var maker: LedgerMaker
        let folder: TemporaryFolder
        let store: Store
        var tip = LedgerMaker.Tip(author: 0)

        init(seed: UInt64) throws {
            maker = try LedgerMaker(seed: seed)
            folder = try TemporaryFolder()
            store = try maker.store(in: folder)
        }

        mutating func words(_ text: String = "a name") throws -> VerifiedEntry {
            try maker.sign(.profile(Profile()), on: &tip, text: text)
        }

        mutating func erase(_ target: EntryID, erase: Bool = true) throws -> VerifiedEntry {
            try maker.sign(.retract(Retract(target: target, erase: erase)), on: &tip)
        }

        /// The same on another branch or feed.
        mutating func erase(_ target: EntryID, elsewhere tip: inout LedgerMaker.Tip) throws -> VerifiedEntry {
            try maker.sign(.retract(Retract(target: target, erase: true)), on: &tip)
        }

        func offer(_ entry: VerifiedEntry) throws -> Taken {
            try store.take([Offer(entry, text: maker.texts[entry.entry.id])], into: maker.collective)[0]
        }

        func text(_ entry: VerifiedEntry) throws -> String? {
            try store.entry(entry.entry.id, in: maker.collective)?.text?.text
        }

        func missing() throws -> [EntryID] { try store.missingTexts(in: maker.collective, limit: 9) }
    }

    @Test func anErasedTextIsGoneAndStaysAway() throws {
        var scene = try Scene(seed: 1)
        let entry = try scene.words()
        _ = try scene.offer(entry)
        #expect(try scene.text(entry) == "a name")
        let plain = try scene.erase(entry.entry.id, erase: false)
        _ = try scene.offer(plain)
        #expect(try scene.text(entry) == "a name")
        let erasure = try scene.erase(entry.entry.id)
        _ = try scene.offer(erasure)
        #expect(try scene.text(entry) == nil)
        #expect(try scene.offer(entry) == .verdict(.duplicate))
        let words = try #require(scene.maker.texts[entry.entry.id])
        #expect(try !scene.store.takeText(words, of: entry.entry.id, into: scene.maker.collective))
        #expect(try scene.text(entry) == nil && scene.missing() == [])
        #expect(try scene.store.number("SELECT count(*) FROM text") == 0)
        #expect(try scene.store.besideErasures(in: scene.maker.collective) == [])
        #expect(try StoreAudit(scene.store).audit(scene.maker.collective).findings == [])
        try scene.store.close()
    }

    /// Entries may come without their texts; a late text is taken unless it was erased meanwhile.
    @Test func aLateTextIsWantedUntilErased() throws {
        var scene = try Scene(seed: 2)
        let one = try scene.words(), other = try scene.words("another")
        try scene.store.take([one, other])
        #expect(try Set(scene.missing()) == [one.entry.id, other.entry.id])
        let erasure = try scene.erase(other.entry.id)
        _ = try scene.offer(erasure)
        #expect(try scene.missing() == [one.entry.id])
        let late = try #require(scene.maker.texts[one.entry.id]), gone = try #require(scene.maker.texts[other.entry.id])
        #expect(try !scene.store.takeText(gone, of: one.entry.id, into: scene.maker.collective))
        #expect(try scene.store.takeText(late, of: one.entry.id, into: scene.maker.collective))
        #expect(try !scene.store.takeText(gone, of: other.entry.id, into: scene.maker.collective))
        #expect(try scene.text(one) == "a name" && scene.text(other) == nil && scene.missing() == [])
        try scene.store.close()
    }

    /// A text that is not what was committed to is left aside; the entry is taken.
    @Test func anotherTextIsNotTaken() throws {
        var scene = try Scene(seed: 3)
        let entry = try scene.words()
        let taken = try scene.store.take([Offer(entry, text: SaltedText("a name"))], into: scene.maker.collective)
        #expect(taken == [.verdict(.accepted)])
        #expect(try scene.text(entry) == nil && scene.missing() == [entry.entry.id])
        try scene.store.close()
    }

    @Test func nobodyErasesAnothersText() throws {
        var scene = try Scene(seed: 4)
        let entry = try scene.words()
        _ = try scene.offer(entry)
        var other = LedgerMaker.Tip(author: 1)
        let foreign = try scene.erase(entry.entry.id, elsewhere: &other)
        _ = try scene.offer(foreign)
        #expect(try scene.text(entry) == "a name")
        try scene.store.close()
    }

    @Test func theChartersTextGoesAtItsAuthorsWord() throws {
        let salted = try SaltedText("a collective\n\nand its purpose")
        let maker = try LedgerMaker(seed: 5)
        let draft = Entry.Draft(
            collective: .zero, time: 1, commitment: salted.commitment, facts: try FactsCodec.encode(.charter(maker.charter)))
        var verifier = EntryVerifier()
        let charter = try verifier.verify(Entry.sign(draft, with: maker.keys[0])), id = charter.entry.id
        let folder = try TemporaryFolder()
        let store = try Store(at: folder.file("a"), missing: .create)
        try store.join(id, charter: charter)
        #expect(try store.missingTexts(in: id, limit: 9) == [id])
        #expect(try store.takeText(salted, of: id, into: id))
        #expect(try store.entry(id, in: id)?.text == salted)
        for author in [1, 0] {
            let retract = try FactsCodec.encode(.retract(Retract(target: id, erase: true)))
            let entry = try Entry.sign(Entry.Draft(collective: id, time: 2, facts: retract), with: maker.keys[author])
            try store.take([verifier.verify(entry)])
            #expect(try store.entry(id, in: id)?.text == (author == 0 ? nil : salted))
        }
        #expect(try !store.takeText(salted, of: id, into: id))
        #expect(try !store.takeCharter(charter, text: salted))
        try store.join(id, charter: charter, text: salted)
        #expect(try store.entry(id, in: id)?.text == nil && store.missingTexts(in: id, limit: 9) == [])
        try store.close()
    }

    /// Past a stop an erasure is honoured beside the feed: of several for one target the lowest id
    /// is kept, in whatever order they come.
    @Test(arguments: 0..<12) func besideAFeedTheLowestIsKept(seed: Int) throws {
        var scene = try Scene(seed: UInt64(seed) + 20)
        let entry = try scene.words()
        var branch = scene.tip
        let other = try scene.maker.sign([7], on: &branch)
        let next = try scene.maker.sign([8], on: &scene.tip)
        let erasures = try (0..<4).map { at in
            at % 2 == 0 ? try scene.erase(entry.entry.id) : try scene.erase(entry.entry.id, elsewhere: &branch)
        }
        _ = try scene.offer(entry)
        var rest = ([next, other] + erasures).shuffled(using: &scene.maker.generator)
        for _ in 0..<4 {
            for one in rest { _ = try scene.offer(one) }
            rest.shuffle(using: &scene.maker.generator)
        }
        #expect(try scene.text(entry) == nil)
        let lowest = try #require(erasures.map(\.entry.id).min())
        #expect(try scene.store.besideErasures(in: scene.maker.collective) == [lowest], "seed \(seed)")
        #expect(try scene.store.entry(lowest, in: scene.maker.collective) != nil)
        #expect(try scene.store.number("SELECT count(*) FROM erased") ?? 9 <= 2, "seed \(seed)")
        #expect(try StoreAudit(scene.store).audit(scene.maker.collective).findings == [])
        let path = scene.folder.file("a.bundle")
        _ = try scene.store.writeBundle(of: scene.maker.collective, to: path)
        let contents = try BundleAudit(path: path).audit()
        #expect(contents.erasures.map(\.entry.id) == [lowest])
        try scene.store.close()
    }
}
