import Foundation
import Testing

/// Answers that nothing takes, on `/dev/full`: none of them ends as if it had been given.
@Suite struct FullOutputTests {
    private func shell(_ home: PledgedHome, _ line: String) throws -> PledgedResult {
        try home.startOther("/bin/sh", ["-c", "\"$PLEDGED\" \(line)"]).wait()
    }

    @Test func noAnswerPassesForAWholeOne() throws {
        let garden = try Garden()
        let gift = try garden.gift("20 EUR")
        let answers = [
            "export --entries -", "export --360giving -", "list entries --csv", "list projects", "roots --csv", "checkpoint",
            "receipt \(gift.pledge)", "receipt \(gift.pledge) --html -", "audit", "status", "status --json", "--help", "help list", "--version",
        ]
        for answer in answers {
            let result = try shell(garden.farmer, "\(answer) >/dev/full")
            #expect(result.code == 75, "\(result)")
            #expect(result.errorLines.last == "pledged: standard output: No space left on device", "\(result)")
        }
    }

    @Test func whatWasSignedStands() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let result = try shell(home, "problem 'The well is dry' >/dev/full")
        #expect(result.code == 75 && result.errors.contains("It was signed all the same: entry "), "\(result)")
        #expect(try home.run("list", "problems").expectFine().output.contains("The well is dry"))
    }

    /// What is wrong stays what ends a command, whether or not anybody can read why.
    @Test func standardErrorMayBeFull() throws {
        let home = try PledgedHome()
        #expect(try shell(home, "show abcdef 2>/dev/full").code == 66)
        let serve = "serve --until-input-ends --listen 127.0.0.1:0 --web 127.0.0.1:0 2>/dev/full </dev/null"
        #expect(try shell(home, serve).code == 0)
    }

    @Test func aReaderThatStopsIsNoFault() throws {
        let home = try PledgedHome()
        _ = try ElectionMaker.fill(home, voters: 40, projects: 10)
        for signals in ["", "trap '' PIPE; "] {
            let result = try home.startOther("/bin/sh", ["-c", "\(signals)\"$PLEDGED\" export --entries - | head -n 1"]).wait()
            #expect(result.code == 0 && result.outputLines.count == 1 && !result.errors.contains("pledged:"), "\(result)")
        }
    }
}
