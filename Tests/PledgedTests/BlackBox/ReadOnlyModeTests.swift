import Foundation
import PledgeLedger
import Testing

/// A daemon whose disk runs full: it serves on, takes nothing in, says so, and is back by itself.
@Suite(.enabled(if: Surroundings.canMount, "no file system can be mounted here"))
struct ReadOnlyModeTests {
    /// A daemon that fetches from another until its own disk is full.
    private final class FullTaker {
        let giver: PledgedHome
        let disk: SmallDisk
        let taker: PledgedDaemon
        var home: PledgedHome { disk.home }
        private let daemon: PledgedDaemon

        /// - Parameter leaving: bytes that are free before it begins.
        init(megabytes: Int, leaving: Int) throws {
            giver = try PledgedHome("Giver")
            let id = try ElectionMaker.fill(giver, voters: 2_000, projects: 10)
            daemon = try PledgedDaemon(giver)
            disk = try SmallDisk(megabytes: megabytes)
            let home = disk.home
            try home.run("join", "pledged:\(id)/at=\(daemon.address)").expectFine()
            try disk.fill(leaving: leaving)
            let taker = try PledgedDaemon(home, log: "info", web: ["--web", "127.0.0.1:0"])
            self.taker = taker
            try eventually("the full disk", within: 60, or: { taker.logs }) { taker.logs.contains("takes nothing in") }
        }
    }

    @Test func aFullDiskIsSurvivedAndLeft() throws {
        let full = try FullTaker(megabytes: 64, leaving: 3 << 20)
        let home = full.home, taker = full.taker
        try eventually("the full disk", within: 60, or: { taker.logs }) { try home.json("status").flag("read_only") }
        #expect(taker.logs.contains("level=error"), "\(taker.logs)")
        #expect(try home.run("status").output.contains("the disk is full"))
        // It is behind and can't know how far: nothing says that it is in step.
        let page = try taker.page()
        #expect(try home.json("status").text("health") == "read-only" && page.get("/health").json().text("health") == "read-only")
        for path in ["/", "/network", "/v1/status"] {
            let body = try page.get(path).body
            #expect(!body.contains("in step") && !body.contains("\"in_step\":true") && !body.contains("holds the same ledger"), "\(path)\n\(body)")
        }
        #expect(try page.get("/").body.contains("what it held when its disk ran full"))
        #expect(try page.get("/metrics").body.contains("pledged_read_only 1\n"))
        let doctor = try home.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("takes nothing in"), "\(doctor)")
        #expect(taker.run.process.isRunning)

