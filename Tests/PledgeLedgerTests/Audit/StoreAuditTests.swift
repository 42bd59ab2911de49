import Foundation
import PledgeLedger
import Testing

@Suite struct StoreAuditTests {
    @Test(arguments: 0..<12) func randomLedgersAreClean(seed: Int) throws {
        var maker = try LedgerMaker(
            seed: UInt64(seed) + 300, authors: 7, admission: seed % 4 == 0 ? .open : .vouched, ladder: [4, 2, 1])
        try maker.scene(entries: 90, forks: seed % 4)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a")
        let report = try StoreAudit(store).audit(maker.collective)
        #expect(report.findings == [], "seed \(seed)")
        #expect(try StoreAudit(store).fileFindings() == [])
        let row = try #require(try store.collective(maker.collective))
        #expect(report.entries == row.entries && report.feeds == row.feeds)
        #expect(try report.root == store.frontier(of: maker.collective).tree.root())
        #expect(report.signatures > report.entries)
        let chains = try store.contents(of: maker.collective).feeds.flatMap(\.chain)
        #expect(report.void == UInt64(chains.count { $0.reading.facts == nil }))
        try store.close()
    }

    /// Whatever way and order entries came in, the rows that are computed from them are as they should be.
    @Test(arguments: [1, 6, 18, 31, 38, 46, 58]) func tangledLedgersAreClean(seed: Int) throws {
        var maker = try LedgerSceneTests.maker(seed)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder, name: "a")
        try StoreConvergenceTests.feed(&maker, to: store)
        let findings = try StoreAudit(store).check()
        #expect(findings == [])
        try store.close()
    }

    @Test func theSceneHasOneOfEverything() throws {
        let scene = try AuditScene()
        #expect(try scene.findings() == [])
        for table in ["entry", "text", "fork", "aside", "erased", "vouch", "definition", "pledge", "total", "backing", "endorse", "tally"] {
            #expect(try scene.store.number("SELECT count(*) FROM \(table)") ?? 0 > 0, "\(table)")
        }
        let progress = Locked<[UInt64]>([])
        _ = try StoreAudit(scene.store).audit(scene.collective) { done, all in
            #expect(done <= all)
            progress.with { $0.append(done) }
        }
        #expect(progress.with { $0.count } > 0)
        try scene.store.close()
    }

    /// What each way of tampering with a row must bring to light.
    private static let tampering: [(sql: String, kind: AuditFinding.Kind)] = [
        ("UPDATE entry SET bytes = substr(bytes, 1, 150) || x'ff' || substr(bytes, 152) WHERE place = (SELECT min(place) FROM entry)", .signature),
        ("UPDATE entry SET bytes = substr(bytes, 1, 100) WHERE place = (SELECT min(place) FROM entry)", .entry),
        ("UPDATE entry SET bytes = x'' WHERE place = (SELECT min(place) FROM entry)", .entry),
        ("UPDATE entry SET bytes = (SELECT bytes FROM entry ORDER BY place DESC LIMIT 1) WHERE place = (SELECT min(place) FROM entry)", .place),
        ("DELETE FROM entry WHERE place = (SELECT min(place) FROM entry)", .link),
        ("DELETE FROM entry WHERE place = (SELECT number << 32 | stop FROM feed WHERE stop > 1 ORDER BY number LIMIT 1)", .count),
        ("UPDATE entry SET place = place + (99 << 32) WHERE place = (SELECT min(place) FROM entry)", .count),
        ("UPDATE feed SET stop = stop + 1 WHERE number = 1", .count),
        ("UPDATE feed SET stop = -1", .count),
        ("UPDATE feed SET stop_id = zeroblob(32) WHERE number = 1", .root),
        ("UPDATE feed SET bytes = bytes - 1 WHERE number = 1", .count),
        ("UPDATE feed SET bytes = -1", .count),
        ("UPDATE feed SET fork = 2 WHERE number = 1", .fork),
        ("UPDATE feed SET fork = 0 WHERE fork > 0", .fork),
        ("UPDATE feed SET distance = NULL WHERE number = 1", .count),
        ("UPDATE feed SET distance = 0 WHERE distance IS NULL", .count),
        ("DELETE FROM feed WHERE number = 1", .count),
        ("UPDATE fork SET first = second", .fork),
        ("UPDATE fork SET second = x'00'", .fork),
        ("DELETE FROM fork", .fork),
        ("UPDATE text SET salted = zeroblob(40)", .text),
        ("UPDATE text SET salted = x'01'", .text),
        ("UPDATE aside SET text = zeroblob(40)", .text),
        ("UPDATE aside SET bytes = zeroblob(300) WHERE number = 1", .entry),
        ("UPDATE collective SET text = zeroblob(40)", .text),
        ("UPDATE collective SET charter = (SELECT min(bytes) FROM entry)", .charter),
        ("UPDATE collective SET charter = NULL", .charter),
        ("UPDATE collective SET entries = entries + 1", .count),
        ("UPDATE collective SET feeds = -1, entries = -1, bytes = -1, change = -1", .count),
        ("UPDATE total SET low = low + 1", .view),
        ("UPDATE total SET high = -1, low = -1, pledges = -1", .view),
        ("DELETE FROM total", .view),
        ("UPDATE backing SET people = people + 1", .view),
        ("UPDATE definition SET held = 0, named = 0", .view),
        ("UPDATE tally SET people = people + 1", .view),
        ("UPDATE tally SET people = 9223372036854775807", .view),
        ("DELETE FROM tally", .view),
        ("DELETE FROM receiver", .view),
        ("UPDATE receiver SET author = zeroblob(32)", .view),
        ("INSERT INTO tally SELECT collective, zeroblob(32), 2, 0, 900, 0 FROM tally LIMIT 1", .view),
        ("DELETE FROM vouch", .view),
        ("UPDATE vouch SET level = 0", .view),
        ("INSERT INTO retracted SELECT max(place), 9 FROM entry", .view),
        ("UPDATE pledge SET amount = amount + 1 WHERE seq = (SELECT min(seq) FROM pledge)", .view),
        ("UPDATE pledge SET state = 0", .view),
        ("DELETE FROM pledge", .view),
        ("UPDATE endorse SET stance = 1, retracted = 1", .view),
        ("UPDATE erased SET target = zeroblob(32)", .text),
        ("DELETE FROM erased", .text),
        ("UPDATE fork SET place = place + 1", .fork),
        ("UPDATE feed SET distance = distance + 1 WHERE distance IS NOT NULL", .count),
        ("UPDATE text SET place = place + 1", .text),
        ("DELETE FROM text", .text),
        ("INSERT OR IGNORE INTO lacking SELECT place FROM entry", .text),
        ("UPDATE collective SET partial = 1", .count),
        ("UPDATE collective SET bytes = bytes + 1", .count),
        ("UPDATE collective SET change = 0", .count),
        ("UPDATE entry SET id8 = id8 + 1 WHERE place = (SELECT max(place) FROM entry)", .entry),
        ("UPDATE definition SET named = named + 1", .view),
        ("UPDATE tally SET latest = 0", .view),
        ("UPDATE backing SET latest = 0", .view),
    ]

    @Test(arguments: tampering.indices) func tamperingIsFound(index: Int) throws {
        let (sql, kind) = Self.tampering[index]
        let scene = try AuditScene(seed: 7)
        try scene.store.tamper(sql)
        let findings = try scene.findings()
        #expect(findings.contains { $0.kind == kind }, "\(sql): \(findings)")
        try scene.store.close()
    }

    /// What is written meanwhile is no damage: everything is read in one transaction.
    @Test func writingMeanwhileIsNoDamage() throws {
        let home = try SigningHome(seed: 70)
        let writer = try Store(at: home.path), isDone = Locked(false), written = Locked(0)
        let collective = home.collective, key = home.maker.keys[0], marks = home.folder.file("marks"), now = home.maker.clock
        let thread = Thread {
            while !isDone.with({ $0 }) {
                let target = EntryID(Bytes32([UInt8](repeating: UInt8(written.with { $0 } % 7), count: 32)) ?? .zero)
                let facts = Facts.endorse(Endorse(target: target.raw, stance: 1))
                let signed = try? Signer(store: writer, key: key, marks: marks).sign(facts, in: collective, now: now)
                written.with { $0 += signed == nil ? 0 : 1 }
            }
            isDone.with { $0 = false }
        }
        thread.start()
        for round in 0..<12 {
            #expect(try StoreAudit(home.store).check(marks: marks) == [], "round \(round)")
            #expect(try StoreAudit(home.store).audit(collective).findings == [], "round \(round)")
        }
        isDone.with { $0 = true }
        while isDone.with({ $0 }) {}
        #expect(written.with { $0 } > 12)
        try writer.close()
        try home.store.close()
    }

    /// A collective's row that is gone leaves its feeds without one.
    @Test(arguments: ["collective", "feed", "definition"]) func lostRowsLeaveOthersBehind(table: String) throws {
        let scene = try AuditScene(seed: 12)
        #expect(try StoreAudit(scene.store).check() == [])
        try scene.store.tamper("DELETE FROM \(table)")
        #expect(try StoreAudit(scene.store).check().contains { $0.kind == .count && $0.detail.contains("belong to no \(table)") })
        try scene.store.close()
    }

    @Test(arguments: ["collective", "feed"]) func strayMentionsAreFound(home: String) throws {
        let scene = try AuditScene(seed: 12)
        try scene.store.tamper("""
            INSERT INTO mention (collective, kind, target, feed, seq, time)
            VALUES (\(home == "collective" ? 99 : 1), 4, x'00', \(home == "feed" ? 99 : 1), 1, 0)
            """)
        #expect(try StoreAudit(scene.store).check().contains {
            $0.kind == .count && $0.detail == "1 rows of mention belong to no \(home)"
        })
        try scene.store.close()
    }

    /// What the owner signed last has to be here, or be the next entry.
    @Test func marksAreHeldAgainstTheStore() throws {
        let home = try SigningHome(seed: 71)
        let first = try home.sign(), second = try home.next(after: first)
        let marks = home.folder.file("marks")
        func findings() throws -> [AuditFinding] { try StoreAudit(home.store).check(marks: marks) }
        #expect(try findings() == [])
        try home.setMark(second.bytes)
        #expect(try findings() == [])
        try home.setMark(home.next(after: second).bytes)
        #expect(try findings().map(\.seq) == [3])
        try home.store.close()
        // A file cut to nothing opens as a new store.
        try Data().write(to: URL(fileURLWithPath: home.path))
        #expect(throws: StoreFault.self) { try StoreAudit.refuseEmpty(home.path) }
        let empty = try Store(at: home.path)
        #expect(try StoreAudit(empty).check(marks: marks).map(\.author) == [home.author])
        try Data("{".utf8).write(to: URL(fileURLWithPath: home.markPath))
        #expect(try StoreAudit(empty).check(marks: marks).map(\.kind) == [.file])
        try empty.close()
    }

    /// Damage is named by feed and place.
    @Test func damagedEntriesAreNamed() throws {
        for (place, bytes) in [(2, "substr(bytes, 1, 150) || x'ff' || substr(bytes, 152)"), (1, "zeroblob(250)")] as [(UInt64, String)] {
            let scene = try AuditScene(seed: 8)
            let author = scene.maker.keys[0].publicKey
            try scene.store.tamper("""
                UPDATE entry SET bytes = \(bytes) WHERE place =
                (SELECT number << 32 | \(place) FROM feed WHERE author = x'\(author.hex)')
                """)
            let findings = try scene.findings()
            #expect(findings.contains { $0.author == author && $0.seq == place }, "\(findings)")
            #expect(findings.contains { $0.description.contains(author.hex.prefix(12)) && $0.description.contains("entry \(place)") })
            try scene.store.close()
        }
    }

    /// An erased text that is back is a finding.
    @Test func anErasedTextThatIsBackIsFound() throws {
        let scene = try AuditScene(seed: 9)
        let profile = try #require(scene.maker.made.first { $0.reading.kind == .profile })
        let words = try #require(scene.maker.texts[profile.entry.id])
        try scene.store.tamper("""
            INSERT INTO text SELECT place, x'\(words.bytes.hex)' FROM entry WHERE bytes = x'\(profile.entry.bytes.hex)'
            """)
        #expect(try scene.findings().contains { $0.kind == .text && $0.author == profile.entry.author && $0.seq == 1 })
        try scene.store.close()
    }
}
