import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// Says in the log how far a long catch-up is, and what time is left: now and then a line.
package final class SyncReporter: Sendable {
    private struct Sync: Sendable {
        var reporter: ProgressReporter
        let began: ContinuousClock.Instant
        var received: UInt64
        var heard: ContinuousClock.Instant
    }

    private let syncs = Mutex<[CollectiveID: Sync]>([:])
    private let logger: Logger
    /// Seconds between two lines.
    private static let pause: UInt64 = 5
    /// A catch-up that is over sooner needs no line, in milliseconds.
    private static let brief: UInt64 = 1_000

    package init(logger: Logger) { self.logger = logger }

    package func hear(_ event: NodeEvent, now: ContinuousClock.Instant = .now) {
        switch event {
        case .progress(let id, let received, let expected): note(id, received, expected, now)
        case .inStep(let id, _): _ = syncs.withLock { $0.removeValue(forKey: id) }
        default: break
        }
    }

    private func note(_ id: CollectiveID, _ received: UInt64, _ expected: UInt64, _ now: ContinuousClock.Instant) {
        guard let line = syncs.withLock({ Self.line(&$0, id, received, expected, now) }) else { return }
        logger.info("\(line)")
    }

    /// A line where one is due. Less received than before is another catch-up, with another peer; it is told
    /// once nothing more is heard of the one before.
    private static func line(
        _ syncs: inout [CollectiveID: Sync], _ id: CollectiveID, _ received: UInt64, _ expected: UInt64,
        _ now: ContinuousClock.Instant
    ) -> String? {
        let known = syncs[id]
        if let known, received < known.received, now - known.heard < .seconds(pause) { return nil }
        var sync = known.flatMap { $0.received <= received ? $0 : nil } ?? Sync(
            reporter: ProgressReporter("sync of \(id.short)", total: expected, isTerminal: false, logSeconds: pause),
            began: now, received: 0, heard: now)
        defer { syncs[id] = sync }
        (sync.received, sync.heard) = (received, now)
        sync.reporter.total = expected
        let elapsed = UInt64(max(0, (now - sync.began) / .milliseconds(1)))
        guard elapsed >= brief, sync.reporter.isDue(elapsedMs: elapsed) else { return nil }
        return sync.reporter.line(done: received, elapsedMs: elapsed)
    }
}
