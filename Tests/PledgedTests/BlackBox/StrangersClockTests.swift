import Foundation
import PledgeLedger
import Testing

/// A node that dialled nobody, as a seed node, and strangers who dial in with clocks that are a day ahead.
@Suite struct StrangersClockTests {
    private let words = "those of nodes that dialled in"

    /// What the doctor finds of the clock: its state, and its words.
    private func clock(_ home: PledgedHome) throws -> (state: String, words: String) {
        let answer = try #require(try home.run("doctor", "--json").objects().first)
        let checks = try answer.list("checks").filter { try $0.text("check") == "clock" }
        let found = try #require(checks.first)
        return (try found.text("state"), "\(found.all)")
    }

    private func warnings(_ home: PledgedHome) throws -> String { "\(try home.json("status").all["warnings"] ?? "")" }

    private func linked(_ home: PledgedHome) throws -> Int {
        try home.run("peers", "--json").objects().count { try !$0.list("collectives").isEmpty }
    }

    @Test func whoDialsInKeepsNobodyFromSigning() throws {
        let village = try Village(1), home = village.founder, id = try #require(CollectiveID(hex: village.collective))
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let first = try Boaster(of: id, entries: 9, to: daemon.port, clock: 86_400)
        try eventually("a stranger", or: { daemon.logs }) { try linked(home) == 1 }
        try home.run("problem", "the well is dry").expectFine()
        let alone = try clock(home)
        #expect(alone.state != "fault" && !alone.words.contains(words), "one stranger is no reason to warn: \(alone)")
        #expect(try !page.get("/health").body.contains("clock"))
        #expect(try !warnings(home).contains("clock"))

        let detour = try Detour(to: daemon.port, from: 7)
        let second = try Boaster(of: id, entries: 9, to: detour.port, clock: 86_400)
        try eventually("another, from elsewhere", or: { daemon.logs }) { try linked(home) == 2 }
        let both = try clock(home)
        #expect(both.state == "warning" && both.words.contains(words), "\(both)")
        // An answer may be five seconds old.
        try eventually("the warning in /health") { try page.get("/health").body.contains(words) }
        #expect(try warnings(home).contains(words))
        try home.run("problem", "the pump is broken").expectFine()
        #expect(try !page.get("/metrics").body.contains("pledged_clock_offset_ms"), "nothing that a stranger says is to ring")
        for stranger in [first, second] { stranger.leave() }
        try daemon.stop()
    }

    /// Whom the node dialled still holds its owner back.
    @Test func whomTheNodeDialledIsHeard() throws {
        let village = try Village(1), home = village.founder
        let stranger = try Boaster(of: #require(CollectiveID(hex: village.collective)), entries: 9, to: nil, clock: 86_400)
        let daemon = try PledgedDaemon(home, peers: ["127.0.0.1:\(stranger.port)"])
        try eventually("a link", or: { daemon.logs }) { try linked(home) == 1 }
        try home.run("problem", "the well is dry").expectUnsigned(75, "s behind the peers' clocks")
        #expect(try clock(home).state == "fault")
        try home.run("problem", "the well is dry", "--any-clock").expectFine()
        stranger.leave()
        try daemon.stop()
    }
}
