import Foundation
import Logging
import PledgeLedger
import Synchronization

/// A daemon's duty as a witness: it looks at every collective whose charter names its owner's key, soon
/// after the ledger has changed.
final class WitnessDuty: Sendable {
    private let store: Store
    private let key: SigningKey
    private let marks: String
    /// The longest that a ledger which never rests waits for its covers, in seconds.
    private let interval: Double
    private let logger: Logger
    private let onCovers: @Sendable () -> Void
    private let isStopped = Mutex(false)
    private let ended = DispatchSemaphore(value: 0)

    /// How often changes are looked for, in seconds.
    private static let pause = 0.1
    /// What came has settled once nothing more has come for so long, in seconds.
    private static let rest = 0.4

    init(
        store: Store, key: SigningKey, marks: String, interval: Double, logger: Logger,
        onCovers: @escaping @Sendable () -> Void
    ) {
        (self.store, self.key, self.marks, self.interval) = (store, key, marks, interval)
        (self.logger, self.onCovers) = (logger, onCovers)
    }

    func start() {
        Thread.detachNewThread { [self] in
            var watches = Watches(), said: String?
            while !isStopped.withLock({ $0 }) {
                // What stands in the way for long is logged once.
                let trouble = step(&watches)
                if let trouble, trouble != said { logger.error("witness: \(SafeText.shown(trouble))") }
                said = trouble
                Thread.sleep(forTimeInterval: Self.pause)
            }
            ended.signal()
        }
    }

    /// Lets the look under way end; nothing is signed after it returns.
    func stop() {
        isStopped.withLock { $0 = true }
        ended.wait()
    }

    /// One collective between two looks.
    private struct Watch {
        var witnessing: Witnessing
        var change: UInt64?
        /// When the newest change was seen, and the first one since the last look.
        var newest, first: ContinuousClock.Instant?
        /// What was logged last, so that a standing trouble is logged once.
        var said: String?
    }

    /// What is known between two looks.
    private struct Watches {
        var open: [CollectiveID: Watch] = [:]
        /// Whether the key is a witness: a charter never changes, so it is read once.
        var isWitness: [CollectiveID: Bool] = [:]
    }

    /// - Returns: why the store can't be read; nil where it can.
    private func step(_ watches: inout Watches) -> String? {
        do {
            for (id, change) in try store.newestChanges() where try isWitness(in: id, &watches.isWitness) {
                var watch = try watches.open[id] ?? Watch(
                    witnessing: Witnessing(store: store, key: key, marks: marks, collective: id))
                look(&watch, change)
                watches.open[id] = watch
            }
            return nil
        } catch {
            return "\(error)"
        }
    }

    private func isWitness(in id: CollectiveID, _ known: inout [CollectiveID: Bool]) throws -> Bool {
        if let known = known[id] { return known }
        // A charter that hasn't come yet is looked for again.
        guard let charter = try store.collective(id)?.charter else { return false }
        let isWitness = charter.witnesses.contains(key.publicKey)
        known[id] = isWitness
        return isWitness
    }

    private func look(_ watch: inout Watch, _ change: UInt64) {
        let now = ContinuousClock.now
        if watch.change != change { (watch.change, watch.newest, watch.first) = (change, now, watch.first ?? now) }
        guard let newest = watch.newest, let first = watch.first,
            newest.duration(to: now) >= .seconds(Self.rest) || first.duration(to: now) >= .seconds(interval)
        else { return }
        (watch.newest, watch.first) = (nil, nil)
        do {
            let round = try watch.witnessing.look(now: Moment.now)
            if !round.entries.isEmpty {
                logger.info("covered \(Count.words(round.covered, "feed", "feeds")) of \(watch.witnessing.collective.short)")
                onCovers()
            }
            say(round.refused.map(\.words).joined(separator: "; "), &watch)
            if !round.refused.isEmpty { retryLater(&watch, now) }
        } catch {
            say(Failure(error)?.line ?? "\(error)", &watch)
            retryLater(&watch, now)
        }
    }

    /// What can't be covered now may be after a while: a clock goes on, a peer confirms.
    private func retryLater(_ watch: inout Watch, _ now: ContinuousClock.Instant) {
        (watch.newest, watch.first) = (now + .seconds(interval), now)
    }

    private func say(_ trouble: String, _ watch: inout Watch) {
        if !trouble.isEmpty, watch.said != trouble { logger.warning("witness: \(SafeText.shown(trouble))") }
        watch.said = trouble
    }
}

extension Witnessing.Refusal {
    var words: String {
        let feed = "the feed of \(KeyText.author(author))"
        return switch reason {
        case .otherChain(let seq):
            "not covered: \(feed) does not hold the entry that you covered at place \(seq); a second cover would tell two stories"
        case .damaged(let seq): "not covered from place \(seq) on: \(feed) is damaged here; run `pledged check`"
        case .ahead(let seq):
            "not covered from place \(seq) on: \(feed) carries covers of a time far ahead of this machine's clock"
        }
    }
}
