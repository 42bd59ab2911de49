import Foundation
import Testing

/// Nodes that were told of one other node alone find the others, and live without it.
@Suite struct NeighbourTests {
    @Test func oneAddressIsEnough() throws {
        let village = try Village(6)
        let first = try PledgedDaemon(village.founder)
        let others = try village.homes.dropFirst().map { try PledgedDaemon($0, peers: [first.address]) }
        try eventually("three neighbours each", within: 60, or: { try describe(village.homes) }) {
            try village.homes.allSatisfy { try neighbours($0).count >= 3 }
        }
        try eventually("datagrams both ways", within: 60, or: { try describe(village.homes) }) {
            try village.homes.allSatisfy { home in
                try neighbours(home).allSatisfy { $0.all["udp"] as? Bool == true && $0.all["round_trip_ms"] != nil }
            }
        }
        #expect(try village.founder.json("status").text("health") == "in step")
        try village.pledge(village.homes[5], "7 EUR")
        // A first entry comes with a profile.
        try inStep(village.homes, entries: village.entries + 2)

        let lost = try village.founder.json("status").text("node")
        // The one that everybody knew is killed; its peers notice, and entries still reach all.
        first.crash()
        let rest = Array(village.homes.dropFirst())
        try eventually("that its death is noticed", within: 30, or: { try describe(rest) }) {
            try rest.allSatisfy { home in try neighbours(home).allSatisfy { try $0.text("node") != lost } }
        }
        try village.pledge(village.homes[1], "8 EUR")
        try inStep(rest, entries: village.entries + 4)
        for daemon in others { try daemon.stop() }
    }

    /// A node that starts with nobody to dial comes back by the addresses that it kept, also soon after its first
    /// start and with no time to write them at its end.
    @Test(arguments: [false, true]) func theAddressBookBringsANodeBack(isKilled: Bool) throws {
        let village = try Village(3)
        let first = try PledgedDaemon(village.founder)
        let second = try PledgedDaemon(village.homes[1], peers: [first.address])
        let third = try PledgedDaemon(village.homes[2], peers: [first.address])
        try eventually("all three linked", within: 60, or: { try describe(village.homes) }) {
            try village.homes.allSatisfy { try neighbours($0).count == 2 }
        }
        if isKilled {
            try eventually("a book on disk", within: 60) {
                FileManager.default.fileExists(atPath: village.homes[2].file("addresses.json"))
            }
            third.crash()
        } else {
            try third.stop()
        }
        let again = try PledgedDaemon(village.homes[2])
        try eventually("links by the book", within: 60, or: { again.logs }) {
            try !neighbours(village.homes[2]).isEmpty
        }
        try village.pledge(village.homes[2], "5 EUR")
        try inStep(village.homes, entries: village.entries + 2)
        for daemon in [again, second, first] { try daemon.stop() }
    }

    @Test func withoutADaemonPeersSaysSo() throws {
        try PledgedHome("farmer").run("peers").expectFault(75, "pledged serve")
    }

    @Test func statusTellsHowFullThingsAre() throws {
        let village = try Village(1)
        let daemon = try PledgedDaemon(village.founder)
        let status = try village.founder.json("status", "--limits")
        #expect(try status.text("health") == "alone")
        #expect(try status.list("limits").contains { try $0.text("name") == "addresses known" && $0.number("bound") > 0 })
        #expect(try village.founder.run("status", "--limits").output.contains("bounds:"))
        func uses(_ status: JSONFields) throws -> [String: Int] {
            Dictionary(try status.list("limits").map { (try $0.text("name"), try $0.number("used")) }, uniquingKeysWith: max)
        }
        let used = try uses(status), held = try #require(village.founder.json("status").list("collectives").first)
        #expect(used["half-open handshakes"] == 0 && used["bytes queued for one peer"] == 0 && used["cursors into peers' stores"] == 0)
        #expect(try used["feeds of a collective"] == held.number("feeds") && used["bytes of a collective"] == held.number("bytes"))
        // Somebody who says nothing is in the middle of a handshake until that is given up.
        let mute = try RawSocket.connect(to: daemon.port, from: 2)
        try eventually("a half-open handshake") { try uses(village.founder.json("status", "--limits"))["half-open handshakes"] == 1 }
        withExtendedLifetime(mute) {}
        try daemon.stop()
        // What the store bounds is known without a daemon, and what else there would be is said.
        let stopped = try uses(village.founder.json("status", "--limits"))
        #expect(Set(stopped.keys) == ["feeds of a collective", "bytes of a collective"])
        #expect(try village.founder.run("status", "--limits").output.contains("the other bounds are those of a running node"))
    }

    /// The log and `peers` call a node the same.
    @Test func theLogCallsANodeWhatPeersCallsIt() throws {
        let village = try Village(2)
        let first = try PledgedDaemon(village.homes[0])
        let second = try PledgedDaemon(village.homes[1], peers: [first.address], log: "info")
        try eventually("a link", or: { second.logs }) { try neighbours(village.homes[1]).count == 1 }
        let key = try #require(neighbours(village.homes[1]).first).text("node"), short = String(key.prefix(14))
        #expect(try village.homes[1].run("peers").output.contains(short))
        try eventually("its line", or: { second.logs }) { second.logs.contains("linked with node \(short)") }
        for daemon in [second, first] { try daemon.stop() }
    }

    private func neighbours(_ home: PledgedHome) throws -> [JSONFields] { try home.run("peers", "--json").objects() }

    private func describe(_ homes: [PledgedHome]) throws -> String {
        try homes.map { try $0.run("peers").output }.joined(separator: "\n")
    }
}
