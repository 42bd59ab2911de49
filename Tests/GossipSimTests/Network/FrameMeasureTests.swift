import GossipNet
import GossipSim
import PledgeLedger
import Testing

/// Sizes that are worked out are those that the codec gives.
@Suite struct FrameMeasureTests {
    @Test(arguments: 1...200) func sizesAreTheCodecs(seed: UInt64) {
        var draw = Draw(seed: seed)
        let author = PublicKey(SHA256.hash(draw.bytes32()).raw)
        let number = UInt32(truncatingIfNeeded: draw.next() >> UInt64(32 + draw.below(32)))
        let packed = [UInt8](repeating: 1, count: draw.below(3) == 0 ? draw.below(300) : draw.below(Limits.segment))
        let frames: [Frame] = [
            .segment(.init(collective: number, need: 0, author: author, entries: packed)),
            .segment(.init(collective: 0, need: number, author: author, entries: packed)),
            .segment(.init(collective: 0, need: 0, author: author, entries: packed, hops: UInt8(1 + draw.below(200)))),
            .ping(number), .pong(number), .ping(0), .done(.init(collective: 0, need: number)),
            .roots(.init(collective: 0, root: .whole(SHA256.hash([1])), entries: UInt64(number), ask: true)),
        ]
        let views = Self.views(&draw).map { Frame.views($0) }
        for frame in frames + views { #expect(frame.size == FrameCodec.encode(frame).count, "\(frame)") }
    }

    private static func views(_ draw: inout Draw) -> [ViewMessage] {
        func sample() -> PeerSample {
            let host = String(repeating: "h", count: 1 + draw.below(253))
            return PeerSample(
                node: PublicKey(SHA256.hash(draw.bytes32()).raw),
                address: Address(host: host, port: UInt16(1 + draw.below(65_535))))
        }
        let origin = sample().node, ttl = UInt8(draw.below(7)), samples = (0..<draw.below(9)).map { _ in sample() }
        return [
            .join, .disconnect, .neighbour(.low), .neighbour(.high), .forwardJoin(sample(), ttl: ttl),
            .neighbourReply(isAccepted: true, samples), .neighbourReply(isAccepted: false, []),
            .shuffle(origin: origin, ttl: ttl, samples), .shuffleReply(origin: origin, samples),
        ]
    }

    @Test func sealedSizesAreTheSeals() throws {
        let root = Datagram.Root(collective: 0, root: SHA256.hash([1]))
        let other = Datagram.Root(collective: 3, root: SHA256.hash([2]))
        let node = PublicKey(SHA256.hash([3]).raw)
        let datagrams: [Datagram] = [
            .ping(number: 1, suspected: true, incarnation: 2, roots: .none),
            .ping(number: 1, suspected: false, incarnation: 2, roots: .each([root])),
            .ack(number: 9, incarnation: 2, roots: .same), .ack(number: 9, incarnation: 2, roots: .each([root, other])),
            .ack(number: 9, incarnation: 2, roots: .digest(SHA256.hash([4]))),
            .pingRequest(number: 1, target: node, patience: 3), .indirectAck(number: 1, incarnation: 2),
            .nack(number: 1), .suspicion(of: node, incarnation: 1), .refutation(incarnation: 1),
        ]
        for datagram in datagrams {
            #expect(datagram.sealedSize == DatagramCodec.encode(datagram).count + DatagramSeal.overhead, "\(datagram)")
        }
    }
}
