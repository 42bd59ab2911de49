import GossipNet
import PledgeLedger
import Synchronization
import Testing

@Suite struct LinkBulkTests {
    /// Hashes the frames that come back, in order.
    private final class Receiver: Sendable {
        private struct State {
            var hash = SHA256()
            var bytes = 0
        }

        private let state = Mutex(State())
        private let expected: Int
        let done = Arrivals<Digest>()

        init(expecting bytes: Int) { expected = bytes }

        func take(_ frames: [[UInt8]]) {
            let digest: Digest? = state.withLock { state in
                for frame in frames {
                    state.hash.update(frame)
                    state.bytes += frame.count
                }
                return state.bytes == expected ? state.hash.finish() : nil
            }
            if let digest { done.record(digest) }
        }
    }

    @Test func aHundredMegabytesComeBackUnchanged() async throws {
        let (size, count) = (60_000, 1_700)
        let receiver = Receiver(expecting: size * count)
        let echo = try TestNode.echo(1)
        let node = try TestNode(2) { _, event in
            guard case .frames(_, let frames) = event else { return true }
            receiver.take(frames)
            return false
        }
        let peer = try await node.link(to: try echo.listen())
        var draw = SecureTestGenerator(seed: 5)
        let pattern = draw.bytes(size)
        let network = node.network
        let clock = ContinuousClock()
        let begin = clock.now
        let sent = try await onThread {
            var hash = SHA256()
            for number in 0..<count {
                var frame = pattern
                // Each frame is another one, so that a swap would show.
                frame.replaceSubrange(0..<4, with: withUnsafeBytes(of: UInt32(number)) { Array($0) })
                hash.update(frame)
                guard network.sendBlocking(peer.id, [frame]) else {
                    throw BadTestInput(what: "the link was lost at frame \(number)")
                }
            }
            return hash.finish()
        }
        let received = await receiver.done.first(within: 60) { _ in true }
        let seconds = (clock.now - begin) / .seconds(1)
        #expect(received == sent)
        print("echo of \(size * count / 1_000_000) MB: \(Int(Double(size * count) / 1e6 / seconds)) MB/s each way")
        node.network.shutdown()
        echo.network.shutdown()
    }
}
