import Dispatch
import Foundation
import Synchronization
import Testing
import pledged

@Suite struct AnswerCacheTests {
    private struct Answer: KeepableAnswer, Equatable {
        var text: String
        var change: UInt64?
        var isKept = true
        var size: Int { text.utf8.count }

        init(_ text: String, change: UInt64? = nil) { (self.text, self.change) = (text, change) }
    }

    private typealias Stamp = AnswerCache<Answer>.Stamp

    private static func stamp(_ change: UInt64) -> Stamp { Stamp(change: change, time: 0, node: 0) }

    /// Asks until an answer comes, for as long as a slow machine may need.
    private func expect(_ text: String, of cache: AnswerCache<Answer>, at change: UInt64) async throws {
        let end = ContinuousClock.now + .seconds(30)
        var shown = ""
        while shown != text, ContinuousClock.now < end {
            shown = try await cache.answer("key", Self.stamp(change)) { Answer(text) }.text
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(shown == text)
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)
        var value: Int { count.withLock { $0 } }
        func add() { count.withLock { $0 += 1 } }
    }

    @Test func whoComeTogetherWaitForOne() async throws {
        let cache = AnswerCache<Answer>(), made = Counter()
        let asked = (0..<20).map { _ in
            Task {
                try await cache.answer("key", Self.stamp(1)) {
                    made.add()
                    usleep(50_000)
                    return Answer("one")
                }.text
            }
        }
        for task in asked { #expect(try await task.value == "one") }
        #expect(made.value == 1)
        // It stands until something changes.
        #expect(try await cache.answer("key", Self.stamp(1)) { Answer("another") }.text == "one")
    }

    /// What took long is shown while a newer one is made, and so is what took no time, if the newer one does.
    @Test(arguments: [true, false]) func theOldIsShownWhileTheNewIsMade(tookLong: Bool) async throws {
        let cache = AnswerCache<Answer>(), mayEnd = DispatchSemaphore(value: 0)
        _ = try await cache.answer("key", Self.stamp(1)) {
            if tookLong { usleep(60_000) }
            return Answer("old")
        }
        for _ in 0..<5 {
            let shown = try await cache.answer("key", Self.stamp(2)) {
                mayEnd.wait()
                return Answer("new")
            }
            #expect(shown.text == "old")
        }
        mayEnd.signal()
        try await expect("new", of: cache, at: 2)
    }

    @Test func nobodyIsShownWhatIsOlderThanTheyBear() async throws {
        let cache = AnswerCache<Answer>()
        _ = try await cache.answer("key", Self.stamp(1)) { Answer("old") }
        let shown = try await cache.answer("key", Self.stamp(2), oldest: .zero) {
            usleep(300_000)
            return Answer("new")
        }
        #expect(shown.text == "new")
    }

    /// An answer that rests on something older than what it was made for does not stand.
    @Test func whatRestsOnTheOldIsMadeAgain() async throws {
        let cache = AnswerCache<Answer>()
        _ = try await cache.answer("key", Self.stamp(2)) { Answer("half", change: 1) }
        try await expect("whole", of: cache, at: 2)
    }

    @Test func whatFailedIsNotKept() async throws {
        let cache = AnswerCache<Answer>()
        _ = try await cache.answer("key", Self.stamp(1)) {
            var answer = Answer("failed")
            answer.isKept = false
            return answer
        }
        #expect(try await cache.answer("key", Self.stamp(1)) { Answer("made") }.text == "made")
    }
}
