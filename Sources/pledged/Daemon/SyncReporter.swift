import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// Says in the log how far a long catch-up is, and what time is left: now and then a line.
final class SyncReporter: Sendable {
    private struct Sync: Sendable {
        var reporter: ProgressReporter
        let began: ContinuousClock.Instant
        var received: UInt64
    }

    private let syncs = Mutex<[CollectiveID: Sync]>([:])
    private let logger: Logger
    /// Seconds between two lines.
    private static let pause: UInt64 = 5
    /// A catch-up that is over sooner needs no line, in milliseconds.
    private static let brief: UInt64 = 1_000

    init(logger: Logger) { self.logger = logger }

    func hear(_ event: NodeEvent) {
        switch event {
        case .progress(let id, let received, let expected): note(id, received, expected)
        case .inStep(let id, _): _ = syncs.withLock { $0.removeValue(forKey: id) }
        default: break
        }
    }

    private func note(_ id: CollectiveID, _ received: UInt64, _ expected: UInt64) {
        guard let line = syncs.withLock({ Self.line(&$0, id, received, expected) }) else { return }
        logger.info("\(line)")
    }

    /// A line where one is due; less received than before is another catch-up.
    private static func line(
        _ syncs: inout [CollectiveID: Sync], _ id: CollectiveID, _ received: UInt64, _ expected: UInt64
    ) -> String? {
        var sync = syncs[id].flatMap { $0.received <= received ? $0 : nil } ?? Sync(
            reporter: ProgressReporter("sync of \(id.short)", total: expected, isTerminal: false, logSeconds: pause),
            began: .now, received: 0)
        defer { syncs[id] = sync }
        sync.received = received
        sync.reporter.total = expected
        let elapsed = UInt64(max(0, (ContinuousClock.now - sync.began) / .milliseconds(1)))
        guard elapsed >= brief, sync.reporter.isDue(elapsedMs: elapsed) else { return nil }
        return sync.reporter.line(done: received, elapsedMs: elapsed)
    }
}
