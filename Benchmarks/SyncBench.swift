import Foundation
import PledgeLedger

/// First sync between two processes on loopback.
enum SyncBench {
    static func run(_ folder: Scratch, verifications: Double) throws {
        let ledger = try BenchLedger(authors: 1_000, each: 100)
        let source = PledgedProcess(home: folder.file("sync-source"))
        try source.run("init")
        let store = try Store(at: source.home + "/ledger.sqlite")
        try store.join(ledger.collective, charter: ledger.charter)
        try IngestBench.ingest(ledger, into: store)
        try store.close()
        let serving = try source.serve()
        defer { serving.process.stop() }
        var rates: [Double] = [], ratios: [Double] = [], peaks: [Double] = []
        for round in 0..<3 {
            let sink = PledgedProcess(home: folder.file("sync-sink-\(round)"))
            try sink.run("init")
            try sink.run("join", "pledged:\(ledger.collective.hex)?at=\(serving.address)")
            let before = loopbackBytes()
            let (took, peak) = try measure(sink, serving.address)
            rates.append(Double(ledger.entries.count) / took)
            ratios.append(Double(loopbackBytes() - before) / Double(ledger.bytes))
            peaks.append(peak)
            let audit = try sink.run("status", "--json")
            guard audit.contains("\"entries\":\(ledger.entries.count)") else { throw BenchFault("the sync is not complete") }
        }
        Figure.print("first sync of \(ledger.entries.count) entries", median(rates), "1/s")
        Figure.print("first sync / V", median(rates) / verifications, "ratio", .atLeast(0.5))
        Figure.print("bytes on the wire / bytes of entries", median(ratios), "ratio", .atMost(1.25))
        Figure.print("peak memory of the receiver", peaks.max() ?? 0, "MB", .atMost(150))
        let sender = Memory.megabytes("VmHWM", of: serving.process.processIdentifier)
        Figure.print("peak memory of the sender", sender, "MB", .atMost(150))
    }

    /// Seconds of one `sync`, and its peak memory in megabytes.
    private static func measure(_ sink: PledgedProcess, _ address: String) throws -> (Double, Double) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: PledgedProcess.binary)
        process.arguments = ["sync", address, "--json", "--home", sink.home]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let start = ContinuousClock.now
        try process.run()
        var peak = 0.0
        while process.isRunning {
            peak = max(peak, Memory.megabytes("VmHWM", of: process.processIdentifier))
            usleep(5_000)
        }
        guard process.terminationStatus == 0 else { throw BenchFault("sync ended with \(process.terminationStatus)") }
        return ((ContinuousClock.now - start) / .seconds(1), peak)
    }

    /// Bytes received on the loopback interface so far.
    static func loopbackBytes() -> Int {
        let table = (try? String(contentsOfFile: "/proc/net/dev", encoding: .utf8)) ?? ""
        let line = table.split(separator: "\n").first { $0.drop { $0 == " " }.hasPrefix("lo:") } ?? ""
        return line.split(separator: ":").last?.split(separator: " ").first.flatMap { Int($0) } ?? 0
    }
}
