import Foundation
import Testing

/// A disk that runs full or may only be read: a clear line, and nothing lost or half-written.
@Suite(.enabled(if: Surroundings.canMount, "no file system can be mounted here"))
struct FullDiskTests {
    @Test func aFullDiskLosesNothing() throws {
        let disk = try SmallDisk(), home = disk.home
        _ = try home.found()
        let project = try home.project("Well", asks: "1000000 EUR")
        var acknowledged: [String] = []
        let words = String(repeating: "x", count: 2_000)
        func pledge() throws -> PledgedResult {
            try home.run("pledge", project, "1 EUR", "--text", words, "--json")
        }
        acknowledged.append(try pledge().json().text("entry"))
        try disk.fill()
        // Room that is left in files that are there already may take a few more.
        var refused: PledgedResult?
        for _ in 0..<200 where refused == nil {
            let result = try pledge()
            if result.code == 0 { acknowledged.append(try result.json().text("entry")) } else { refused = result }
        }
        let full = try #require(refused, "200 pledges fit on a full disk")
        full.expectUnsigned(75, "full")
        for _ in 0..<5 { try pledge().expectUnsigned(75, "full") }
        let bundle = home.file("out.bundle")
        try home.run("export", "--bundle", bundle).expectFault(75, "full")
        let left = try FileManager.default.contentsOfDirectory(atPath: home.path).filter { $0.contains("bundle") }
        #expect(left.isEmpty, "a failed export left \(left)")

        try disk.free()
        acknowledged.append(try pledge().json().text("entry"))
        try home.run("check").expectFine()
        let held = Set(try home.run("list", "entries", "--limit", "10000", "--json").objects().map { try $0.text("id") })
        #expect(held.isSuperset(of: acknowledged))
        // Nothing that was refused is said after all: the profile, the project, and what was acknowledged.
        #expect(held.count == acknowledged.count + 2, "\(held.count) entries, \(acknowledged.count) acknowledged")
        #expect(try home.standing().forks == 0)
        try home.run("export", "--bundle", bundle).expectFine()
    }

    /// What is cut short in a redirected file ends as one that was named does.
    @Test func anAnswerThatDoesNotFitIsNoSuccess() throws {
        let disk = try SmallDisk(megabytes: 8), owner = try PledgedHome("Owner")
        _ = try ElectionMaker.fill(owner, voters: 40, projects: 10)
        let cut = "\"$PLEDGED\" export --entries - > \(disk.home.file("entries.ndjson"))"
        try disk.fill(leaving: 64 << 10)
        let refused = try owner.startOther("/bin/sh", ["-c", cut]).wait()
        #expect(refused.code == 75 && refused.errorLines.last == "pledged: standard output: No space left on device", "\(refused)")
        try disk.free()
        try owner.startOther("/bin/sh", ["-c", cut]).wait().expectFine()
    }

    /// The mark beside the key is written before the store commits; where that fails, nothing was signed.
    @Test func aCommitThatFailsSignsNothing() throws {
        let disk = try SmallDisk(), home = disk.home
        _ = try home.found()
        let project = try home.project("Well", asks: "1000000 EUR")
        // The key's folder has room, the store's disk has none.
        let elsewhere = try PledgedHome(nil)
        try FileManager.default.moveItem(atPath: home.file("marks"), toPath: elsewhere.path)
        try FileManager.default.createSymbolicLink(atPath: home.file("marks"), withDestinationPath: elsewhere.path)
        let words = String(repeating: "x", count: 2_000)
        var said = 0, refused = false
        try disk.fill()
        for _ in 0..<200 where !refused {
            let result = try home.run("pledge", project, "1 EUR", "--text", words)
            if result.code == 0 { said += 1 } else { refused = true; result.expectUnsigned(75, "full") }
        }
        try #require(refused)
        #expect(try home.json("status").list("collectives").first?.all["not_stored"] == nil)
        try disk.free()
        let again = try home.run("pledge", project, "1 EUR", "--text", words).expectFine()
        #expect(!again.errors.contains("is in now"), "\(again)")
        #expect(try home.json("show", project).list("asks").first?.number("pledges") == said + 1)
        try home.run("check").expectFine()
    }

