import Dispatch
import Synchronization

/// Something that is looked up now and then on a thread of its own. Whoever asks is not held up where that takes long:
/// they get what was seen last, as long as it is not old.
package final class Lookout<Seen: Sendable>: Sendable {
    /// One look at it.
    private final class Look: Sendable {
        let begun = ContinuousClock.now
        let done = DispatchGroup()
        let result = Mutex<Result<Seen, any Error>?>(nil)

        init() { done.enter() }
    }

    private struct State {
        var seen: Seen?
        /// When the look began that saw it.
        var time = ContinuousClock.now
        var look: Look?
    }

    private let state = Mutex(State())
    private let rest: Duration
    private let oldest: Duration
    private let find: @Sendable () throws -> Seen

    /// Who begins a look waits so long for it, since it is mostly over by then.
    private static var patience: DispatchTimeInterval { .milliseconds(20) }

    /// - Parameters:
    ///   - rest: it is not looked up more often than this.
    ///   - oldest: nobody gets what was seen longer ago; they wait.
    package init(rest: Duration, oldest: Duration, _ find: @escaping @Sendable () throws -> Seen) {
        (self.rest, self.oldest, self.find) = (rest, oldest, find)
    }

    /// How it is.
    /// - Throws: what the look throws that was waited for.
    package func value() throws -> Seen {
        let now = ContinuousClock.now
        let (seen, look, isMine) = state.withLock { state -> (Seen?, Look?, Bool) in
            let seen = state.seen.flatMap { now - state.time < oldest ? $0 : nil }
            if let seen, now - state.time < rest { return (seen, nil, false) }
            if let look = state.look { return (seen, look, false) }
            let look = Look()
            state.look = look
            return (seen, look, true)
        }
        guard let look else { return try seen ?? value() }
        if isMine { begin(look) }
        if let seen {
            guard isMine, look.done.wait(timeout: .now() + Self.patience) == .success else { return seen }
        } else {
            look.done.wait()
        }
        return try look.result.withLock { $0 }?.get() ?? value()
    }

    /// Forgets what was seen, and what is just being looked at: whoever asks next sees what is there by then.
    package func forget() { state.withLock { ($0.seen, $0.look) = (nil, nil) } }

    private func begin(_ look: Look) {
        OwnThread.begin { [self] in
            let result = Result { try find() }
            look.result.withLock { $0 = result }
            state.withLock { state in
                guard state.look === look else { return }
                state.look = nil
                if let seen = try? result.get() { (state.seen, state.time) = (seen, look.begun) }
            }
            look.done.leave()
        }
    }
}
