import Foundation
import Testing

/// `backup` and `restore`: one file while the node runs, nothing lost, and no way to fork.
@Suite struct BackupCommandTests {
    private func path(_ home: PledgedHome, _ name: String = "village.backup") -> String {
        (home.path as NSString).deletingLastPathComponent + "/" + name
    }

    @Test func aHomeComesBackWholeAndGoesOnAfterAPeersWord() throws {
        let village = try Village(2), member = village.homes[1], file = path(member)
        let daemon = try PledgedDaemon(village.founder), own = try PledgedDaemon(member, peers: [daemon.address])
        try village.pledge(member, "5 EUR")
        let made = try member.run("backup", file, "--json")
        #expect(try made.json().flag("key") && made.errors.contains("sign in your name"))
        #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
        try member.run("backup", file).expectFault(73, "there already")
        // Signed after the backup, and known to the other node.
        try village.pledge(member, "7 EUR")
        try eventually("both pledges") { try village.pledged(village.founder) == 1_200 }
        try own.stop()

        let fresh = try PledgedHome(nil)
        let restored = try fresh.run("restore", file).expectFine()
        #expect(restored.errors.contains("pledged sync"), "\(restored)")
        try fresh.run("check").expectFine()
        #expect(try fresh.key() == member.key())
        try fresh.run("pledge", village.project, "1 EUR").expectUnsigned(75, "pledged sync")
        try fresh.run("sync", daemon.address).expectFine()
        try village.pledge(fresh, "9 EUR")
        try fresh.run("sync", daemon.address).expectFine()
        #expect(try village.pledged(village.founder) == 2_100)
        #expect(try village.founder.standing().forks == 0)
    }

