import PledgeLedger
import Testing

@Suite struct ErasureTests {
    private struct Scene {
        var maker: LedgerMaker
        let folder: TemporaryFolder
        let store: Store
        var tip = LedgerMaker.Tip(author: 0)

        init(seed: UInt64, waitingFeeds: Int = 1_000) throws {
            maker = try LedgerMaker(seed: seed, authors: 7)
            folder = try TemporaryFolder()
            var limits = StoreLimits()
            limits.waitingFeeds = waitingFeeds
            store = try Store(at: folder.file("ledger.sqlite"), missing: .create, limits: limits)
            try store.join(maker.collective, charter: maker.charterEntry)
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

        /// The store's own bundle, in which nothing is wrong.
        @discardableResult
        func expectCleanBundle(erasures: [EntryID]) throws -> BundleAudit.Contents {
            let path = folder.file("a.bundle")
            _ = try store.writeBundle(of: maker.collective, to: path, replace: true)
            let contents = try BundleAudit(path: path).audit()
            #expect(contents.report.findings == [])
            #expect(contents.erasures.map(\.entry.id) == erasures)
            #expect(try StoreAudit(store).audit(maker.collective).findings == [])
            return contents
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

    /// An erasure in a chain waits for its target, which comes later as a definition.
    @Test func anErasureMayComeBeforeItsTarget() throws {
        var scene = try Scene(seed: 6)
        let id = scene.maker.collective, euro = try #require(Unit("iso4217:EUR"))
        // Of a history that nobody has.
        var apart = LedgerMaker.Tip(author: 0, seq: 8, id: id), other = LedgerMaker.Tip(author: 1)
        let ask = Project.Ask(number: 1, unit: euro, target: 100)
        let project = try scene.maker.sign(.project(Project(asks: [ask])), on: &apart, text: "a well")
        let erasure = try scene.erase(project.entry.id)
        let foreign = try scene.erase(project.entry.id, elsewhere: &other)
        let pledge = try scene.maker.sign(.pledge(Pledge(to: project.entry.id, ask: 1, quantity: Quantity(1, euro))), on: &other)
        try scene.store.take([foreign, pledge])
        let words = try #require(scene.maker.texts[project.entry.id])
        _ = try scene.offer(erasure)
        #expect(try scene.store.takeDefinition(project, text: words, into: id))
        #expect(try scene.text(project) == nil && scene.missing() == [])
        #expect(try !scene.store.takeText(words, of: project.entry.id, into: id))
        try scene.expectCleanBundle(erasures: [])
        try scene.store.close()
    }

    /// What a stranger erases in a feed that waits, or is gone, is erased for everybody else as well.
    @Test func aStrangersErasureGoesAlong() throws {
        var scene = try Scene(seed: 7, waitingFeeds: 2)
        let id = scene.maker.collective, euro = try #require(Unit("iso4217:EUR"))
        var stranger = LedgerMaker.Tip(author: 3)
        let ask = Project.Ask(number: 1, unit: euro, target: 100)
        let project = try scene.maker.sign(.project(Project(asks: [ask])), on: &stranger, text: "a well")
        let erasure = try scene.erase(project.entry.id, elsewhere: &stranger)
        let pledge = try scene.maker.sign(.pledge(Pledge(to: project.entry.id, ask: 1, quantity: Quantity(1, euro))), on: &scene.tip)
        for entry in [pledge, project, erasure] { _ = try scene.offer(entry) }
        for round in 0..<2 {
            #expect(try scene.store.besideErasures(in: id) == [erasure.entry.id], "round \(round)")
            #expect(try scene.store.entry(erasure.entry.id, in: id)?.entry == erasure)
            #expect(try scene.text(project) == nil)
            let other = try Store(at: scene.folder.file("\(round)"), missing: .create)
            _ = try #require(try other.take(scene.expectCleanBundle(erasures: [erasure.entry.id])))
            let words = try #require(scene.maker.texts[project.entry.id])
            #expect(try !other.takeText(words, of: project.entry.id, into: id))
            try other.close()
            for author in 4..<7 {
                var tip = LedgerMaker.Tip(author: author)
                try scene.store.take([scene.maker.sign([8], on: &tip)])
            }
            #expect(try scene.store.feed(of: project.entry.author, in: id) == nil)
        }
        try scene.store.close()
    }

    /// The charter's text erased past a fork: passed on like any other erasure beside the feeds.
    @Test func theChartersErasureGoesAlong() throws {
        var scene = try Scene(seed: 8)
        let id = scene.maker.collective
        var branch = scene.tip
        let twin = try scene.maker.sign([8], on: &branch), erasure = try scene.erase(id)
        for entry in [twin, erasure] { _ = try scene.offer(entry) }
        #expect(try scene.store.besideErasures(in: id) == [erasure.entry.id])
        try scene.expectCleanBundle(erasures: [erasure.entry.id])
        try scene.store.close()
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