        try full.disk.free()
        try eventually("everything", within: 120, or: { taker.logs }) {
            try !home.json("status").flag("read_only") && home.standing().entries == full.giver.standing().entries
        }
        #expect(taker.logs.contains("there is room on the disk again"))
        try eventually("the same ledger") { try page.get("/health").json().text("health") == "in step" }
        try taker.stop()
        try home.run("check").expectFine()
    }

    /// A machine that starts with a full disk has its node all the same: it shows what it holds.
    @Test func aNodeStartsOnAFullDisk() throws {
        let disk = try SmallDisk(megabytes: 48), home = disk.home, id = try home.found()
        let project = try home.project("Well", asks: "10 EUR")
        try disk.fill()
        let daemon = try PledgedDaemon(home, log: "info", web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        try eventually("the full disk", or: { daemon.logs }) { try home.json("status").flag("read_only") }
        #expect(daemon.logs.contains("takes nothing in"), "\(daemon.logs)")
        #expect(try page.get("/projects/\(project)").body.contains("Well") && page.get("/").body.contains("what it held when its disk ran full"))
        #expect(try page.get("/health").json().text("health") == "read-only" && page.get("/v1/status").json().flag("read_only"))
        // A download is made on the disk first.
        let bundle = try page.get("/v1/bundle?collective=\(id)")
        #expect(try bundle.status == 507 && bundle.json().text("error").contains("no room"), "\(bundle)")
        let doctor = try home.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("takes nothing in"), "\(doctor)")
        try disk.free()
        try eventually("room", or: { daemon.logs }) { try !home.json("status").flag("read_only") }
        // What it could not write at its start it has written now.
        #expect(try home.json("invite").text("link").contains(daemon.address))
        try home.run("pledge", project, "1 EUR").expectFine()
        #expect(try page.get("/v1/bundle?collective=\(id)").status == 200)
        try daemon.stop()
        try home.run("check").expectFine()
    }

    /// Where not even SQLite's log has room the store is only read, and opened anew as soon as it has.
    @Test(.enabled(if: Surroundings.hasPython)) func aNodeStartsWithoutRoomForALog() throws {
        let disk = try SmallDisk(megabytes: 48), home = disk.home
        _ = try home.found()
        let project = try home.project("Well", asks: "10 EUR")
        try home.run("pledge", project, "1 EUR").expectFine()
        let close = "import sqlite3; c = sqlite3.connect('\(home.file("ledger.sqlite"))'); c.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall(); c.close()"
        try home.startOther(Surroundings.python, ["-c", close]).wait().expectFine()
        try disk.fill()
        // Looking needs no room, and signing says what is missing.
        #expect(try home.run("show", project).expectFine().output.contains("Well"))
        try home.run("pledge", project, "1 EUR").expectUnsigned(75, "full")
        let port = try RawSocket.listen().port, web = WebClient(port: try RawSocket.listen().port)
        let daemon = try PledgedDaemon(home, listen: "127.0.0.1:\(port)", log: "info", web: ["--web", web.host])
        #expect(try web.get("/projects/\(project)").body.contains("Well"))
        #expect(try web.get("/health").json().text("health") == "read-only" && home.json("status").flag("read_only"))
        #expect(try home.run("doctor").output.contains("takes nothing in"))
        try disk.free()
        try eventually("room", or: { daemon.logs }) { (try? web.get("/health").json().text("health")) == "alone" }
        #expect(daemon.logs.contains("begins anew") && daemon.run.process.isRunning)
        try home.run("pledge", project, "1 EUR").expectFine()
        try eventually("the pledge") { try web.get("/v1/projects/\(project)").json().list("asks").first?.number("pledged") == 200 }
        #expect(try home.json("invite").text("link").contains(daemon.address))
        try daemon.stop()
        try home.run("check").expectFine()
    }

    /// What an earlier version computed is not shown: a node that has no room to compute it anew says so, and waits.
    @Test(.enabled(if: Surroundings.hasPython)) func aNodeOfAnEarlierVersionWaitsForRoom() throws {
        let disk = try SmallDisk(megabytes: 48), home = disk.home
        _ = try home.found()
        let project = try home.project("Well", asks: "10 EUR")
        // As an earlier version left it, with a log that is moved into the file.
        let older = "import sqlite3; c = sqlite3.connect('\(home.file("ledger.sqlite"))'); c.execute(\"UPDATE meta SET value = x'01' WHERE key = 'views'\"); "
            + "assert c.total_changes == 1; c.commit(); c.execute('PRAGMA wal_checkpoint(TRUNCATE)').fetchall(); c.close()"
        try home.startOther(Surroundings.python, ["-c", older]).wait().expectFine()
        try disk.fill()
        try home.run("status").expectFault(75, "of an earlier version", "free some space")
        let web = WebClient(port: try RawSocket.listen().port), serve = ["serve", "--listen", "127.0.0.1:0", "--web", web.host]
        let ended = try home.start(serve)
        try eventually("that it waits", or: { ended.errors }) { ended.errors.contains("until there is room") }
        #expect(ended.errors.contains("of an earlier version"), "\(ended.errors)")
        kill(ended.process.processIdentifier, SIGTERM)
        #expect(try ended.wait().code == 0)
        let running = try home.start(serve)
        try eventually("that it waits", or: { running.errors }) { running.errors.contains("until there is room") }
        try disk.free()
        try eventually("room", or: { running.errors }) { (try? web.get("/projects/\(project)").body.contains("Well")) ?? false }
        #expect(running.errors.contains("brought up to this version"))
        kill(running.process.processIdentifier, SIGTERM)
        #expect(try running.wait().code == 0)
        try home.run("check").expectFine()
    }

    /// Nobody has to give anything to a node for it to see that its disk is full.
    @Test func anIdleNodeSeesThatItsDiskIsFull() throws {
        let disk = try SmallDisk(megabytes: 32), home = disk.home
        _ = try home.found()
        let daemon = try PledgedDaemon(home, log: "info", web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        #expect(try page.get("/health").json().text("health") == "alone")
        try disk.fill()
        try eventually("the full disk", or: { daemon.logs }) { try page.get("/health").json().text("health") == "read-only" }
        #expect(daemon.logs.components(separatedBy: "takes nothing in").count == 2)
        try disk.free()
        try eventually("room", or: { daemon.logs }) { try page.get("/health").json().text("health") == "alone" }
        #expect(daemon.logs.contains("there is room on the disk again"))
        try daemon.stop()
    }

    /// Whoever posts to a full disk is told so, and nothing of it is half there.
    @Test func aPostToAFullDiskIsRefusedAndMadeKnown() throws {
        let disk = try SmallDisk(megabytes: 48), home = disk.home
        let id = try #require(CollectiveID(hex: home.found("Village fund", "--open")))
        let daemon = try PledgedDaemon(home, log: "info", web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let posts = try Self.posts(30, to: id)
        // A little more than what is called full, so that the post is the one to find out.
        try disk.fill(leaving: 1 << 20 | 128 << 10)
        let answers = try posts.map { try page.post("/v1/entries", $0) }
        let refused = try #require(answers.first { $0.status != 200 }, "all of it fits on a full disk")
        #expect(try refused.status == 503 && refused.json().text("error").contains("the disk is full"), "\(refused)")
        try eventually("that it is known", or: { daemon.logs }) { try home.json("status").flag("read_only") }
        #expect(try page.get("/metrics").body.contains("pledged_read_only 1\n"))
        try disk.free()
        try eventually("room", or: { daemon.logs }) { try !home.json("status").flag("read_only") }
        for post in posts {
            let results = try page.post("/v1/entries", post).json().list("entries").map { try $0.text("result") }
            #expect(Set(results).isSubset(of: ["accepted", "held"]), "\(results)")
        }
        try daemon.stop()
        try home.run("check").expectFine()
    }

    /// Bodies of posts with one author's entries, each with the longest text there is.
    private static func posts(_ count: Int, to id: CollectiveID) throws -> [String] {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 5, count: 32))), now = wallClock()
        var prev = EntryID.zero
        return try (0..<3).map { post in
            let items: [[String: String]] = try (0..<count).map { number in
                let words = "\(post) \(number) " + String(repeating: "x", count: 16_000)
                let text = try SaltedText(words)
                let entry = try Entry.sign(
                    Entry.Draft(
                        collective: id, seq: UInt64(post * count + number + 1), prev: prev, time: now, commitment: text.commitment,
                        facts: try FactsCodec.encode(.problem(Problem()))),
                    with: key)
                prev = entry.id
                return ["entry": Data(entry.bytes).base64EncodedString(), "text": Data(text.bytes).base64EncodedString()]
            }
            return String(decoding: try JSONSerialization.data(withJSONObject: ["entries": items]), as: UTF8.self)
        }
    }

    /// While the disk is full, stopping is as quick as ever.
    @Test func aFullDaemonStops() throws {
        let full = try FullTaker(megabytes: 32, leaving: 2 << 20)
        try full.taker.stop()
        try full.disk.free()
        try full.home.run("check").expectFine()
    }
}
