import Foundation
import PledgeLedger
import Testing

@Suite struct BundleWriterTests {
    /// Ledgers with forks, void entries, texts, erasures and definitions beside their feeds.
    static let seeds: [UInt64] = Array(1...16)

    static func maker(_ seed: UInt64) throws -> LedgerMaker {
        var maker = try LedgerMaker(
            seed: seed, authors: 5, founders: 2, admission: seed % 4 == 0 ? .open : .vouched, ladder: [2, 2])
        try maker.scene(entries: 80, forks: 3)
        return maker
    }

    @Test(arguments: seeds) func aBundleHoldsTheLedger(seed: UInt64) throws {
        var maker = try Self.maker(seed)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a.sqlite")
        let path = folder.file("a.bundle")
        let summary = try store.writeBundle(of: maker.collective, to: path)
        let tree = try store.frontier(of: maker.collective).tree
        #expect(summary.root == tree.root(), "seed \(seed)")
        #expect(summary.feeds == UInt64(tree.count))
        let contents = try BundleReader.checkIntegrity(path)
        #expect(contents.digest == summary.digest)
        #expect((contents.feeds, contents.entries, contents.bytes) == (summary.feeds, summary.entries, summary.bytes))
        #expect(contents.collective == maker.collective)
        try Self.compare(BundleReader.parts(path, batch: 7), with: store, maker.collective, seed)
    }

    /// Every feed, entry and proof of the store is in the bundle, and nothing else.
    private static func compare(_ parts: [BundlePart], with store: Store, _ id: CollectiveID, _ seed: UInt64) throws {
        let heads = try store.frontier(of: id).tree.heads(limit: .max).sorted { $0.author < $1.author }
        var wanted: [BundlePart] = []
        for head in heads {
            wanted.append(.feed(BundleFeed(author: head.author, fork: head.fork, entries: head.stop)))
            try store.forEachEntry(of: [.init(author: head.author)], in: id) { _, seq, entry, _ in
                wanted.append(.entry(author: head.author, place: seq, bytes: Array(entry)))
                return true
            }
        }
        let inFrontier = Set(heads.map(\.author))
        for proof in try store.forkProofs(in: id) where inFrontier.contains(proof.author) {
            wanted.append(.proof(first: proof.first.entry.bytes, second: proof.second.entry.bytes))
        }
        let found = parts.dropFirst().filter {
            switch $0 {
            case .feed, .entry, .proof: true
            default: false
            }
        }
        #expect(Array(found) == wanted, "seed \(seed)")
        for case .text(let target, let salted) in parts {
            let held = try store.entry(target, in: id)
            #expect(held?.text?.bytes == salted && held?.entry.entry.commitment == held?.text?.commitment, "seed \(seed)")
        }
    }

    @Test(arguments: seeds) func anotherStoreTakesAllOfIt(seed: UInt64) throws {
        var maker = try Self.maker(seed)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a.sqlite")
        let path = folder.file("a.bundle")
        let summary = try store.writeBundle(of: maker.collective, to: path)
        let other = try Store(at: folder.file("b.sqlite"), missing: .create)
        let parts = try BundleReader.parts(path, batch: 1_000)
        // Members come in by vouches in feeds that may follow theirs: what waited is offered again.
        try other.takeAll(parts.filter { if case .text = $0 { false } else { true } })
        try other.takeAll(parts)
        let again = folder.file("b.bundle")
        let second = try other.writeBundle(of: maker.collective, to: again)
        #expect(second.digest == summary.digest && second.root == summary.root, "seed \(seed)")
        #expect(try Self.lasting(BundleReader.parts(again, batch: 100)) == Self.lasting(parts), "seed \(seed)")
    }

    /// Everything but erasures: one that an entry of the core repeats need not be held twice.
    private static func lasting(_ parts: [BundlePart]) -> [BundlePart] {
        parts.filter { if case .erasure = $0 { false } else { true } }
    }

    @Test(arguments: seeds) func theCoreDependsOnTheEntriesAlone(seed: UInt64) throws {
        var maker = try Self.maker(seed)
        let folder = try TemporaryFolder()
        let one = try maker.filledStore(in: folder, name: "a.sqlite")
        let other = try maker.filledStore(in: folder, name: "b.sqlite")
        let first = try one.writeBundle(of: maker.collective, to: folder.file("a.bundle"))
        let second = try other.writeBundle(of: maker.collective, to: folder.file("b.bundle"))
        #expect(first.digest == second.digest && first.root == second.root, "seed \(seed)")
        #expect(first.feeds > 0)
    }

    /// The ledgers above are worth the while: between them they have pieces of every kind.
    @Test func theLedgersHaveEverySection() throws {
        var all = BundleContents()
        for seed in Self.seeds {
            var maker = try Self.maker(seed)
            let folder = try TemporaryFolder()
            let store = try maker.filledStore(in: folder, name: "a.sqlite")
            _ = try store.writeBundle(of: maker.collective, to: folder.file("a.bundle"))
            let contents = try BundleReader.checkIntegrity(folder.file("a.bundle"))
            all.proofs += contents.proofs
            all.definitions += contents.definitions
            all.texts += contents.texts
            all.erasures += contents.erasures
        }
        #expect(all.proofs > 10 && all.definitions > 0 && all.texts > 100 && all.erasures > 0, "\(all)")
    }

