import Foundation
import Testing

/// `doctor`, on homes that are well and homes that are not.
@Suite struct DoctorCommandTests {
    private func states(_ result: PledgedResult) throws -> [String: String] {
        let fields = try #require(try result.objects().first)
        return Dictionary(
            try fields.list("checks").map { (try $0.text("check"), try $0.text("state")) }, uniquingKeysWith: { one, _ in one })
    }

    @Test func twoLinkedNodesAreWell() throws {
        let village = try Village(2), home = village.founder
        let other = try PledgedDaemon(village.homes[1])
        let own = try PledgedDaemon(home, peers: [other.address], web: ["--web", "127.0.0.1:0"])
        try eventually("a link") { try home.json("status").text("health") == "in step" }
        let found = try states(home.run("doctor", "--json").expectFine())
        for check in ["permissions", "configuration", "store", "forks", "signing", "node", "page", "peers"] {
            #expect(found[check] == "ok", "\(check) in \(found)")
        }
        #expect(["clock", "disk", "udp"].allSatisfy { found[$0] != nil })
        try own.stop()
        let stopped = try home.run("doctor", "--json")
        #expect(try states(stopped)["node"] == "warning")
    }

    @Test func everyFaultHasARemedy() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let taken = try RawSocket.listen()
        try "listen: 127.0.0.1:\(taken.port)\nweb: 127.0.0.1:\(taken.port)\npeers: [127.0.0.1:9]\n".write(
            toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        try #require(chmod(home.file("node.key"), 0o644) == 0)
        let result = try home.run("doctor", "--json")
        #expect(result.code == 1)
        let found = try states(result)
        #expect(found["port"] == "fault" && found["page"] == "fault" && found["permissions"] == "fault" && found["peers"] == "fault", "\(found)")
        for check in try #require(try result.objects().first).list("checks") where ["fault", "warning"].contains(try check.text("state")) {
            #expect(try !check.text("remedy").isEmpty)
        }
        #expect(try home.run("doctor").output.contains("chmod 600"))
        try #require(chmod(home.file("node.key"), 0o600) == 0)

        try "lisen: x\n".write(toFile: home.file("config.yaml"), atomically: true, encoding: .utf8)
        #expect(try states(home.run("doctor", "--json"))["configuration"] == "fault")
        try FileManager.default.removeItem(atPath: home.file("config.yaml"))

        // The log would mend the file.
        for end in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: home.file("ledger.sqlite" + end)) }
        try Data(repeating: 0x78, count: 20_000).write(to: URL(fileURLWithPath: home.file("ledger.sqlite")))
        let damaged = try home.run("doctor", "--json")
        #expect(try damaged.code == 1 && states(damaged)["store"] == "fault", "\(damaged)")
        try PledgedHome(nil).run("doctor").expectFault(66, "pledged init")
    }

    @Test func aNodeAloneNeedsNobodysKey() throws {
        let home = try PledgedHome(nil)
        try home.run("init", "--node").expectFine()
        #expect(try home.run("init", "--node").expectFine().output.contains("already"))
        #expect(!FileManager.default.fileExists(atPath: home.file("author.key")))
        try home.run("doctor").expectFine()
        try home.run("status").expectFine()
        let daemon = try PledgedDaemon(home)
        try daemon.stop()
        try home.run("init", "--node", "--name", "x").expectFault(64)
    }
}
