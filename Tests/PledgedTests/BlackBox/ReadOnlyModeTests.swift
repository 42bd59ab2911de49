import Foundation
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

    /// While the disk is full, stopping is as quick as ever.
    @Test func aFullDaemonStops() throws {
        let full = try FullTaker(megabytes: 32, leaving: 2 << 20)
        try full.taker.stop()
        try full.disk.free()
        try full.home.run("check").expectFine()
    }
}
