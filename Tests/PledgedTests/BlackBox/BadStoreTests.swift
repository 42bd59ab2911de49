import Foundation
import Testing

/// Homes and stores that can't be used: one clear line, the right exit code, and nothing is touched.
@Suite struct BadStoreTests {
    /// Commands that read, and that write.
    private static let commands = [["status"], ["list", "entries"], ["check"], ["serve", "--listen", "127.0.0.1:0"], ["found", "Fund"]]

    private func refused(_ home: PledgedHome, _ code: Int32, _ words: String...) throws {
        for command in Self.commands {
            let result = try home.run(command)
            #expect(result.code == code && result.output.isEmpty, "\(result)")
            #expect(result.errorLines.count == 1 && result.errors.hasPrefix("pledged: "), "\(result)")
            for word in words { #expect(result.errors.contains(word), "\(word) in \(result)") }
        }
    }

    private func remove(_ home: PledgedHome) throws {
        for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: home.file("ledger.sqlite\(suffix)")) }
    }

    @Test func aStoreThatIsATextFileIsLeftAlone() throws {
        let home = try PledgedHome()
        try remove(home)
        let words = String(repeating: "Not a database, but somebody's notes.\n", count: 200)
        try words.write(toFile: home.file("ledger.sqlite"), atomically: true, encoding: .utf8)
        try refused(home, 65, home.file("ledger.sqlite"), "not a pledged store")
        #expect(try String(contentsOfFile: home.file("ledger.sqlite"), encoding: .utf8) == words)
        try home.run("check", "--repair").expectFault(65, "can be read any more")
        #expect(try String(contentsOfFile: home.file("ledger.sqlite"), encoding: .utf8) == words)
    }

    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"))
    func somebodyElsesDatabaseIsLeftAlone() throws {
        let home = try PledgedHome()
        try remove(home)
        try python(home, "c.executescript('CREATE TABLE recipe (name TEXT); INSERT INTO recipe VALUES (1)')")
        let before = FileManager.default.contents(atPath: home.file("ledger.sqlite"))
        try refused(home, 65, home.file("ledger.sqlite"), "not a pledged store")
        #expect(FileManager.default.contents(atPath: home.file("ledger.sqlite")) == before)
    }

    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"))
    func aNewerStoreIsLeftAlone() throws {
        let home = try PledgedHome()
        _ = try home.found()
        try python(home, "c.execute(\"INSERT INTO grdb_migrations VALUES ('9 later')\")")
        try refused(home, 65, home.file("ledger.sqlite"), "newer pledged")
        try python(home, "c.execute(\"DELETE FROM grdb_migrations WHERE identifier = '9 later'\")")
        try home.run("check").expectFine()
    }

    @Test func aMissingStoreOrHomeIsSaid() throws {
        let home = try PledgedHome()
        try remove(home)
        try refused(home, 66, home.file("ledger.sqlite"))
        #expect(!FileManager.default.fileExists(atPath: home.file("ledger.sqlite")), "a missing store was made anew")
        let none = try PledgedHome(nil)
        try refused(none, 66, none.path, "pledged init")
        #expect(!FileManager.default.fileExists(atPath: none.path))
    }

    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"))
    func aCutShortStoreIsSaid() throws {
        let home = try PledgedHome()
        _ = try home.found()
        try python(home, "c.execute('PRAGMA wal_checkpoint(TRUNCATE)')")
        try #require(truncate(home.file("ledger.sqlite"), 50_000) == 0)
        let result = try home.run("list", "projects")
        #expect([65, 66].contains(result.code) && result.errorLines.count == 1, "\(result)")
        let check = try home.run("check")
        #expect([1, 65].contains(check.code), "\(check)")
    }

    @Test func permissionsAreMinded() throws {
        let home = try PledgedHome()
        _ = try home.found()
        for mode in [0o755, 0o710, 0o701] {
            try #require(chmod(home.path, mode_t(mode)) == 0)
            try refused(home, 77, "chmod 700 \(home.path)")
        }
        try #require(chmod(home.path, 0o700) == 0)
        try #require(chmod(home.file("author.key"), 0o644) == 0)
        try home.run("project", "Well", "--ask", "1 EUR").expectFault(77, "chmod 600", "author.key")
        try #require(chmod(home.file("author.key"), 0o600) == 0)
        try #require(chmod(home.file("node.key"), 0o640) == 0)
        try home.run("serve", "--listen", "127.0.0.1:0").expectFault(77, "chmod 600", "node.key")
    }

    /// Runs Python on the store, as `c`.
    private func python(_ home: PledgedHome, _ code: String) throws {
        let script = "import sqlite3\nc = sqlite3.connect('\(home.file("ledger.sqlite"))')\n\(code)\nc.commit()\nc.close()\n"
        try home.startOther(Surroundings.python, ["-c", script]).wait().expectFine()
    }
}
