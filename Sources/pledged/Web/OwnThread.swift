import Dispatch

/// Work that takes long, or waits for somebody, on a thread of its own.
///
/// On a machine with one core the threads of all concurrent queues are one, and it is the one that Swift's tasks run
/// on, too: whoever worked there would stop every request. A serial queue gets another.
package enum OwnThread {
    /// Begins it. Pieces of work begun so run beside each other.
    package static func begin(_ body: @escaping @Sendable () -> Void) {
        DispatchQueue(label: "pledged.own").async(execute: body)
    }

    /// Does it, and waits for it without holding a thread.
    package static func run<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { done in begin { done.resume(returning: body()) } }
    }
}
