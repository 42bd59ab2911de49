import Foundation
import PledgeLedger
import Testing

@Suite struct BundleImportTests {
    /// A bundle taken into an empty store gives a store that writes the same bundle.
    @Test(arguments: 0..<10) func goesRound(seed: Int) throws {
        var maker = try LedgerMaker(seed: UInt64(seed) + 500, authors: 7, vouchesNeeded: seed % 3 == 0 ? 2 : 1, ladder: [4, 2, 1])
        try maker.scene(entries: 100, forks: seed % 4 + 1)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a")
        let path = folder.file("a.bundle")
        let summary = try store.writeBundle(of: maker.collective, to: path)
        let contents = try BundleAudit(path: path).audit()
        #expect(contents.report.findings == [], "seed \(seed)")
        #expect(contents.report.root == summary.root && contents.report.entries == summary.entries)
        let other = try Store(at: folder.file("b"), missing: .create)
        let imported = try #require(try other.take(contents))
        #expect(imported.root == summary.root && imported.change.added == summary.entries, "seed \(seed)")
        #expect(try StoreAudit(other).audit(maker.collective).findings == [], "seed \(seed)")
        let held = Set(try store.heads(of: maker.collective).heads.filter { $0.fork > 0 }.map(\.author))
        let kept = try store.forkProofs(in: maker.collective).filter { held.contains($0.author) }
        #expect(try other.forkProofs(in: maker.collective) == kept, "seed \(seed)")
        let again = folder.file("b.bundle")
        _ = try other.writeBundle(of: maker.collective, to: again)
        #expect(try BundleFile.bytes(again) == BundleFile.bytes(path), "seed \(seed)")
        let repeated = try #require(try other.take(contents))
        #expect(repeated.change.isNothing && repeated.root == imported.root)
        try store.close()
        try other.close()
    }

    @Test func forksTextsDefinitionsAndErasuresComeAlong() throws {
        let scene = try AuditScene(seed: 20)
        let contents = try scene.bundleContents()
        #expect(contents.proofs.map(\.author) == [scene.forker])
        #expect(contents.definitions == [scene.project] && contents.erasures.count == 1)
        let other = try Store(at: scene.folder.file("b"), missing: .create)
        _ = try #require(try other.take(contents))
        #expect(try other.feed(of: scene.forker, in: scene.collective)?.head.fork == 2)
        #expect(try other.entry(scene.project.entry.id, in: scene.collective)?.text?.text == "a well")
        let profile = try #require(scene.maker.made.first { $0.reading.kind == .profile })
        let words = try #require(scene.maker.texts[profile.entry.id])
        #expect(try !other.takeText(words, of: profile.entry.id, into: scene.collective))
        try scene.store.close()
        try other.close()
    }

    /// One signature that does not hold: the bundle is refused whole.
    @Test func oneBadSignatureImportsNothing() throws {
        let scene = try AuditScene(seed: 21)
        let path = scene.folder.file("a.bundle")
        _ = try scene.store.writeBundle(of: scene.collective, to: path)
        let bytes = try BundleFile.bytes(path)
        for entry in scene.maker.made where try scene.store.feed(of: entry.entry.author, in: scene.collective)?.isKept == true {
            guard let at = bytes.firstRange(of: entry.entry.bytes) else { continue }
            var altered = Array(bytes.dropLast(41))
            altered[at.upperBound - 10] ^= 1
            let end = SHA256.hash(Array("pledged/bundle/end/1\n".utf8) + altered).bytes
            altered.append(255)
            altered.append(bigEndian: UInt64(32))
            let file = scene.folder.file("altered.bundle")
            try Data(altered + end).write(to: URL(fileURLWithPath: file))
            guard let contents = try? BundleAudit(path: file).audit() else { continue }
            #expect(contents.report.findings.contains { $0.detail.contains("signature") }, "\(contents.report.findings)")
            let other = try Store(at: scene.folder.file("\(entry.entry.id.hex)"), missing: .create)
            #expect(try other.take(contents) == nil)
            #expect(try other.collectives().isEmpty)
            try other.close()
        }
        try scene.store.close()
    }
}
