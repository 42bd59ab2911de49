import Dispatch
import Foundation
import Synchronization

/// Threads that work through numbered parts, while the one that called takes what they made, part after part.
package enum Crew {
    private static let helpers = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)

    /// What the threads of one call share.
    private final class Shift: Sendable {
        let parts: Int
        private let begun = Atomic<Int>(0)
        /// A bit for each part.
        private let done = Atomic<UInt64>(0)

        init(_ parts: Int) { self.parts = parts }

        /// Works on a part that nobody has begun.
        /// - Returns: false where there is none.
        func workOn(_ work: (Int) -> Void) -> Bool {
            let part = begun.add(1, ordering: .relaxed).oldValue
            guard part < parts else { return false }
            work(part)
            done.bitwiseOr(1 << UInt64(part), ordering: .releasing)
            return true
        }

        func isDone(_ part: Int) -> Bool { done.load(ordering: .acquiring) & 1 << UInt64(part) != 0 }
    }

    /// - Parameters:
    ///   - parts: at most 64.
    ///   - work: does a part; on any thread, several parts at one time.
    ///   - take: is given each part that is done, in order, on the calling thread, while others are worked on.
    package static func run(parts: Int, work: @Sendable (Int) -> Void, take: (Int) -> Void) {
        let shift = Shift(min(parts, 64))
        withoutActuallyEscaping(work) { work in
            let group = DispatchGroup()
            for _ in 0..<helpers { DispatchQueue.global().async(group: group) { while shift.workOn(work) {} } }
            for part in 0..<shift.parts {
                while !shift.isDone(part) {
                    if !shift.workOn(work) { sched_yield() }
                }
                take(part)
            }
            group.wait()
        }
    }
}
