import Synchronization

/// An answer as a cache sees it.
package protocol KeepableAnswer: Sendable {
    /// In bytes.
    var size: Int { get }
    /// Whether it may be shown again.
    var isKept: Bool { get }
    /// The change of the ledger that the oldest of it is of; nil where it is of the one that it was made for.
    var change: UInt64? { get }
}

/// Answers made before, for as long as what they were made from stands; and the bound on how much work
/// goes into making them.
///
/// An answer that was kept is shown while a newer one is made, to whoever comes within a minute (or twenty times as
/// long as it takes to make) after it was last known to be true: it says itself of what time it is. Where making it took
/// no longer than anybody notices, they wait as long for the newer one first. Whoever comes later, within ten minutes,
/// waits a quarter of a second for it; who comes later still waits until it is made. While the ledger changes all the
/// time an answer is made once a second at most, and one that takes long in a fifth of the time.
package actor AnswerCache<Answer: KeepableAnswer> {
    /// What an answer was made from.
    package struct Stamp: Hashable, Sendable {
        var change: UInt64
        /// The cutoff, in milliseconds.
        var time: UInt64
        /// How the node was: links, and whether they are in step.
        var node: Int

        package init(change: UInt64, time: UInt64, node: Int) { (self.change, self.time, self.node) = (change, time, node) }

        /// Whether nothing of the ledger that another stamp stands for is missing.
        func holds(_ other: Stamp) -> Bool { change >= other.change && time >= other.time }
    }

    private struct Kept {
        var answer: Answer
        var stamp: Stamp
        /// When nothing newer was known last.
        var held: ContinuousClock.Instant
        /// When it was made.
        var made: ContinuousClock.Instant
        var cost: Duration
        var used: UInt64
    }

    private var kept: [String: Kept] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0
    private var making: [String: Task<Answer, any Error>] = [:]
    private var budget = Bucket(WebLimits.work)
    private let turns = AsyncTurns(2, queue: WebLimits.waitingAnswers)

    package init() {}

    /// What is made faster than this is waited for as long before the old is shown, while there is time to make it.
    private static var cheap: Duration { .milliseconds(25) }
    /// Nothing that was found to be old longer ago is shown where it could be newer,
    private static var oldest: Duration { .seconds(60) }
    /// but for what takes so long that making it anew each time would do nothing else.
    private static var share: Int { 20 }
    /// Who comes later than that waits so long for what is newer,
    private static var patience: Duration { .milliseconds(250) }
    /// unless what is kept is older still: nobody is shown what was true long ago.
    package static var ancient: Duration { .seconds(600) }
    /// Between the ends of making one and the beginning of the next: a page that is a second old does for people,
    private static var rest: Duration { .seconds(1) }
    /// and where making it takes long, four times as long.
    private static var pause: Int { 4 }
    /// Below this share of the budget the old does for everybody.
    private static var lean: Double { 0.9 }

    /// The answer for a key, made where there is none from this stamp.
    /// - Parameter ancient: nobody is shown what was known to be true longer ago.
    /// - Throws: ``WebFault`` busy where too much work is under way; whatever `make` throws.
    package func answer(
        _ key: String, _ stamp: Stamp, oldest ancient: Duration = ancient, _ make: @escaping @Sendable () throws -> Answer
    ) async throws -> Answer {
        uses += 1
        if let found = kept[key] {
            kept[key]?.used = uses
            if found.stamp.holds(stamp), found.stamp.node == stamp.node {
                kept[key]?.held = .now
                return found.answer
            }
            let age = ContinuousClock.now - found.held
            if age < ancient, let patience = patience(with: found, age: age) {
                if making[key] == nil, isRested(found, patience), budget.fullness() > 0 { begin(key, stamp, make) }
                if patience > .zero, making[key] != nil { await made(key, within: patience) }
                return kept[key]?.answer ?? found.answer
            }
        }
        while let task = making[key] {
            let answer = try await task.value
            // It may have begun before what this request wants to see.
            if kept[key]?.stamp.holds(stamp) ?? true { return answer }
        }
        guard budget.fullness() > 0 else { throw Self.busy }
        return try await begin(key, stamp, make).value
    }

    /// How long somebody waits for a newer answer before they are shown the one that is kept; nil where it is so old
    /// that they wait until there is one.
    private func patience(with found: Kept, age: Duration) -> Duration? {
        if budget.fullness() < Self.lean { return age <= Self.oldest || budget.fullness() <= 0 ? .zero : Self.patience }
        if age <= max(Self.oldest, found.cost * Self.share) { return found.cost > Self.cheap ? .zero : Self.cheap }
        return Self.patience
    }

    /// Whether it is time for a newer answer. Whoever waits for one needn't wait for that, too.
    private func isRested(_ found: Kept, _ patience: Duration) -> Bool {
        patience > .zero || ContinuousClock.now - found.made > max(Self.rest, found.cost * Self.pause)
    }

    /// Waits until what is being made for a key is made, for as long as somebody's patience lasts.
    private func made(_ key: String, within patience: Duration) async {
        let end = ContinuousClock.now + patience
        while making[key] != nil, ContinuousClock.now < end { try? await Task.sleep(for: .milliseconds(5)) }
    }

    /// Does work that is not kept, within the same bounds.
    func work<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
        try await timed(body).0
    }

    @discardableResult
    private func begin(
        _ key: String, _ stamp: Stamp, _ make: @escaping @Sendable () throws -> Answer
    ) -> Task<Answer, any Error> {
        let task = Task {
            defer { making[key] = nil }
            let (answer, cost) = try await timed(make)
            var stamp = stamp
            if let change = answer.change { stamp.change = min(stamp.change, change) }
            keep(answer, key, Kept(answer: answer, stamp: stamp, held: .now, made: .now, cost: cost, used: uses))
            return answer
        }
        making[key] = task
        return task
    }

    private static var busy: WebFault { WebFault(.busy, "this node is busy; ask again in a second") }

    /// Runs something that blocks on a thread of its own, no more than two at a time.
    /// - Throws: ``WebFault`` busy where too many wait, or what came before took all the work there is.
    private func timed<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> (T, Duration) {
        guard await turns.take() else { throw Self.busy }
        guard budget.fullness() > 0 else {
            await turns.give()
            throw Self.busy
        }
        let (result, cost) = await OwnThread.run {
            let begin = ContinuousClock.now
            let result = Result { try body() }
            return (result, ContinuousClock.now - begin)
        }
        // Before the next one looks whether there is work left to be had.
        budget.charge(cost / .milliseconds(1), debt: WebLimits.workDebt)
        await turns.give()
        return (try result.get(), cost)
    }

    private func keep(_ answer: Answer, _ key: String, _ fresh: Kept) {
        let size = answer.size + key.utf8.count
        if let old = kept.removeValue(forKey: key) { bytes -= old.answer.size + key.utf8.count }
        guard answer.isKept, size <= WebLimits.keptAnswers.bytes / 4 else { return }
        while kept.count >= WebLimits.keptAnswers.count || bytes + size > WebLimits.keptAnswers.bytes {
            guard let oldest = kept.min(by: { $0.value.used < $1.value.used }) else { break }
            bytes -= oldest.value.answer.size + oldest.key.utf8.count
            kept[oldest.key] = nil
        }
        kept[key] = fresh
        bytes += size
    }
}

/// So many at a time, the others in the order in which they came, no more of them than a bound.
package actor AsyncTurns {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private let most: Int

    /// - Parameters:
    ///   - count: how many at a time.
    ///   - queue: how many may wait.
    package init(_ count: Int, queue: Int) {
        free = count
        most = queue
    }

    /// Waits for a turn. - Returns: false at once where too many wait.
    package func take() async -> Bool {
        if free > 0 {
            free -= 1
            return true
        }
        guard waiting.count < most else { return false }
        await withCheckedContinuation { waiting.append($0) }
        return true
    }

    /// Gives a turn back, to whoever has waited longest.
    package func give() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
