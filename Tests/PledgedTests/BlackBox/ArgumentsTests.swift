import Foundation
import Testing
import pledged

/// What the program makes of the words that it is called with, before anything is read from them.
@Suite struct ArgumentsTests {
    private func check(_ words: String...) throws { try Arguments.check(words.map { Array($0.utf8) }) }

    @Test func bytesThatAreNoTextAreNeverMended() throws {
        let home = try PledgedHome()
        _ = try home.found()
        for words in ["found \"$(printf 'caf\\351')\"", "project x --ask '1 EUR' --text \"$(printf 'a\\300\\200b')\""] {
            let result = try home.startOther("/bin/sh", ["-c", "\"$PLEDGED\" \(words)"]).wait()
            result.expectFault(65, "isn't UTF-8", "argument")
        }
        #expect(try home.json("status").list("collectives").count == 1)
        #expect(try home.run("list", "projects", "--json").objects().isEmpty)
        try home.run("found", "Café 村 👩‍🌾").expectFine()
    }

    @Test func numbersBelowZeroAreNamedWhereTheParserWouldMisreadThem() throws {
        for words in [["pledge", "3f9a2c", "-5 EUR"], ["pledge", "--json", "-5", "EUR"], ["show", "-1"],
            ["settle", "3f9a2c", "--paid", "-5 EUR"]]
        {
            let fault = #expect(throws: CommandFault.self) { try Arguments.check(words.map { Array($0.utf8) }) }
            #expect(fault?.ending == .badData && fault?.description.contains("is negative") == true)
        }
        for words in [["list", "entries", "--limit", "-1"], ["pledge", "x", "1 EUR", "--text", "-3 degrees"],
            ["pledge", "x", "--", "-5 EUR"], ["show", "-h"], ["pledge", "-", "--"], []]
        {
            try Arguments.check(words.map { Array($0.utf8) })
        }
    }

    @Test func helpIsOfCommandsThatAreThere() throws {
        for topic in ["bananas", "Pledge", ""] {
            let fault = #expect(throws: CommandFault.self) { try check("help", topic) }
            #expect(fault?.ending == .usage, "\(topic)")
        }
        for topic in ["pledge", "sync", "watch", "help", "--help"] { try check("help", topic) }
        try check("help")
    }
}
