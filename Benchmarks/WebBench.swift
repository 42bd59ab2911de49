import Foundation
import PledgeLedger

/// What somebody who looks at the page waits for, with a million entries of all kinds in the store, and the node on
/// one core: at 200 requests a second, each timed from when it was due, while the node takes in 5,000 entries a second
/// from another; then besides with 500 event streams and 200 readers who take nothing.
enum WebBench {
    private static let rate = 200.0, connections = 16
    /// Less than a page waits for a reader who takes nothing.
    private static let seconds = 12.0
    private static let port: UInt16 = 27_412

    /// - Parameters:
    ///   - kept: a folder that `mixed keep=FOLDER` made, which is copied; nil to make the ledger anew.
    ///   - perSecond: entries that come from the other node, a second.
    static func run(_ folder: Scratch, kept: String?, perSecond: Int) throws {
        let home = PledgedProcess(home: folder.file("web")), ledger = try MixedLedger()
        if let kept {
            try FileManager.default.copyItem(atPath: kept, toPath: home.home)
        } else {
            try MixedBench.make(ledger, home)
        }
        let other = folder.file("other.sqlite")
        try FileManager.default.copyItem(atPath: home.home + "/ledger.sqlite", toPath: other)
        let source = try WebSource(ledger, at: other, entries: perSecond * 75)
        let serving = try home.serve(["--web-rate", "0"], page: "127.0.0.1:\(port)", core: Cores.count > 1 ? 0 : nil)
        defer { serving.process.stop() }
        Cores.keepOff(0)
        let pages = [("the first page", "/"), ("a project's page", "/projects/\(ledger.project.hex)")]
        for (name, path) in pages {
            let cold = try MixedBench.milliseconds { try WebLoad.get(path, port) }
            Figure.print("\(name) for the first time, with a million mixed entries", cold, "ms")
        }
        for (name, path) in pages { try measure("\(name), at rest", path, .atMost(50)) }
        try source.start(serving.address, perSecond: perSecond)
        let (begin, before) = (ContinuousClock.now, try entries(home))
        for (name, path) in pages { try measure("\(name), taking in entries", path, .atMost(50)) }
        var streams: [Int32] = []
        let opening = try MixedBench.milliseconds { streams = try WebLoad.open(500, "/v1/events", port) }
        Figure.print("until 500 event streams that were asked for at once are open", opening, "ms")
        for (name, path) in pages {
            let readers = try WebLoad.open(200, "/v1/entries?limit=200", port, buffer: 4_096)
            try measure("\(name), taking in entries beside 500 event streams and 200 slow readers", path, .atMost(100))
            for reader in readers { close(reader) }
        }
        let took = (ContinuousClock.now - begin) / .seconds(1)
        Figure.print("entries that the other node had meanwhile", Double(source.given) / took, "1/s")
        Figure.print("entries taken in meanwhile", Double(try entries(home) - before) / took, "1/s", .atLeast(Double(perSecond) * 0.95))
        for stream in streams { close(stream) }
        Figure.print("memory of the node at its highest", Memory.megabytes("VmHWM", of: serving.process.processIdentifier), "MB", .atMost(300))
        source.stop()
    }

    private static func measure(_ name: String, _ path: String, _ bound: Figure.Bound) throws {
        let found = try WebLoad.run(path, port, perSecond: rate, seconds: seconds, connections: connections)
        let bad = found.refused.sorted { $0.key < $1.key }.map { ", \($0.value) of status \($0.key)" }.joined()
        for share in [50, 99] {
            let value = found.times.isEmpty ? .infinity : found.times[min(found.times.count - 1, found.times.count * share / 100)]
            Figure.print(
                "\(name), \(share) in 100 within", value, "ms", share == 99 ? bound : nil,
                "\(found.times.count) answers at \(Int(rate)) requests a second\(bad)")
        }
    }

    /// Entries that a home's store holds.
    private static func entries(_ home: PledgedProcess) throws -> Int {
        let status = try home.run("status", "--json")
        guard let count = status.firstMatch(of: /"entries":([0-9]+)/).flatMap({ Int($0.1) }) else { throw BenchFault("no count of entries in \(status)") }
        return count
    }
}

/// Which cores this process may use.
enum Cores {
    static var count: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// Leaves a core to somebody else, where there is another.
    static func keepOff(_ core: Int) {
        guard count > 1 else { return }
        let others = (0..<count).filter { $0 != core }.map { "\($0)" }.joined(separator: ","), process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/taskset")
        process.arguments = ["-a", "-p", "-c", others, "\(getpid())"]
        process.standardOutput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return }
        process.waitUntilExit()
    }
}
