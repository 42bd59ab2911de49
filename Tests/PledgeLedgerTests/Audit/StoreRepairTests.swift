import Foundation
import PledgeLedger
import Testing

@Suite struct StoreRepairTests {
    private func repair(_ scene: inout AuditScene) throws -> StoreRepair.Result {
        // Nothing that was overwritten is left in the log.
        try scene.store.closeWhole()
        let result = try #require(try StoreRepair(path: scene.path).run(now: 1_234))
        scene.store = try Store(at: scene.path)
        return result
    }

    @Test func aWholeStoreIsLeftAlone() throws {
        let scene = try AuditScene(seed: 1)
        try scene.store.close()
        #expect(try StoreRepair(path: scene.path).run(now: 1_234) == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: scene.folder.path).filter { $0.contains("damaged") } == [])
    }

    /// A process that was killed between changing an earlier store's tables and computing their rows left no damage.
    @Test func aHalfChangedStoreIsNotDamaged() throws {
        let scene = try AuditScene(seed: 1)
        try scene.store.tamper("DELETE FROM meta WHERE key = 'views'; DELETE FROM total; DELETE FROM mention")
        try scene.store.close()
        #expect(try StoreRepair(path: scene.path).run(now: 1_234) == nil)
        let store = try Store(at: scene.path)
        #expect(try StoreAudit(store).check() == [])
        try store.close()
    }

    /// Nothing of a store with one wrong count is lost: feeds, forks, texts, definitions, erasures, checkpoints,
    /// peers, the owner.
    @Test func aWholeStoreComesBackWhole() throws {
        var scene = try AuditScene(seed: 1)
        try scene.store.setOwner(scene.maker.keys[0].publicKey)
        try scene.store.addPeer("a.example:1", of: scene.collective, now: 5)
        let checkpoint = try scene.store.checkpoint(of: scene.collective, now: 7)
        try scene.store.hold(CheckpointNote(checkpoint, signedBy: scene.maker.keys[0]))
        try scene.store.setImporting(true, scene.collective)
        let before = try scene.bundleContents(), beforeDigest = try Self.sections(scene)
        try scene.store.tamper("UPDATE collective SET entries = entries + 1")
        let result = try repair(&scene)
        #expect(result.findings == [])
        #expect(result.damagedPath == scene.path + ".damaged-1234")
        #expect(FileManager.default.fileExists(atPath: result.damagedPath))
        #expect(try scene.findings() == [])
        let after = try scene.bundleContents()
        #expect(after.report.root == before.report.root)
        #expect(after.texts == before.texts && after.definitions == before.definitions)
        #expect(after.erasures == before.erasures && after.proofs == before.proofs)
        #expect(try Self.sections(scene) == beforeDigest)
        #expect(after.checkpoints == before.checkpoints && before.checkpoints.count == 1)
        #expect(before.proofs.count == 1 && before.erasures.count == 1 && before.definitions.count == 1)
        #expect(try scene.store.owner() == scene.maker.keys[0].publicKey)
        #expect(try scene.store.peers().map(\.address) == ["a.example:1"])
        #expect(try scene.store.collective(scene.collective)?.isImporting == true)
        try scene.store.close()
    }

    private static func sections(_ scene: AuditScene) throws -> [UInt8] {
        let path = scene.folder.file("b.bundle")
        _ = try scene.store.writeBundle(of: scene.collective, to: path, replace: true)
        return try BundleFile.bytes(path)
    }

    /// A damaged entry ends its feed there; everything else that verifies is kept.
    @Test func whatVerifiesIsKept() throws {
        for (author, place) in [(0, 2), (1, 3), (0, 1)] as [(Int, UInt64)] {
            var scene = try AuditScene(seed: 2)
            let key = scene.maker.keys[author].publicKey
            try scene.store.tamper("""
                UPDATE entry SET bytes = substr(bytes, 1, 200) || CASE substr(bytes, 201, 1) WHEN x'ff' THEN x'00' ELSE x'ff' END
                || substr(bytes, 202) WHERE place =
                (SELECT number << 32 | \(place) FROM feed WHERE author = x'\(key.hex)')
                """)
            #expect(try !scene.findings().isEmpty)
            let result = try repair(&scene)
            #expect(result.findings.contains { $0.author == key && $0.seq == place }, "\(result.findings)")
            #expect(try scene.findings() == [])
            #expect(try scene.store.feed(of: key, in: scene.collective)?.head.stop ?? 0 == place - 1)
            var isNews = true
            while isNews {
                let taken = try scene.store.take(scene.maker.shuffledOffers(), into: scene.collective)
                isNews = taken.contains(.verdict(.accepted)) || taken.contains(.verdict(.fork))
            }
            let expected = LedgerContents(collective: scene.collective, charter: scene.maker.charter, entries: scene.maker.made)
            #expect(try scene.store.frontier(of: scene.collective).tree.root() == expected.frontier.root())
            #expect(try scene.findings() == [])
            try scene.store.close()
        }
    }

    @Test func wrongRowsAreComputedAnew() throws {
        for sql in ["UPDATE total SET low = 9", "UPDATE tally SET people = 7", "UPDATE feed SET stop = stop + 5",
            "UPDATE feed SET distance = NULL", "DELETE FROM vouch", "UPDATE collective SET entries = 0", "DELETE FROM fork",
            "UPDATE text SET salted = zeroblob(33)"]
        {
            var scene = try AuditScene(seed: 3)
            try scene.store.tamper(sql)
            #expect(try !scene.findings().isEmpty, "\(sql)")
            _ = try repair(&scene)
            #expect(try scene.findings() == [], "\(sql)")
            try scene.store.close()
        }
    }

    @Test func aDamagedCharterIsNamed() throws {
        var scene = try AuditScene(seed: 4)
        try scene.store.tamper("UPDATE collective SET charter = substr(charter, 1, 160) || x'ff' || substr(charter, 162)")
        let result = try repair(&scene)
        #expect(result.findings.map(\.kind) == [.charter])
        #expect(try scene.store.collective(scene.collective)?.charterBytes == nil)
        #expect(try scene.store.takeCharter(scene.maker.charterEntry, text: nil))
        try scene.store.close()
    }
}
