import Foundation
import Logging
import PledgeLedger

/// Has a running node compute root causes anew soon after somebody said something about them, so that whoever looks
/// finds them ready. While the ledger changes all the time they are computed now and then.
package final class CauseDuty: Sendable {
    /// When it looks.
    package struct Rhythm: Sendable {
        /// How often changes are looked for.
        package var pause = Duration.seconds(1)
        /// What came has settled once nothing more has come for so long,
        package var rest = Duration.seconds(2)
        /// and where it never settles, nobody waits longer.
        package var longest = Duration.seconds(30)
        /// Between two computations lies so many times as long as one takes.
        package var share = 20

        package init() {}
    }

    private let store: Store
    private let rhythm: Rhythm
    private let logger: Logger
    private let isStopped = DispatchSemaphore(value: 0), ended = DispatchSemaphore(value: 0)

    package init(store: Store, rhythm: Rhythm = Rhythm(), logger: Logger) {
        (self.store, self.rhythm, self.logger) = (store, rhythm, logger)
    }

    package func start() {
        OwnThread.begin { [self] in
            var watches: [CollectiveID: Watch] = [:], said: String?
            while isStopped.wait(timeout: .now() + rhythm.pause / .seconds(1)) == .timedOut {
                // What stands in the way for long is logged once.
                let trouble = step(&watches)
                if let trouble, trouble != said { logger.warning("root causes: \(SafeText.shown(trouble))") }
                said = trouble
            }
            ended.signal()
        }
    }

    /// Lets the computation under way end; nothing is read or kept after it returns.
    package func stop() {
        isStopped.signal()
        ended.wait()
    }

    /// One collective between two looks.
    private struct Watch {
        var change: UInt64?
        /// When the newest change was seen, and the first one since the last look.
        var newest, first: ContinuousClock.Instant?
        /// Before this nothing is computed.
        var earliest = ContinuousClock.now
        /// Computations that may still follow: a result is not kept while something else is being written.
        var left = 0
    }

    private static let tries = 3

    /// - Returns: why the store can't be read; nil where it can.
    private func step(_ watches: inout [CollectiveID: Watch]) -> String? {
        do {
            for (id, change) in try store.newestChanges() {
                var watch = watches[id] ?? Watch()
                defer { watches[id] = watch }
                try look(&watch, id, change)
            }
            return nil
        } catch {
            return Failure(error)?.line ?? "\(error)"
        }
    }

    private func look(_ watch: inout Watch, _ id: CollectiveID, _ change: UInt64) throws {
        let now = ContinuousClock.now
        if watch.change != change {
            (watch.change, watch.newest, watch.first, watch.left) = (change, now, watch.first ?? now, Self.tries)
        }
        guard watch.left > 0, now >= watch.earliest, let newest = watch.newest, let first = watch.first,
            newest.duration(to: now) >= rhythm.rest || first.duration(to: now) >= rhythm.longest
        else { return }
        watch.left -= 1
        watch.first = nil
        // A charter that hasn't come yet comes with a change.
        guard try store.collective(id)?.charter != nil else { return }
        let cutoff = try store.cutoff(at: Moment.now, in: id, takesUncovered: true)
        if try store.keepsRootCauses(of: id, at: cutoff) {
            watch.left = 0
        } else {
            _ = try store.rootCauses(of: id, at: cutoff)
            watch.earliest = .now + now.duration(to: .now) * rhythm.share
            watch.first = now
        }
    }
}
