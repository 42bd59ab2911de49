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

    /// A title is no number, and is told where it goes.
    @Test func wordsThatBeginWithAHyphenComeLast() throws {
        let fault = #expect(throws: CommandFault.self) { try check("problem", "-1+1") }
        #expect(fault?.ending == .usage && fault?.description == "\"-1+1\" begins as an option does; words that begin with a hyphen come last, behind --")
        let home = try PledgedHome()
        _ = try home.found()
        try home.run("problem", "--place", "here", "--", "-1+1").expectFine()
        #expect(try home.run("list", "problems").expectFine().output.contains("-1+1"))
    }

    /// What the parser itself says of its options is what is known of them here.
    @Test func optionsAreKnownAsTheyAre() throws {
        struct Help: Decodable {
            struct Argument: Decodable {
                struct Name: Decodable { var kind: String, name: String }
                var kind: String, names: [Name]?, isRepeating: Bool
                var long: [String] { (names ?? []).filter { $0.kind == "long" }.map { "--\($0.name)" } }
            }
            struct Command: Decodable { var commandName: String, subcommands: [Command]?, arguments: [Argument]? }
            var command: Command
        }
        let text = try PledgedHome(nil).run("--experimental-dump-help").expectFine().output
        let root = try JSONDecoder().decode(Help.self, from: Data(text.utf8)).command, all = [root] + (root.subcommands ?? [])
        let flags = Set(all.flatMap { $0.arguments ?? [] }.filter { $0.kind == "flag" }.flatMap(\.long))
        #expect(flags == Arguments.flags.union(["--witness"]))
        var repeated: [String: Set<String>] = [:]
        for command in all {
            let names = (command.arguments ?? []).filter { $0.kind == "option" && $0.isRepeating }.flatMap(\.long)
            if !names.isEmpty { repeated[command.commandName] = Set(names) }
        }
        #expect(repeated == Arguments.repeated)
    }

    @Test func whatTakesOneValueIsGivenOnce() throws {
        for words in [
            ["project", "x", "--lock", "2028-01-01", "--lock=2029-01-01"], ["endorse", "x", "--as", "affected", "--as", "donor"],
            ["list", "pledges", "--project", "a", "--project", "b"], ["pledge", "a", "1 EUR", "--ask", "1", "--ask", "2"],
            ["serve", "--witness", "--listen", "a", "--listen", "b"],
        ] {
            let fault = #expect(throws: CommandFault.self) { try Arguments.check(words.map { Array($0.utf8) }) }
            #expect(fault?.ending == .usage && fault?.description.contains("is given twice, and takes one value") == true, "\(words)")
        }
        for words in [
            ["project", "x", "--ask", "1 EUR", "--ask", "2 h"], ["problem", "x", "--text", "--place", "--place", "here"],
            ["round", "x", "--project", "a", "--project", "b"], ["problem", "x", "--place", "a", "--", "--place", "b"],
            ["found", "x", "--witness", "a", "--witness", "b"], ["serve", "--witness", "--peer", "a", "--peer", "b"],
        ] { try Arguments.check(words.map { Array($0.utf8) }) }
    }

    @Test func numbersBeyondTheirRangeAreTold() throws {
        let home = try PledgedHome(), huge = String(repeating: "9", count: 40)
        for (words, range) in [
            (["report", "x", "--metric", "a", "--value"], "-10^15 to 10^15"), (["pledge", "x", "1 EUR", "--min-people"], "1 to 1000000"),
            (["vouch", "x", "--level"], "1, 2 or 3"), (["found", "x", "--max-entries"], "1 to 10000000"), (["watch", "--limit"], "numbers such as 100"),
        ] {
            try home.run(words + [huge]).expectFault(64, "\"\(huge)\" is out of range; \(words.last ?? "") takes ", range)
            try home.run(words + ["many"]).expectFault(64, "\"many\" is nothing that \(words.last ?? "") takes; write a whole number")
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
