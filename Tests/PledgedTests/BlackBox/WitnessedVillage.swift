import Foundation
import PledgeLedger
import Testing
import pledged

/// Three members whose charter names witnesses, all with daemons that share a ledger.
final class WitnessedVillage {
    let homes: [PledgedHome]
    let witnesses: [PledgedHome]
    private(set) var daemons: [PledgedDaemon] = []

    var farmer: PledgedHome { homes[0] }
    var everybody: [PledgedHome] { homes + witnesses }

    /// - Parameter absent: how many of the witnesses never start.
    init(witnesses count: Int, absent: Int = 0) throws {
        homes = try ["farmer", "nurse", "teacher"].map { try PledgedHome($0) }
        witnesses = try (0..<count).map { try PledgedHome("witness \($0)") }
        _ = try farmer.run(["found", "Village fund", "--json"] + witnesses.flatMap { ["--witness", try $0.key()] }).json()
        let link = try farmer.json("invite").text("link")
        for friend in homes.dropFirst() {
            try friend.run("join", link).expectFine()
            try farmer.run("vouch", friend.key()).expectFine()
        }
        for witness in witnesses { try witness.run("join", link).expectFine() }
        let first = try PledgedDaemon(farmer)
        daemons = [first]
        for friend in homes.dropFirst() { daemons.append(try PledgedDaemon(friend, peers: [first.address])) }
        for witness in witnesses.dropLast(absent) {
            daemons.append(try PledgedDaemon(witness, peers: [first.address], options: ["--witness"]))
        }
        for friend in homes.dropFirst() {
            // Until they are members here, what they sign waits.
            try eventually("the charter", or: { "\(try friend.standing())" }) { try friend.standing().feeds > 0 }
            try friend.run("profile", "--capacity", "1000 EUR").expectFine()
        }
        try settled()
    }

    /// Waits until all of the running ones hold the same ledger, and nothing of it waits for its witnesses.
    func settled() throws {
        let running = daemons.map(\.home)
        try eventually("everything covered", within: 60, or: { "\(try running.map { try $0.standing() })" }) {
            let standing = try running.map { try $0.standing() }
            return try standing.allSatisfy { $0.root == standing[0].root && $0.root != nil }
                && running.allSatisfy { try $0.json("status").list("collectives")[0].number("uncovered") == 0 }
        }
    }

    /// A project of the farmer's that asks for 100 EUR at the least.
    func project(_ title: String, lock: UInt64) throws -> String {
        try farmer.run(
            "project", title, "--ask", "100 EUR, at least 100 EUR", "--lock", ISODate.stamp(lock), "--settle-by", "2999-01-01", "--json"
        ).json().text("entry")
    }

    /// Signs something with a claimed time of one's choice, as a changed program could.
    func sign(_ facts: Facts, by home: PledgedHome, claiming time: UInt64) throws -> String {
        try home.sign(facts, claiming: time)
    }

    /// What every home says to the same question.
    func said(_ arguments: String...) throws -> JSONFields {
        let answers = try daemons.map { try $0.home.run(arguments).expectFine().output }
        for (answer, daemon) in zip(answers, daemons) { #expect(answer == answers[0], "\(daemon.home.path)") }
        return try farmer.run(arguments + ["--json"]).json()
    }

    func stop() throws { for daemon in daemons { try daemon.stop() } }
}

/// The clock of the tests and of the program, in milliseconds since the Unix epoch.
func wallClock() -> UInt64 { UInt64(Date().timeIntervalSince1970 * 1_000) }
