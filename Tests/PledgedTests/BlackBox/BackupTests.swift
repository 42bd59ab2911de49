import Foundation
import Testing

/// A home that was restored from a backup asks others where it was, and not those who only know it from
/// itself.
@Suite struct BackupTests {
    /// A copy of a home, as a backup restored elsewhere: the node there gets a key of its own.
    private func restored(_ home: PledgedHome) throws -> PledgedHome {
        let copy = try PledgedHome(nil)
        try home.copy(to: copy)
        try copy.becomeOwnNode()
        return copy
    }

    @Test func aPeerThatLearntItFromTheBackupConfirmsNothing() throws {
        let village = try Village(3), member = village.homes[1]
        try village.pledge(member, "1 EUR")
        let backup = try restored(member)
        // What the backup does not hold, and one neighbour does.
        try village.pledge(member, "2 EUR")
        let knowing = try PledgedDaemon(village.homes[2])
        try member.run("sync", knowing.address).expectFine()

        let older = try PledgedDaemon(village.founder)
        for _ in 0..<2 {
            let result = try backup.run("sync", older.address).expectFine()
            #expect(result.errors.contains("\(older.address) did not know your last entry before"), "\(result)")
            #expect(result.errors.contains("--risk-fork"), "\(result)")
            try backup.run("pledge", village.project, "3 EUR").expectUnsigned(75, "confirm")
        }
        let synced = try backup.run("sync", knowing.address, "--json")
        #expect(try synced.json().list("collectives").first?.flag("may_sign") == true)
        try village.pledge(backup, "3 EUR")
        try backup.run("sync", knowing.address).expectFine()
        try village.founder.run("sync", knowing.address).expectFine()
        #expect(try village.pledged(village.founder) == 600)
        #expect(try village.founder.standing().forks == 0)
    }

    /// Two nodes are enough for an honest restore of the newest backup.
    @Test func theOnlyOtherNodeConfirmsTheNewestBackup() throws {
        let village = try Village(2), member = village.homes[1]
        try village.pledge(member, "1 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try member.run("sync", daemon.address).expectFine()
        let backup = try restored(member)
        try backup.run("pledge", village.project, "2 EUR").expectUnsigned(75, "a copy, a backup")
        let result = try backup.run("sync", daemon.address).expectFine()
        #expect(!result.errors.contains("risk-fork"), "\(result)")
        try village.pledge(backup, "2 EUR")
        try backup.run("sync", daemon.address).expectFine()
        #expect(try village.pledged(village.founder) == 300)
    }

    /// An older backup takes the rest from the only other node, and goes on from there.
    @Test func theOnlyOtherNodeGivesBackWhatIsMissing() throws {
        let village = try Village(2), member = village.homes[1]
        let backup = try restored(member)
        try village.pledge(member, "1 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try member.run("sync", daemon.address).expectFine()
        try backup.run("sync", daemon.address).expectFine()
        try village.pledge(backup, "2 EUR")
        try backup.run("sync", daemon.address).expectFine()
        #expect(try village.pledged(village.founder) == 300)
        #expect(try village.founder.standing().forks == 0)
    }

    /// A copy of a home whose owner had said nothing yet asks as well, and goes on after what they said since.
    @Test func aCopyFromBeforeTheFirstWordAsks() throws {
        let village = try Village(1), member = try PledgedHome("nurse")
        try village.founder.run("vouch", member.key()).expectFine()
        let bundle = village.founder.file("early.bundle")
        try village.founder.run("export", "--bundle", bundle).expectFine()
        try member.run("import", bundle).expectFine()
        let copy = try restored(member)
        // Where the key was made nobody is asked.
        try village.pledge(member, "1 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try member.run("sync", daemon.address).expectFine()

        try copy.run("pledge", village.project, "2 EUR")
            .expectUnsigned(75, "not where your key was made", "a first entry", "pledged sync", "--risk-fork")
        #expect(try copy.run("doctor").output.contains("not where your key was made"))
        try copy.run("sync", daemon.address).expectFine()
        try village.pledge(copy, "2 EUR")
        try copy.run("sync", daemon.address).expectFine()
        #expect(try village.pledged(village.founder) == 300)
        #expect(try village.founder.standing().forks == 0)
    }

    /// A key whose marks were left behind may have signed anything.
    @Test func aKeyWithoutItsMarksAsks() throws {
        let village = try Village(2), member = village.homes[1]
        try FileManager.default.removeItem(atPath: member.file("marks"))
        for _ in 0..<2 { try member.run("pledge", village.project, "1 EUR").expectUnsigned(75, "taken up from a copy") }
    }
}
