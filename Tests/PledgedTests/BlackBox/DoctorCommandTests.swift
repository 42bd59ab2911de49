import Foundation
import GossipNet
import PledgeLedger
import Testing
import pledged

/// `doctor`, on homes that are well and homes that are not.
@Suite struct DoctorCommandTests {
    private func warnings(_ home: PledgedHome) throws -> [String] { try home.json("status").all["warnings"] as? [String] ?? [] }

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
        #expect(stopped.output.contains("can't know what flags") && stopped.output.contains("would rejoin"), "\(stopped)")
    }

    /// A stopped node whom only its address book knows a way for.
    @Test func whomAStoppedNodeWouldDialIsReadFromItsBook() throws {
        let village = try Village(2), home = village.homes[1]
        let other = try PledgedDaemon(village.founder)
        let own = try PledgedDaemon(home, peers: [other.address])
        try eventually("a link") { try home.json("status").text("health") == "in step" }
        try own.stop()
        let known = try home.run("doctor", "--json")
        #expect(try states(known)["peers"] == "ok", "\(known)")
        #expect(known.output.contains("1 of them from the address book alone; ") && known.output.contains("would rejoin"), "\(known)")
        try other.stop()
        let lost = try home.run("doctor", "--json")
        #expect(try states(lost)["peers"] == "fault" && lost.output.contains("that were tried answers"), "\(lost)")
    }

    /// The only peer claims more than is here and sends nothing of it: that is not well, whoever dialled whom.
    @Test func aNodeThatIsBehindItsOnlyPeerIsNotWell() throws {
        let village = try Village(1), home = village.founder
        let daemon = try PledgedDaemon(home)
        let boaster = try Boaster(of: #require(CollectiveID(hex: village.collective)), entries: 1_000_000, to: daemon.port)
        try eventually("a node that is behind", or: { daemon.logs }) {
            let doctor = try home.run("doctor").expectFine(), status = try home.json("status")
            return try doctor.output.contains("; behind node1") && doctor.output.contains("entries more; apart since") && doctor.output.contains(", nothing came ")
                && !doctor.output.contains("all is well") && status.text("health") == "behind"
        }
        boaster.leave()
        try daemon.stop()
    }

    /// A process that hangs is not one that does not run: starting another would be refused.
    @Test func aDaemonThatHangsIsSaid() throws {
        let village = try Village(1), home = village.founder
        let daemon = try PledgedDaemon(home)
        kill(daemon.run.process.processIdentifier, SIGSTOP)
        defer { kill(daemon.run.process.processIdentifier, SIGCONT) }
        #expect(try home.run("status").expectFine().output.contains("runs here and does not answer"))
        try home.run("peers").expectFault(75, "does not answer")
        let found = try home.run("doctor", "--json")
        #expect(found.code == 1)
        #expect(try states(found)["node"] == "fault" && states(found)["port"] == nil)
        kill(daemon.run.process.processIdentifier, SIGCONT)
        try daemon.stop()
        #expect(try home.run("status").output.contains("no daemon runs here"))
    }

    /// A copy of a home that runs beside the original: both call it by its name, and one new key ends it.
    @Test func anotherMachineWithTheSameNodeKeyIsSaid() throws {
        let village = try Village(2), original = village.founder, copy = try PledgedHome(nil)
        try original.copy(to: copy)
        let one = try PledgedDaemon(original), two = try PledgedDaemon(copy, peers: [one.address])
        try eventually("the warning", or: { two.logs }) {
            try warnings(copy).contains { $0.hasPrefix("another machine runs with this node's key") }
        }
        #expect(two.logs.contains("another machine runs with this node's key"))
        let found = try copy.run("doctor", "--json")
        #expect(try found.code == 1 && states(found)["node key"] == "fault", "\(found)")
        #expect(try copy.run("doctor").output.contains("remove \(copy.file("node.key")), and `pledged init --home \(copy.path)`"))
        try two.stop()
        try FileManager.default.removeItem(atPath: copy.file("node.key"))
        try copy.run("init", "--home", copy.path).expectFine()
        let again = try PledgedDaemon(copy, peers: [one.address])
        try eventually("a link") { try copy.json("status").text("health") == "in step" }
        #expect(try states(copy.run("doctor", "--json"))["node key"] == nil)
        for daemon in [again, one] { try daemon.stop() }
    }

    /// Where the two never meet, a peer that both are linked with gives each one's links away to the other.
    @Test func twoThatTakeEachOthersLinksAreSaid() throws {
        let village = try Village(2), original = village.homes[1], copy = try PledgedHome(nil)
        try original.copy(to: copy)
        let peer = try PledgedDaemon(village.founder)
        let daemons = [try PledgedDaemon(original, peers: [peer.address]), try PledgedDaemon(copy, peers: [peer.address])]
        try eventually("the warning", within: 60, or: { daemons.map(\.logs).joined(separator: "\n\n") }) {
            try (warnings(original) + warnings(copy)).contains { $0.hasPrefix("another machine may run") }
        }
        // A peer's word alone is a suspicion, and names the peer.
        let told = try [original, copy].map { try $0.run("doctor", "--json") }.first { try states($0)["node key"] != nil }
        #expect(try states(#require(told))["node key"] == "warning" && told?.output.contains("gave this node's links to it") == true, "\(String(describing: told))")
        for daemon in daemons + [peer] { try daemon.stop() }
    }

    /// A machine takes connections for a program that hangs: only an answer says that there is a page.
    @Test func aPageThatDoesNotAnswerIsNone() throws {
        let mute = try RawSocket.listen()
        #expect(PortTrial.status(ofPageAt: Address(host: "127.0.0.1", port: mute.port), seconds: 1) == nil)
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        #expect(PortTrial.status(ofPageAt: Address(host: "127.0.0.1", port: page.port)) == 200)
        #expect(try home.run("doctor").output.contains("http://127.0.0.1:\(page.port)/ answers"))
        try daemon.stop()
        #expect(PortTrial.status(ofPageAt: Address(host: "127.0.0.1", port: page.port)) == nil)
    }

    /// Where there is nothing to share, no peer is lacking.
    @Test func aHomeWithoutACollectiveIsToldToTakeOne() throws {
        let home = try PledgedHome()
        #expect(try home.run("doctor").output.contains("`pledged join LINK`"))
        let daemon = try PledgedDaemon(home)
        let running = try home.run("doctor")
        #expect(running.output.contains("`pledged join LINK`") && !running.output.contains("name one in the configuration"), "\(running)")
        try daemon.stop()
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
        try #require(chmod(home.path, 0o755) == 0)
        let open = try home.run("doctor")
        #expect(open.code == 1 && open.output.contains("run `chmod 700 \(home.path)`") && open.output.contains("disk"), "\(open)")
        try #require(chmod(home.path, 0o700) == 0)

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

    /// What is damaged is one line of the report, and the rest is looked at all the same.
    @Test(.enabled(if: Surroundings.hasPython, "no Python with SQLite is here"), arguments: ["collective", "feed"])
    func aPartlyDamagedStoreIsReportedOn(_ table: String) throws {
        let home = try PledgedHome()
        _ = try home.found()
        // Where the page's first row is, points at its head: the file opens, and what is read of the table is none.
        try home.damage(table, at: 8, with: "b'\\x00\\x00'")
        let result = try home.run("doctor", "--json"), found = try states(result)
        #expect(result.code == 1 && found["store"] == "fault" && found["permissions"] == "ok", "\(result)")
        #expect(found["port"] != nil && found["peers"] != nil, "\(result)")
        #expect(result.output.contains("pledged check --repair"))
    }

    @Test func aDamagedMarkIsReportedOn() throws {
        let home = try PledgedHome(), id = try home.found()
        try "{".write(toFile: home.file("marks/\(id).json"), atomically: true, encoding: .utf8)
        let result = try home.run("doctor", "--json"), found = try states(result)
        #expect(result.code == 1 && found["signing"] == "fault" && found["store"] == "ok" && found["forks"] == "ok", "\(result)")
        #expect(result.output.contains("\(id).json is damaged; remove it"))
        // A key that can't be read is one fault more, of its own.
        try Data("pledgesecret1qqqq\n".utf8).write(to: URL(fileURLWithPath: home.file("author.key")))
        #expect(try states(home.run("doctor", "--json"))["permissions"] == "fault")
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
