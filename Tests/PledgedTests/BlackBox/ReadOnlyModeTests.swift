import Foundation
import Testing

/// A daemon whose disk runs full: it serves on, takes nothing in, says so, and is back by itself.
@Suite(.enabled(if: Surroundings.canMount, "no file system can be mounted here"))
struct ReadOnlyModeTests {
    @Test func aFullDiskIsSurvivedAndLeft() throws {
        let giver = try PledgedHome("Giver")
        let id = try ElectionMaker.fill(giver, voters: 2_000, projects: 10)
        let daemon = try PledgedDaemon(giver)
        let disk = try SmallDisk(megabytes: 64), home = disk.home
        try home.run("join", "pledged:\(id)/at=\(daemon.address)").expectFine()
        try disk.fill(leaving: 3 << 20)
        let taker = try PledgedDaemon(home, log: "info")
        try eventually("the full disk", within: 60, or: { taker.logs }) { try home.json("status").flag("read_only") }
        #expect(taker.logs.contains("level=error") && taker.logs.contains("takes nothing in"), "\(taker.logs)")
        #expect(try home.run("status").output.contains("the disk is full"))
        let doctor = try home.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("takes nothing in"), "\(doctor)")
        #expect(taker.run.process.isRunning)

        try disk.free()
        try eventually("everything", within: 120, or: { taker.logs }) {
            try !home.json("status").flag("read_only") && home.standing().entries == giver.standing().entries
        }
        #expect(taker.logs.contains("there is room on the disk again"))
        try taker.stop()
        try home.run("check").expectFine()
    }

    /// While the disk is full, stopping is as quick as ever.
    @Test func aFullDaemonStops() throws {
        let giver = try PledgedHome("Giver")
        let id = try ElectionMaker.fill(giver, voters: 2_000, projects: 10)
        let daemon = try PledgedDaemon(giver)
        let disk = try SmallDisk(megabytes: 32), home = disk.home
        try home.run("join", "pledged:\(id)/at=\(daemon.address)").expectFine()
        try disk.fill(leaving: 2 << 20)
        let taker = try PledgedDaemon(home, log: "info")
        try eventually("the full disk", within: 60, or: { taker.logs }) { taker.logs.contains("takes nothing in") }
        taker.run.process.terminate()
        let result = try taker.run.wait(seconds: 20)
        #expect([0, 75].contains(result.code), "\(result)")
        try disk.free()
        try home.run("check").expectFine()
    }
}
