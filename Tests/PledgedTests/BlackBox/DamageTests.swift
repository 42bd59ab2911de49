import Foundation
import Testing

/// A disk that rots: `check` names what is damaged, `--repair` keeps the rest, peers give it back.
@Suite(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"))
struct DamageTests {
    /// A member whose store holds the founder's feed and their own, and is about to be damaged.
    private struct Stage {
        let village: Village
        var member: PledgedHome { village.homes[1] }
        let before: Standing

        init() throws {
            village = try Village(2)
            for _ in 0..<3 {
                try village.pledge(village.founder)
                try village.pledge(village.homes[1], "2 EUR")
            }
            let daemon = try PledgedDaemon(village.founder)
            try village.homes[1].run("sync", daemon.address).expectFine()
            before = try inStep(village.homes)
            try daemon.stop()
        }

        /// Flips a bit in an entry's bytes on the disk, at `offset` from the start of its `seq`.
        /// - Returns: the author's key.
        func damage(author home: PledgedHome, seq: Int, offset: Int = 8 + 32 + 2) throws -> String {
            let entries = try member.run("list", "entries", "--author", home.key(), "--json").objects()
            let previous = try #require(try entries.first { try $0.number("seq") == seq - 1 })
            let log = "import sqlite3; c = sqlite3.connect('\(member.file("ledger.sqlite"))'); "
                + "c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.close()"
            try member.startOther(Surroundings.python, ["-c", log]).wait().expectFine()
            let url = URL(fileURLWithPath: member.file("ledger.sqlite"))
            var bytes = try Data(contentsOf: url)
            // An entry says its place in eight bytes, then the id of the one before it.
            let mark = Data(hex: String(repeating: "0", count: 14)) + [UInt8(seq)] + Data(hex: try previous.text("id"))
            let found = try #require(bytes.range(of: mark))
            bytes[found.lowerBound + offset] ^= 0x10
            try bytes.write(to: url)
            return try home.key()
        }

        func syncsBack() throws {
            let daemon = try PledgedDaemon(village.founder)
            let result = try member.run("sync", daemon.address)
            #expect(result.code == 0, "\(result)\n\(daemon.logs)")
            #expect(try inStep(village.homes).root == before.root)
            try daemon.stop()
        }
    }

    /// What is computed anew lies in a file of its own, which is not to blame.
    @Test func aDamagedPageIsOfTheUsersOwnFile() throws {
        let stage = try Stage(), path = stage.member.file("ledger.sqlite")
        try stage.member.damage("retracted", with: "b'\\xff' * 4096")
        let result = try stage.member.run("audit")
        #expect(result.code == 65 && result.errors.contains("\(path) is damaged") && !result.errors.contains("replay"), "\(result)")
    }

    @Test func somebodyElsesDamagedEntryIsNamedAndFetchedAgain() throws {
        let stage = try Stage()
        let author = try stage.damage(author: stage.village.founder, seq: 3)
        try expectNamed(stage.member.run("check", "--json"), author, 3)
        let repaired = try stage.member.run("check", "--repair", "--json")
        #expect(repaired.code == 0, "\(repaired)")
        try stage.member.run("check").expectFine()
        #expect(try stage.member.standing().root != stage.before.root)
        // The member's own feed is whole, so they sign on it at once.
        try stage.village.pledge(stage.member)
        let daemon = try PledgedDaemon(stage.village.founder)
        try stage.member.run("sync", daemon.address).expectFine()
        try inStep(stage.village.homes, entries: stage.before.entries + 1)
        #expect(try stage.member.standing().forks == 0)
        try daemon.stop()
    }

    @Test(arguments: [2, 3, 4]) func oneOfOnesOwnDamagedEntriesIsFetchedAgain(_ seq: Int) throws {
        let stage = try Stage()
        let author = try stage.damage(author: stage.member, seq: seq)
        try expectNamed(stage.member.run("check", "--json"), author, seq)
        try stage.member.run("check", "--repair").expectFine()
        // The mark knows what was signed last, and that it is not here now.
        let check = try stage.member.run("check")
        #expect(seq == 4 ? check.code == 0 : check.code == 1 && check.output.contains("is gone"), "\(check)")
        // What was signed last is beside the key; where more is missing, signing would fork.
        let early = try stage.member.run("pledge", stage.village.project, "1 EUR")
        if early.code != 0 { early.expectUnsigned(75, "pledged sync") }
        let daemon = try PledgedDaemon(stage.village.founder)
        let synced = try stage.member.run("sync", daemon.address)
        #expect(synced.code == 0, "\(synced)\n\(daemon.logs)")
        try inStep(stage.village.homes)
        try stage.village.pledge(stage.member)
        try stage.member.run("sync", daemon.address).expectFine()
        let after = try inStep(stage.village.homes)
        #expect(after.forks == 0)
        #expect(after.entries == stage.before.entries + (early.code == 0 ? 2 : 1))
        try daemon.stop()
    }

    @Test func aDamagedSignatureIsFoundToo() throws {
        let stage = try Stage()
        // Behind seq, prev, time, commitment and the length of the facts: the facts themselves.
        let author = try stage.damage(author: stage.village.founder, seq: 4, offset: 8 + 32 + 8 + 32 + 2 + 5)
        try expectNamed(stage.member.run("check", "--json"), author, 4)
        let audit = try stage.member.run("audit", "--json")
        #expect(audit.code == 1, "\(audit)")
        try stage.member.run("check", "--repair").expectFine()
        try stage.syncsBack()
    }

    private func expectNamed(_ check: PledgedResult, _ author: String, _ seq: Int, location: SourceLocation = #_sourceLocation) throws {
        #expect(check.code == 1, "\(check)", sourceLocation: location)
        let findings = try check.objects().flatMap { try $0.list("findings") }
        let named = findings.contains { $0.all["author"] as? String == author && $0.all["seq"] as? Int == seq }
        #expect(named, "author \(author), place \(seq) in \(check)", sourceLocation: location)
    }
}