    /// A session ends with the first word of a full disk, and in it.
    @Test func aSyncOnAFullDiskEndsAtOnce() throws {
        let disk = try SmallDisk(), home = disk.home
        let giver = try PledgedHome("Giver")
        let id = try ElectionMaker.fill(giver, voters: 2_000, projects: 10)
        let daemon = try PledgedDaemon(giver)
        try home.run("join", "pledged:\(id)/at=\(daemon.address)").expectFine()
        try disk.fill()
        let begin = ContinuousClock.now
        try home.run("sync", daemon.address).expectFault(75, "the disk that holds", "is full")
        #expect(ContinuousClock.now - begin < .seconds(15))
        try disk.free()
        try home.run("check").expectFine()
        #expect(try home.standing().entries < 20_010)
    }

    /// A store alone, as somebody hands it over on a medium that nobody can write.
    @Test(.enabled(if: Surroundings.hasPython)) func aStoreOnAReadOnlyDiskIsAudited() throws {
        let disk = try SmallDisk(), home = disk.home
        _ = try home.found()
        let close = "import sqlite3; c = sqlite3.connect('\(home.file("ledger.sqlite"))'); c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.close()"
        try home.startOther(Surroundings.python, ["-c", close]).wait().expectFine()
        try FileManager.default.createDirectory(atPath: home.file("a b?c%d"), withIntermediateDirectories: false)
        try FileManager.default.copyItem(atPath: home.file("ledger.sqlite"), toPath: home.file("a b?c%d/é"))
        try disk.remount("ro")
        let other = try PledgedHome("auditor")
        #expect(try other.run("audit", home.file("a b?c%d/é")).expectFine().output.contains("everything holds"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.file("a b?c%d")) == ["é"])
        try disk.remount("rw")
    }

    @Test func aNewHomeOnAFullDiskIsSaid() throws {
        let disk = try SmallDisk(), home = disk.home
        try disk.fill()
        let inner = home.file("inner")
        let result = try home.run("init", "--home", inner)
        #expect(result.code == 75 && result.errorLines.count == 1, "\(result)")
        try disk.free()
        // Where it failed half-way, it can be done again, or says that a key is there.
        let again = try home.run("init", "--home", inner)
        #expect([0, 73].contains(again.code), "\(again)")
        try home.run("status", "--home", inner).expectFine()
    }

    /// A backup that finds no room says so of the home, leaves nothing of itself, and comes back once there is.
    @Test func aRestoreOnAFullDiskIsSaid() throws {
        let disk = try SmallDisk(megabytes: 8), owner = try PledgedHome("Owner")
        _ = try owner.found()
        _ = try owner.project()
        try owner.run("backup", owner.file("kept.backup")).expectFine()
        let inner = disk.home.file("inner")
        // Without room for anything, and with room for the copy and not for what checks it.
        for left in [0, 300 << 10] {
            try disk.fill(leaving: left)
            let refused = try owner.run("restore", owner.file("kept.backup"), "--home", inner)
            refused.expectFault(75, "the disk that holds \(inner)", "is full; free some space")
            #expect(!refused.errors.contains(".restored"), "\(refused)")
            let kept = try FileManager.default.contentsOfDirectory(atPath: inner)
            #expect(!kept.contains { $0.hasPrefix("ledger.sqlite") }, "\(kept)")
            try disk.free()
        }
        try owner.run("restore", owner.file("kept.backup"), "--home", inner).expectFine()
        try owner.run("check", "--home", inner).expectFine()
    }

    @Test func aReadOnlyDiskIsSaid() throws {
        let disk = try SmallDisk(), home = disk.home
        _ = try home.found()
        let project = try home.project()
        try disk.remount("ro")
        try home.run("pledge", project, "1 EUR").expectUnsigned(77, "read-only")
        try home.run("found", "Another").expectFault(77, "read-only")
        try home.run("serve", "--listen", "127.0.0.1:0").expectFault(77)
        try home.run("export", "--bundle", home.file("out.bundle")).expectFault(77)
        // Looking needs no writing.
        for looking in [["list", "projects"], ["show", project], ["status"], ["check"], ["audit"], ["audit", home.path]] {
            try home.run(looking).expectFine()
        }
        let elsewhere = try PledgedHome(nil)
        try home.run("export", "--bundle", "\(elsewhere.path).bundle").expectFine()
        try disk.remount("rw")
        try home.run("pledge", project, "1 EUR").expectFine()
        try home.run("check").expectFine()
    }
}
