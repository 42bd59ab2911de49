import NIOCore
import PledgeLedger
import Synchronization

/// Tells everybody who listens when a collective changes, at most ten times a second.
final class EventHub: Sendable {
    /// Somebody who listens, and to which collective; nil for all.
    private struct Listener {
        let only: CollectiveID?
        let stream: AsyncStream<ByteBuffer>.Continuation
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
    func open(_ only: CollectiveID? = nil) throws -> AsyncStream<ByteBuffer> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ByteBuffer.self, bufferingPolicy: .bufferingNewest(WebLimits.waitingEvents))
        let number: UInt64? = state.withLock { state in
            guard !state.isEnded, state.streams.count < WebLimits.streams else { return nil }
            state.opened += 1
            state.streams[state.opened] = Listener(only: only, stream: continuation)
            if state.loop == nil { state.loop = Task { await self.run() } }
            return state.opened
        }
        guard let number else { throw WebFault(.busy, "as many listen as this node bears; ask again later") }
        continuation.onTermination = { [weak self] _ in self?.close(number) }
        continuation.yield(ByteBuffer(string: try words(board.standings(), only) + "retry: 2000\n\n"))
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
        // What changed since the first one began to listen is told as well.
        var known: [Board.Standing] = [], quiet = ContinuousClock.now
        while (try? await Task.sleep(for: Self.pause)) != nil {
            let isIdle = state.withLock { state in
                if state.streams.isEmpty { state.loop = nil }
                return state.streams.isEmpty
            }
            if isIdle { return }
            let now = (try? board.standings()) ?? known
            let isNews = now != known
            known = now
            let isLongQuiet = ContinuousClock.now - quiet > .seconds(WebLimits.heartbeatSeconds)
            guard isNews || isLongQuiet else { continue }
            quiet = .now
            // All of them each time: the newest event alone reaches a slow reader.
            tell(isNews ? now : [])
        }
    }

    /// Sends everybody what they listen to; a comment to whom there is nothing to tell.
    private func tell(_ news: [Board.Standing]) {
        let listeners = state.withLock { Array($0.streams.values) }
        var written: [CollectiveID?: ByteBuffer] = [:]
        for listener in listeners {
            let bytes = written[listener.only] ?? ByteBuffer(string: words(news, listener.only))
            written[listener.only] = bytes
            listener.stream.yield(bytes)
        }
    }

    private func words(_ standings: [Board.Standing], _ only: CollectiveID?) -> String {
        let told = standings.filter { only == nil || $0.id == only }.map(event).joined()
        return told.isEmpty ? ":\n\n" : told
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
