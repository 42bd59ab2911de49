import Dispatch
import PledgeLedger

/// Entries from memory, verified and stored, against raw verification.
enum IngestBench {
    static func run(_ folder: Scratch, verifications: Double) throws {
        let ledger = try BenchLedger(authors: 1_000, each: 100)
        var rates: [Double] = []
        for round in 0..<3 {
            let store = try ledger.store(at: folder.file("ingest-\(round)"))
            let took = try seconds { try ingest(ledger, into: store) }
            rates.append(Double(ledger.entries.count) / took)
            try store.close()
        }
        let rate = median(rates)
        Figure.print("ingest of \(ledger.entries.count) entries", rate, "1/s")
        Figure.print("ingest / V", rate / verifications, "ratio", .atLeast(0.7))
    }

    /// Verifies one group while the one before is written.
    static func ingest(_ ledger: BenchLedger, into store: Store) throws {
        let verifier = ParallelVerifier()
        let writer = DispatchQueue(label: "bench.writer")
        let room = DispatchSemaphore(value: 8)
        nonisolated(unsafe) var fault: (any Error)?
        var rest = ledger.entries[...]
        while !rest.isEmpty {
            let offers = try verifier.verify(Array(rest.prefix(StoreLimits.group))).map { Offer(try $0.get()) }
            rest = rest.dropFirst(StoreLimits.group)
            room.wait()
            writer.async {
                do { _ = try store.take(offers, into: ledger.collective) } catch { fault = error }
                room.signal()
            }
        }
        writer.sync {}
        if let fault { throw fault }
    }
}
