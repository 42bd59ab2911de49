import Dispatch
import Foundation
import GossipNet
import PledgeLedger
import Synchronization
import Testing

/// Values that come from other threads, in order, and can be awaited.
final class Arrivals<Value: Sendable>: Sendable {
    private struct Waiter {
        let number: Int
        let matches: @Sendable (Value) -> Bool
        let found: CheckedContinuation<Value?, Never>
    }

    private struct State {
        var values: [Value] = []
        var waiters: [Waiter] = []
        var waited = 0
    }

    private let state = Mutex(State())

    var all: [Value] { state.withLock { $0.values } }

    func record(_ value: Value) {
        let found = state.withLock { state in
            state.values.append(value)
            var found: [Waiter] = []
            state.waiters.removeAll { waiter in
                guard waiter.matches(value) else { return false }
                found.append(waiter)
                return true
            }
            return found
        }
        for waiter in found { waiter.found.resume(returning: value) }
    }

    /// The first value ever that matches, when it is there; nil when it does not come in time.
    func first(within seconds: Double = 20, where matches: @escaping @Sendable (Value) -> Bool) async -> Value? {
        await withCheckedContinuation { continuation in
            let (old, number): (Value?, Int) = state.withLock { state in
                if let old = state.values.first(where: matches) { return (old, 0) }
                state.waited += 1
                state.waiters.append(Waiter(number: state.waited, matches: matches, found: continuation))
                return (nil, state.waited)
            }
            if let old { return continuation.resume(returning: old) }
            DispatchQueue.global().asyncAfter(deadline: .now() + seconds) { self.giveUp(number) }
        }
    }

    /// Whether so many values match, in time.
    func reach(
        _ count: Int, within seconds: Double = 20, where matches: @escaping @Sendable (Value) -> Bool
    ) async -> Bool {
        let seen = Counter()
        return await first(within: seconds) { matches($0) && seen.next() == count } != nil
    }

    private func giveUp(_ number: Int) {
        let late = state.withLock { state in
            let late = state.waiters.filter { $0.number == number }
            state.waiters.removeAll { $0.number == number }
            return late
        }
        for waiter in late { waiter.found.resume(returning: nil) }
    }
}

/// Counts from 1, on any thread.
final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }
}

/// A node in a test: a network on loopback whose events can be awaited.
final class TestNode: Sendable {
    let key: SigningKey
    let events: Arrivals<LinkEvent>
    let network: LinkNetwork

    /// - Parameter first: sees each event before it is recorded, on the event loop; the event is
    ///   recorded when it returns true.
    init(
        _ seed: UInt8, limits: LinkLimits = .standard, threads: Int = 1,
        first: (@Sendable (LinkNetwork, LinkEvent) -> Bool)? = nil
    ) throws {
        let key = try seededNode(seed)
        let events = Arrivals<LinkEvent>()
        self.key = key
        self.events = events
        network = try LinkNetwork(node: key, limits: limits, threads: threads) { network, event in
            if first?(network, event) ?? true { events.record(event) }
        }
    }

    /// A node that sends every frame back.
    static func echo(_ seed: UInt8, limits: LinkLimits = .standard, threads: Int = 1) throws -> TestNode {
        try TestNode(seed, limits: limits, threads: threads) { network, event in
            switch event {
            case .frames(let id, let frames):
                for frame in frames { network.send(id, frame) }
                return false
            case .backlog(let id, let above):
                if above { network.pauseReading(id) } else { network.resumeReading(id) }
                return true
            default:
                return true
            }
        }
    }

    func listen(_ host: String = "127.0.0.1") throws -> Address {
        try network.listen(host: host, port: 0)
    }

    /// Dials, and waits for the link.
    func link(to address: Address) async throws -> LinkedPeer {
        network.dial(address)
        return try await events.linked { $0.dialled == address }
    }

    /// Waits for the end of a link.
    func end(of id: LinkID) async throws -> LinkEnd {
        let event = await events.first { event in
            if case .unlinked(id, _) = event { return true }
            return false
        }
        guard case .unlinked(_, let end) = event else { throw BadTestInput(what: "\(id) did not end") }
        return end
    }

    /// Waits for a connection to be turned away.
    func turnedAway() async throws -> LinkEnd {
        let event = await events.first { event in
            if case .turnedAway = event { return true }
            return false
        }
        guard case .turnedAway(_, let end) = event else { throw BadTestInput(what: "nobody was turned away") }
        return end
    }

    /// Waits for a dial to fail.
    func dialFault(_ address: Address) async throws -> DialFault {
        let event = await events.first { event in
            if case .dialFailed(address, _) = event { return true }
            return false
        }
        guard case .dialFailed(_, let fault) = event else { throw BadTestInput(what: "the dial did not fail") }
        return fault
    }

    /// Waits for a frame with these bytes.
    func frame(_ bytes: [UInt8]) async -> Bool {
        await events.first { event in
            if case .frames(_, let frames) = event { return frames.contains(bytes) }
            return false
        } != nil
    }
}

extension Arrivals<LinkEvent> {
    func linked(where matches: @escaping @Sendable (LinkedPeer) -> Bool = { _ in true }) async throws -> LinkedPeer {
        let event = await first { event in
            if case .linked(let peer) = event { return matches(peer) }
            return false
        }
        guard case .linked(let peer) = event else { throw BadTestInput(what: "no link came") }
        return peer
    }

    /// Every frame so far.
    var frames: [[UInt8]] {
        all.flatMap { event in
            if case .frames(_, let frames) = event { return frames }
            return []
        }
    }
}

/// Runs what blocks on a thread of its own.
func onThread<T: Sendable>(_ body: @escaping @Sendable () throws -> T) async throws -> T {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Result(catching: body)) }.start()
    }
}
