import Foundation
import PledgeLedger

/// What somebody who looks at the page waits for, with a million entries of all kinds in the store: at 200 requests
/// a second, each timed from when it was due; then beside 500 event streams and 200 readers who take nothing.
enum WebBench {
    private static let rate = 200.0, seconds = 20.0, connections = 16
    private static let port: UInt16 = 27_412

    static func run(_ folder: Scratch) throws {
        let home = PledgedProcess(home: folder.file("web")), ledger = try MixedLedger()
        try home.run("init", "--node")
        let store = try Store(at: home.home + "/ledger.sqlite")
        try store.join(ledger.collective, charter: ledger.charter)
        try MixedBench.take(ledger.entries, ledger, store)
        try store.close()
        try home.run("use", String(ledger.collective.hex.prefix(16)))
        let serving = try home.serve(page: "127.0.0.1:\(port)").process
        defer { serving.stop() }
        let pages = [("the first page", "/"), ("a project's page", "/projects/\(ledger.project.hex)")]
        for (name, path) in pages {
            let cold = try MixedBench.milliseconds { try WebLoad.get(path, port) }
            Figure.print("\(name) for the first time, with a million mixed entries", cold, "ms")
        }
        for (name, path) in pages { try measure(name, path, .atMost(50)) }
        let crowd = try WebLoad.crowd(port)
        for (name, path) in pages { try measure("\(name) beside 500 event streams and 200 slow readers", path, .atMost(100)) }
        for one in crowd { close(one) }
        Figure.print("memory of the node then", Memory.megabytes("VmHWM", of: serving.processIdentifier), "MB", .atMost(300))
    }

    private static func measure(_ name: String, _ path: String, _ bound: Figure.Bound) throws {
        let times = try WebLoad.run([path], port, perSecond: rate, seconds: seconds, connections: connections)
        for share in [50, 99] {
            let value = times[min(times.count - 1, times.count * share / 100)]
            Figure.print("\(name), \(share) in 100 within", value, "ms", share == 99 ? bound : nil, "\(times.count) requests at \(Int(rate)) a second")
        }
    }
}
