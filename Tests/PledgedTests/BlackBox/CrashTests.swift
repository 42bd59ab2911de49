import Foundation
import Testing

/// Power cuts at random moments: what was acknowledged stays, and the store is whole.
@Suite struct CrashTests {
    private static let kills = 200
    private static let seed: UInt64 = 20_260_101

    /// Two loops that append side by side for as long as they are let; each line of `acks` is a pledge
    /// that the program said is stored, each line of `faults` one that it refused: not those (73) that
    /// it was about to say a second time, because a kill had left them signed and not stored.
    private static let script = """
        append() {
            while :; do
                "$PLEDGED" pledge "$1" "1 EUR" --json >>"$2" 2>>"$3.$4"
                case $? in 0 | 73) ;; *) echo failed >>"$3" ;; esac
            done
        }
        append "$1" "$2" "$3" 1 & append "$1" "$2" "$3" 2
        """

    @Test func nothingAcknowledgedIsLost() throws {
        var random = TextRandom(seed: Self.seed)
        let home = try PledgedHome()
        _ = try home.found()
        let project = try home.project("Well", asks: "1000000 EUR")
        let acks = home.file("acks"), faults = home.file("faults")
        // On a busy machine a pledge takes longer, and so does what is cut short.
        let begin = ContinuousClock.now
        try home.run("pledge", project, "1 EUR").expectFine()
        let one = (ContinuousClock.now - begin) / .microseconds(1)
        for round in 1...Self.kills {
            try killed(
                home, after: UInt32.random(in: 1_000...UInt32(max(90_000, 4 * one)), using: &random),
                ["-c", Self.script, "append", project, acks, faults])
            if round % 20 == 0 { try verify(home, acks, round) }
        }
        let said = ["", ".1", ".2"].map { (try? String(contentsOfFile: faults + $0, encoding: .utf8)) ?? "" }
        #expect(said[0].isEmpty, "seed \(Self.seed): \(said[1].suffix(1_000)) \(said[2].suffix(1_000))")
        let count = try acknowledged(acks).count
        print("\(Self.kills) kills, \(count) acknowledged pledges")
        #expect(count >= Self.kills / 2, "too few pledges were made between kills to prove anything")
        // The feed goes on, without a fork.
        try home.run("pledge", project, "1 EUR").expectFine()
        #expect(try home.standing().forks == 0)
    }

    /// Runs the loops for so many microseconds, then kills them and all that they started.
    private func killed(_ home: PledgedHome, after delay: UInt32, _ arguments: [String]) throws {
        let run = try home.startOther("/bin/sh", arguments)
        let group = run.process.processIdentifier
        // Foundation starts every process as the head of its own group.
        guard getpgid(group) == group else { throw TooLate("the loops have no group of their own to kill") }
        usleep(delay)
        #expect(run.process.isRunning, "the loops ended by themselves: \(run.errors)")
        kill(-group, SIGKILL)
        _ = try run.wait()
    }

    private func verify(_ home: PledgedHome, _ acks: String, _ round: Int) throws {
        let check = try home.run("check", "--json")
        #expect(check.code == 0, "seed \(Self.seed), after kill \(round): \(check)")
        let held = Set(try home.run("list", "entries", "--limit", "1000000", "--json").objects().map { try $0.text("id") })
        let lost = try acknowledged(acks).subtracting(held)
        #expect(lost.isEmpty, "seed \(Self.seed), after kill \(round): acknowledged and lost: \(lost)")
    }

    /// Ids of all entries that the program said are stored; a line that a kill cut short is no word.
    private func acknowledged(_ path: String) throws -> Set<String> {
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        let words = try String(contentsOfFile: path, encoding: .utf8)
        return Set(words.matches(of: /"entry":"([0-9a-f]{64})"/).map { String($0.1) })
    }
}
