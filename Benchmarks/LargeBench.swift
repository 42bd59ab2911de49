import Foundation
import PledgeLedger

/// What a person waits for with a million entries in the store.
enum LargeBench {
    static func run(_ folder: Scratch) throws {
        let home = PledgedProcess(home: folder.file("large"))
        try home.run("init")
        let ledger = try BenchLedger(authors: 10_000, each: 100)
        let store = try Store(at: home.home + "/ledger.sqlite")
        try store.join(ledger.collective, charter: ledger.charter)
        Figure.print(
            "filling a store with \(ledger.entries.count) entries",
            try seconds { try IngestBench.ingest(ledger, into: store) }, "s")
        try store.close()
        try home.run("use", String(ledger.collective.hex.prefix(16)))
        let project = String(ledger.projects[0].hex.prefix(16))
        try home.run("pledge", project, "1 EUR")
        let pledges = try (0..<9).map { _ in try seconds { try home.run("pledge", project, "1 EUR") } * 1_000 }
        Figure.print("pledge, with 1,000,000 entries", median(pledges), "ms", .atMost(50))
        let shows = try (0..<9).map { _ in try seconds { try home.run("show", project) } * 1_000 }
        Figure.print("show PROJECT, with 1,000,000 entries", median(shows), "ms", .atMost(50))
        var opens: [Double] = [], memory: [Double] = []
        for _ in 0..<3 {
            let start = ContinuousClock.now
            let serving = try home.serve()
            opens.append((ContinuousClock.now - start) / .seconds(1))
            memory.append(Memory.megabytes("VmHWM", of: serving.process.processIdentifier))
            serving.process.stop()
        }
        Figure.print("open 1,000,000 entries and be ready to serve", median(opens), "s", .atMost(5))
        Figure.print("memory then", memory.max() ?? 0, "MB", .atMost(200))
        try openManyFeeds(folder)
    }

    /// A store of a million feeds, of one entry each, whose tree is built from its rows.
    private static func openManyFeeds(_ folder: Scratch) throws {
        var limits = StoreLimits()
        limits.feeds = 2_000_000
        let store = try Store(at: folder.file("feeds"), missing: .create, limits: limits)
        let made = try BenchLedger(authors: 1, each: 1)
        try store.join(made.collective, charter: made.charter)
        try store.fillForBench(made.collective, heads: FrontierBench.heads())
        try store.close()
        let again = try Store(at: folder.file("feeds"), limits: limits)
        let took = try seconds { _ = try again.frontier(of: made.collective).tree.root() }
        Figure.print("building the tree of 1,000,000 feeds from the store", took, "s", .atMost(5))
        try again.close()
    }
}
