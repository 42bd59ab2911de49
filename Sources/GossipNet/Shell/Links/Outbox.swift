import Dispatch
import Synchronization

/// The frames that wait to be sealed and sent on one link. Any thread may put frames in; the
/// link's event loop takes them out and says what has been written.
///
/// Everything is counted in bytes as they go over the wire. A byte is queued from when its frame is
/// put in until the socket took it.
package final class Outbox: Sendable {
    /// What became of a frame that was put in.
    package enum Pushed: Equatable {
        /// In, and the loop knows that there is work.
        case queued
        /// In, and the loop must be told to drain.
        case wake
        /// Not in: more than ``LinkLimits/queueBytes`` would be queued. The link must be dropped.
        case overflow(queued: Int)
        /// Not in: the link is at its end.
        case ended
    }

    private struct Waiter {
        /// The count of written bytes to wait for.
        let target: UInt64
        let resume: @Sendable (Bool) -> Void
    }

    private struct State {
        var urgent = FrameQueue()
        var ordered = FrameQueue()
        /// Bytes ever put in, and ever written.
        var put: UInt64 = 0
        var written: UInt64 = 0
        /// Whether a drain is on its way.
        var woken = false
        var ended = false
        var waiters: [Waiter] = []

        var queued: Int { Int(truncatingIfNeeded: put - written) }
    }

    /// Bytes that a frame's length and tag add on the wire.
    package static let overhead = FrameHeader.length + SecureLink.overhead

    private let limits: LinkLimits
    private let state = Mutex(State())

    package init(limits: LinkLimits) {
        self.limits = limits
    }

    /// Bytes put in and not yet written.
    package var queued: Int { state.withLock { $0.queued } }

    /// Puts a frame's plaintext in; an urgent one overtakes all that are not.
    package func push(_ frame: [UInt8], urgent: Bool) -> Pushed {
        state.withLock { state in
            guard !state.ended else { return .ended }
            let size = frame.count + Self.overhead
            guard state.queued + size <= limits.queueBytes else {
                return .overflow(queued: state.queued)
            }
            state.put += UInt64(size)
            if urgent { state.urgent.append(frame) } else { state.ordered.append(frame) }
            guard !state.woken else { return .queued }
            state.woken = true
            return .wake
        }
    }

    /// The drain that ``Pushed/wake`` asked for has begun: what is put in from now on needs another.
    package func drainBegins() {
        state.withLock { $0.woken = false }
    }

    /// Takes frames out, urgent ones first: as many as fit in `limit` bytes on the wire, at least one
    /// if there is one.
    /// - Returns: the frames, and their bytes on the wire.
    package func take(upTo limit: Int) -> (frames: [[UInt8]], size: Int) {
        state.withLock { state in
            var frames: [[UInt8]] = []
            var size = 0
            state.urgent.move(to: &frames, size: &size, limit: limit)
            state.ordered.move(to: &frames, size: &size, limit: limit)
            return (frames, size)
        }
    }

    /// `size` bytes that were taken out have gone to the socket.
    /// - Returns: bytes still queued.
    package func wrote(_ size: Int) -> Int {
        let (queued, due) = state.withLock { state in
            state.written += UInt64(size)
            let written = state.written
            let due = state.waiters.filter { $0.target <= written }
            if !due.isEmpty { state.waiters.removeAll { $0.target <= written } }
            return (state.queued, due)
        }
        for waiter in due { waiter.resume(true) }
        return queued
    }

    /// Takes no more frames. What is in stays in, to be taken out; whoever waits is told that the
    /// link is gone.
    package func end() {
        let waiters = state.withLock { state in
            state.ended = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume(false) }
    }

    /// Calls `body` once all but `rest` of the bytes queued now are written (true), or when the link
    /// ends before (false). It may be called at once, on this thread, and else on the event loop.
    package func whenWritten(leaving rest: Int, _ body: @escaping @Sendable (Bool) -> Void) {
        let answer: Bool? = state.withLock { state in
            guard !state.ended else { return false }
            guard state.queued > max(0, rest) else { return true }
            state.waiters.append(Waiter(target: state.put - UInt64(max(0, rest)), resume: body))
            return nil
        }
        if let answer { body(answer) }
    }

    /// Blocks this thread while more than ``LinkLimits/streamHigh`` bytes are queued, until fewer
    /// than ``LinkLimits/streamLow`` are.
    /// - Returns: false when the link is at its end.
    package func waitForRoom() -> Bool {
        while true {
            let (queued, ended) = state.withLock { ($0.queued, $0.ended) }
            if ended { return false }
            if queued <= limits.streamHigh { return true }
            let turn = DispatchSemaphore(value: 0)
            whenWritten(leaving: limits.streamLow) { _ in turn.signal() }
            turn.wait()
        }
    }
}

/// First in, first out, without moving all that is behind.
private struct FrameQueue {
    private var frames: [[UInt8]] = []
    private var next = 0

    mutating func append(_ frame: [UInt8]) {
        frames.append(frame)
    }

    /// Moves frames while `size`, to which each adds its bytes on the wire, stays within `limit`, and
    /// the first of all whatever its size.
    mutating func move(to out: inout [[UInt8]], size: inout Int, limit: Int) {
        while next < frames.count {
            let due = frames[next].count + Outbox.overhead
            guard out.isEmpty || size + due <= limit else { break }
            out.append(frames[next])
            frames[next] = []
            size += due
            next += 1
        }
        if next == frames.count {
            frames.removeAll(keepingCapacity: frames.count <= 1_024)
            next = 0
        } else if next > 1_024, next * 2 > frames.count {
            frames.removeFirst(next)
            next = 0
        }
    }
}