    @Test func newerEntriesAreNotPutAsideUnasked() throws {
        let home = try PledgedHome(), file = path(home)
        _ = try home.found()
        let project = try home.project()
        try home.run("backup", file).expectFine()
        let newer = try home.run("pledge", project, "5 EUR", "--json").json().text("entry")
        try home.run("restore", file).expectFault(73, "1 entry that the backup lacks", "--replace")
        try home.run("show", newer).expectFine()
        let aside = try home.run("restore", file, "--replace", "--json").json().text("put_aside")
        #expect(try home.run("show", newer).code == 66)
        // What was put aside is whole.
        #expect(try home.run("audit", aside).expectFine().output.contains("everything holds"))
        // The mark beside the key knows better than the restored store.
        try home.run("pledge", project, "1 EUR").expectUnsigned(75, "not where you last signed", "pledged sync")
        try home.run("check").expectFine()
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.path).filter { $0.contains("restored") }.isEmpty)
    }

    @Test func whatIsNoGoodBackupChangesNothing() throws {
        let home = try PledgedHome(), other = try PledgedHome("nurse"), file = path(home)
        _ = try home.found()
        try home.run("backup", file).expectFine()
        try home.run("backup", home.file("nodir/x")).expectFault(66, "there is no folder", "nodir", "make it first")
        try other.run("restore", file).expectFault(73, "another key")
        try other.run("restore", other.path + "/nothing").expectFault(66, "nothing")
        try other.run("restore", other.file("ledger.sqlite")).expectFault(65, "no backup")
        try other.run("restore", other.file("author.key")).expectFault(65, "no backup")
        let daemon = try PledgedDaemon(home)
        try home.run("restore", file).expectFault(75, "another daemon")
        try daemon.stop()

        // A byte of a signed entry that was altered.
        var bytes = try Data(contentsOf: URL(fileURLWithPath: file))
        let fund = try #require(bytes.range(of: Data("farmer".utf8)) ?? bytes.range(of: Data("Village fund".utf8)))
        bytes[fund.lowerBound] ^= 1
        try bytes.write(to: URL(fileURLWithPath: file + ".bad"))
        let fresh = try PledgedHome(nil)
        let refused = try fresh.run("restore", file + ".bad")
        #expect(refused.code == 65 && refused.errors.contains("nothing was restored"), "\(refused)")
        #expect(!FileManager.default.fileExists(atPath: fresh.file("ledger.sqlite")))
        // Nobody was here yet.
        try fresh.run("init", "--name", "nurse").expectFine()
    }

    /// A refusal changes nothing: it doesn't make a home's own key one that was taken up from a copy.
    @Test func whoWasRefusedSignsOn() throws {
        let village = try Village(1), home = try PledgedHome("nurse"), file = path(home)
        _ = try home.found()
        let own = try home.project()
        try home.run("backup", file).expectFine()
        try home.run("pledge", own, "5 EUR").expectFine()
        let refused = try home.run("restore", file)
        #expect(refused.code == 73 && refused.errors.contains("1 entry that the backup lacks"), "\(refused)")

        let bundle = home.file("village.bundle")
        try village.founder.run("export", "--bundle", bundle).expectFine()
        try home.run("import", bundle).expectFine()
        try home.run("pledge", village.project, "1 EUR", "--collective", village.collective).expectFine()
    }

    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"), arguments: ["author.key", "node.key"])
    func aBackupWithADamagedKeyIsRefused(_ name: String) throws {
        let home = try PledgedHome(), file = path(home)
        _ = try home.found()
        try home.run("backup", file).expectFine()
        let script = "import sqlite3; c = sqlite3.connect('\(file)'); "
            + "c.execute(\"UPDATE kept_file SET bytes = CAST('pledgesecret1qqqq' AS BLOB) WHERE name = '\(name)'\"); c.commit()"
        try home.startOther(Surroundings.python, ["-c", script]).wait().expectFine()
        let fresh = try PledgedHome(nil)
        try fresh.run("restore", file).expectFault(65, "its \(name) holds no key", "nothing was restored")
        #expect(try FileManager.default.contentsOfDirectory(atPath: fresh.path).isEmpty)
    }

    /// Entries keep coming while the backup is made: it holds one moment's state, whole.
    @Test func aBackupOfABusyNodeIsWhole() throws {
        let home = try PledgedHome(), file = path(home)
        _ = try home.found()
        let project = try home.project("Well", asks: "1000000 EUR")
        let daemon = try PledgedDaemon(home)
        for round in 0..<4 {
            let writing = try (0..<3).map { _ in try home.start("pledge", project, "1 EUR") }
            try home.run("backup", "\(file).\(round)").expectFine()
            for run in writing { try run.wait().expectFine() }
            let fresh = try PledgedHome(nil)
            try fresh.run("restore", "\(file).\(round)").expectFine()
            try fresh.run("check").expectFine()
        }
        try daemon.stop()
    }

    /// Killed at any point, a restore can be done again, nothing is half in place, and nothing can be
    /// signed that could fork.
    @Test func aKilledRestoreIsCompletedByAnother() throws {
        let giver = try PledgedHome("Giver"), file = path(giver)
        _ = try ElectionMaker.fill(giver, voters: 300, projects: 5)
        _ = try giver.found()
        let project = try giver.project()
        try giver.run("backup", file).expectFine()
        let entries = try giver.standing().entries
        for step in 0..<12 {
            let fresh = try PledgedHome(nil)
            let run = try fresh.start("restore", file)
            usleep(UInt32(step) * 15_000)
            kill(run.process.processIdentifier, SIGKILL)
            _ = try run.wait()
            let pledge = try fresh.run("pledge", project, "1 EUR")
            #expect(pledge.code != 0, "\(pledge)")
            try fresh.run("restore", file).expectFine()
            #expect(try fresh.standing().entries == entries)
            try fresh.run("check").expectFine()
            try fresh.run("pledge", project, "1 EUR").expectUnsigned(75, "pledged sync")
        }
    }

    @Test func aKilledBackupLeavesNoFileOfItsName() throws {
        let giver = try PledgedHome("Giver")
        _ = try ElectionMaker.fill(giver, voters: 1_000, projects: 10)
        for step in 0..<8 {
            let file = path(giver, "b\(step)")
            let run = try giver.start("backup", file)
            usleep(UInt32(step) * 10_000)
            kill(run.process.processIdentifier, SIGKILL)
            _ = try run.wait()
            guard FileManager.default.fileExists(atPath: file) else { continue }
            try PledgedHome(nil).run("restore", file).expectFine()
        }
        try giver.run("check").expectFine()
    }
}