    @Test func theExampleOfTheDocumentIsWhatAStoreWrites() throws {
        let example = try FormatExample()
        let folder = try TemporaryFolder()
        let store = try Store(at: folder.file("a.sqlite"), missing: .create)
        var verifier = EntryVerifier()
        try store.join(example.charter.id, charter: verifier.verify(example.charter), text: example.text)
        let offers = try (example.founderFeed + example.memberFeed).map { Offer(try verifier.verify($0)) }
        _ = try store.take(offers, into: example.charter.id)
        let path = folder.file("a.bundle")
        let summary = try store.writeBundle(of: example.charter.id, to: path)
        let items = Dictionary(uniqueKeysWithValues: example.items.map { ($0.name, $0.bytes) })
        #expect(try BundleFile.bytes(path) == items["bundle"])
        #expect(summary.digest.bytes == items["core digest"])
        #expect(summary.root.bytes == items["root"])
    }
}

/// What becomes of the file.
@Suite struct BundleOutputTests {
    private func store(_ folder: TemporaryFolder) throws -> (Store, CollectiveID) {
        let maker = try LedgerMaker(seed: 5)
        return (try maker.store(in: folder), maker.collective)
    }

    @Test func aFileIsReplacedOnlyWhenAsked() throws {
        let folder = try TemporaryFolder()
        let (store, id) = try store(folder)
        let path = folder.file("a.bundle")
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: BundleFault.exists(path: path)) { try store.writeBundle(of: id, to: path) }
        #expect(try BundleFile.bytes(path) == Array("mine".utf8))
        let summary = try store.writeBundle(of: id, to: path, replace: true)
        #expect(try BundleReader.checkIntegrity(path).bytes == summary.bytes)
    }

    @Test func aFolderIsNeverReplaced() throws {
        let folder = try TemporaryFolder()
        let (store, id) = try store(folder)
        #expect(throws: BundleFault.notAFile(path: folder.path)) {
            try store.writeBundle(of: id, to: folder.path, replace: true)
        }
    }

    @Test func theFileIsTheOwnersAndTheOnlyOne() throws {
        let folder = try TemporaryFolder()
        let (store, id) = try store(folder)
        let before = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        _ = try store.writeBundle(of: id, to: folder.file("a.bundle"))
        let mode = try FileManager.default.attributesOfItem(atPath: folder.file("a.bundle"))[.posixPermissions]
        #expect(mode as? Int == 0o600)
        let after = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(Set(after).subtracting(before) == ["a.bundle"])
    }

    @Test func nothingIsLeftOfABundleThatFails() throws {
        let folder = try TemporaryFolder()
        let (store, _) = try store(folder)
        try store.join(LedgerMaker(seed: 6).collective)
        let before = try Set(FileManager.default.contentsOfDirectory(atPath: folder.path))
        let unknown = EntryID(try LedgerMaker.key(seed: 9).publicKey.raw)
        #expect(throws: StoreFault.self) { try store.writeBundle(of: unknown, to: folder.file("a.bundle")) }
        let lacking = try LedgerMaker(seed: 6).collective
        #expect(throws: BundleFault.noCharter(lacking)) {
            try store.writeBundle(of: lacking, to: folder.file("a.bundle"))
        }
        #expect(try Set(FileManager.default.contentsOfDirectory(atPath: folder.path)) == before)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
    func aFullDiskIsSaidAndLeavesNothing() throws {
        let folder = try TemporaryFolder()
        let temporary = folder.file("a.bundle.new")
        try Data().write(to: URL(fileURLWithPath: temporary))
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        #expect(full >= 0)
        do {
            let output = BundleOutput(path: folder.file("a.bundle"), temporary: temporary, descriptor: full)
            try output.write([UInt8](repeating: 0, count: 1_000))
            let fault = #expect(throws: StoreFault.self) { try output.flush() }
            let line = try #require(fault).description
            #expect(line.hasPrefix("the disk that holds \(folder.file("a.bundle")) is full"), "\(line)")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test func progressAscendsToTheTotal() throws {
        var maker = try LedgerMaker(seed: 7, authors: 1, founders: 1)
        var tip = LedgerMaker.Tip(author: 0)
        for _ in 0..<2_100 { try maker.sign(.profile(Profile()), on: &tip) }
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        _ = try store.take(maker.made.map { Offer($0) }, into: maker.collective)
        var seen: [UInt64] = []
        _ = try store.writeBundle(of: maker.collective, to: folder.file("a.bundle")) { done, total in
            #expect(total == 2_100)
            seen.append(done)
        }
        #expect(seen == [1_000, 2_000, 2_100])
    }
}
