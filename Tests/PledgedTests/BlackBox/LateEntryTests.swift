import Foundation
import Testing

/// A process that is killed after the mark was written and before the store was: nothing is lost, and
/// nothing is said twice.
@Suite struct LateEntryTests {
    private static let files = ["ledger.sqlite", "ledger.sqlite-wal"]

    /// The store's bytes as they are now.
    private func content(_ home: PledgedHome) -> [String: Data] {
        Dictionary(uniqueKeysWithValues: Self.files.map { ($0, FileManager.default.contents(atPath: home.file($0)) ?? Data()) })
    }

    /// Puts earlier bytes back into the same files, as if the commit had never come to pass.
    private func putBack(_ content: [String: Data], in home: PledgedHome) throws {
        try? FileManager.default.removeItem(atPath: home.file("ledger.sqlite-shm"))
        for (name, data) in content {
            if !FileManager.default.fileExists(atPath: home.file(name)) { try Data().write(to: URL(fileURLWithPath: home.file(name))) }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: home.file(name)))
            try file.truncate(atOffset: 0)
            try file.write(contentsOf: data)
            try file.close()
        }
    }

    private func killedVillage() throws -> (Village, late: String) {
        let village = try Village(1), home = village.founder
        try village.pledge(home, "1 EUR")
        let before = content(home)
        let late = try village.pledge(home, "25 EUR", "--text", "For the pump")
        try putBack(before, in: home)
        #expect(try village.pledged(home) == 100)
        return (village, late)
    }

    @Test func theSamePledgeIsNotSaidAgain() throws {
        let (village, late) = try killedVillage(), home = village.founder
        let again = try home.run("pledge", village.project, "25 EUR", "--text", "For the pump")
        #expect(again.code == 73 && again.output.isEmpty, "\(again)")
        for words in ["entry \(late.prefix(12))", "25.00 EUR to", "is in now", "not said again"] {
            #expect(again.errors.contains(words), "\(again)")
        }
        #expect(try village.pledged(home) == 2_600)
        #expect(try home.json("show", late).text("text") == "For the pump")
        // Said once more, it is meant.
        try village.pledge(home, "25 EUR")
        #expect(try village.pledged(home) == 5_100)
    }

    @Test func anotherPledgeFollowsIt() throws {
        let (village, late) = try killedVillage(), home = village.founder
        let next = try home.run("pledge", village.project, "2 EUR").expectFine()
        #expect(next.errors.contains("entry \(late.prefix(12))") && next.errors.contains("is in now"), "\(next)")
        #expect(try village.pledged(home) == 2_800)
        try home.run("check").expectFine()
    }

    @Test func statusAndCheckTellOfIt() throws {
        let (village, late) = try killedVillage(), home = village.founder
        let words = "signed and not stored: entry \(late.prefix(12))"
        #expect(try home.run("status").expectFine().output.contains(words))
        #expect(try home.json("status").list("collectives").first?.text("not_stored") == late)
        #expect(try home.run("check").expectFine().errors.contains(words))
        try village.pledge(home, "2 EUR")
        #expect(try !home.run("status").output.contains("not stored"))
    }
}
