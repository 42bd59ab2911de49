import NIOCore
import PledgeLedger
import Synchronization

/// Tells everybody who listens when a collective changes, at most ten times a second, and each change once.
final class EventHub: Sendable {
    /// Somebody who listens, and to which collective; nil for all.
    private struct Listener {
        let only: CollectiveID?
        let stream: AsyncStream<ByteBuffer>.Continuation
        /// How things stood when they were told last, and when that was.
        var told: [Board.Standing]
        var heard: ContinuousClock.Instant
    }

    private struct State {
        var streams: [UInt64: Listener] = [:]
        var opened: UInt64 = 0
        var loop: Task<Void, Never>?
        var isEnded = false
    }

    private let board: Board
    private let state = Mutex(State())

    private static let pause = Duration.milliseconds(100)

    init(board: Board) { self.board = board }

    /// Streams open now.
    var count: Int { state.withLock { $0.streams.count } }

    /// A new stream, which begins with how everything stands.
    /// - Parameter only: one collective's changes alone; nil for all.
    /// - Throws: ``WebFault`` where there are as many as this node bears.
    func open(_ only: CollectiveID? = nil) async throws -> AsyncStream<ByteBuffer> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(WebLimits.waitingEvents))
        let now = Self.seen(try board.standings(), only)
        // Before anything newer can be told.
        let first = await OwnThread.run { self.words(now) }
        continuation.yield(ByteBuffer(string: first + "retry: 2000\n\n"))
        let number: UInt64? = state.withLock { state in
            guard !state.isEnded, state.streams.count < WebLimits.streams else { return nil }
            state.opened += 1
            state.streams[state.opened] = Listener(only: only, stream: continuation, told: now, heard: .now)
            if state.loop == nil { state.loop = Task { await self.run() } }
            return state.opened
        }
        guard let number else { throw WebFault(.busy, "as many listen as this node bears; ask again later") }
        continuation.onTermination = { [weak self] _ in self?.close(number) }
        return stream
    }

    /// Ends every stream for good.
    func end() {
        let streams = state.withLock { state in
            state.isEnded = true
            state.loop?.cancel()
            defer { state.streams = [:] }
            return state.streams.values.map(\.stream)
        }
        for stream in streams { stream.finish() }
    }

    private func close(_ number: UInt64) { _ = state.withLock { $0.streams.removeValue(forKey: number) } }

    private func run() async {
        while (try? await Task.sleep(for: Self.pause)) != nil {
            let isIdle = state.withLock { state in
                if state.streams.isEmpty { state.loop = nil }
                return state.streams.isEmpty
            }
            if isIdle { return }
            guard let now = try? board.standings() else { continue }
            await OwnThread.run { self.tell(now) }
        }
    }

    /// Tells everybody what is new to them: all of it each time, since the newest event alone reaches a slow reader.
    /// Whoever has heard nothing for long gets a comment.
    private func tell(_ standings: [Board.Standing]) {
        var written: [CollectiveID?: ByteBuffer] = [:]
        for (listener, news) in due(standings) {
            guard let news else {
                listener.stream.yield(ByteBuffer(string: ":\n\n"))
                continue
            }
            let bytes = written[listener.only] ?? ByteBuffer(string: words(news))
            written[listener.only] = bytes
            listener.stream.yield(bytes)
        }
    }

    /// Who hears something now, and what; nil for a comment.
    private func due(_ standings: [Board.Standing]) -> [(listener: Listener, news: [Board.Standing]?)] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.streams.compactMap { number, listener in
                let seen = Self.seen(standings, listener.only), isNews = seen != listener.told
                guard isNews || now - listener.heard > .seconds(WebLimits.heartbeatSeconds) else { return nil }
                state.streams[number]?.told = seen
                state.streams[number]?.heard = now
                return (listener, isNews ? seen : nil)
            }
        }
    }

    /// What a listener sees of it all.
    private static func seen(_ standings: [Board.Standing], _ only: CollectiveID?) -> [Board.Standing] {
        only.map { only in standings.filter { $0.id == only } } ?? standings
    }

    private func words(_ standings: [Board.Standing]) -> String {
        standings.isEmpty ? ":\n\n" : standings.map(event).joined()
    }

    /// One collective's standing as an event.
    private func event(_ standing: Board.Standing) -> String {
        let data = JSON.known([
            .init("collective", .string(standing.id.hex)), .init("change", .number(standing.change)),
            .init("entries", .number(standing.entries)), .init("feeds", .number(standing.feeds)),
            board.root(of: standing.id).map { .init("root", .string($0.hex)) },
        ])
        return "event: change\nid: \(standing.change)\ndata: \(data.text)\n\n"
    }
}
