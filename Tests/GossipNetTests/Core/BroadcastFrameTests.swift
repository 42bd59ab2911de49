import GossipNet
import PledgeLedger
import Testing

/// The frames of the broadcast tree on the wire.
@Suite struct BroadcastFrameTests {
    private func note(_ draw: inout WireDraw) -> Frame.Announce.Note {
        .init(
            author: draw.value(), stop: 1 + draw.next() % Limits.seq, id: draw.next(),
            hops: UInt8(draw.below(256)))
    }

    private func frames(_ draw: inout WireDraw) -> [Frame] {
        let notes = (0...draw.below(Limits.announcements)).map { _ in note(&draw) }
        return [
            .announce(.init(collective: draw.collective(), heads: notes)),
            .graft(.init(collective: draw.collective(), author: draw.value(), after: draw.next() % (Limits.seq + 1))),
            .prune(.init(collective: draw.collective())),
        ]
    }

    @Test(arguments: 1...50) func framesComeBack(seed: Int) throws {
        var draw = WireDraw(seed: UInt64(seed))
        for frame in frames(&draw) { #expect(try FrameCodec.decode(FrameCodec.encode(frame)) == frame) }
        var segment = draw.segment()
        segment.hops = UInt8(draw.below(256))
        #expect(try FrameCodec.decode(FrameCodec.encode(.segment(segment))) == .segment(segment))
    }

    @Test(arguments: 1...4) func truncationsAreRefused(seed: Int) {
        var draw = WireDraw(seed: UInt64(seed))
        for frame in frames(&draw) {
            let bytes = FrameCodec.encode(frame)
            for count in 0..<bytes.count {
                #expect(throws: FrameFault.self, "\(count) of \(bytes.count) bytes of \(frame)") {
                    try FrameCodec.decode(Array(bytes.prefix(count)))
                }
            }
        }
    }

    /// One byte changed: refused, or read as a frame that can be written and read again.
    @Test(arguments: 1...3) func mutationsStayWithinLimits(seed: Int) throws {
        var draw = WireDraw(seed: UInt64(seed))
        for frame in frames(&draw) {
            let bytes = FrameCodec.encode(frame)
            for index in bytes.indices {
                var changed = bytes
                changed[index] ^= UInt8(1 + draw.below(255))
                guard let read = try? FrameCodec.decode(changed) else { continue }
                #expect(try FrameCodec.decode(FrameCodec.encode(read)) == read, "byte \(index)")
            }
        }
    }

    /// The fullest announcement fits one packet.
    @Test func fullestAnnouncementFitsAPacket() throws {
        let author = PublicKey(SHA256.hash([1]).raw)
        let note = Frame.Announce.Note(author: author, stop: Limits.seq, id: .max, hops: .max)
        let notes = [Frame.Announce.Note](repeating: note, count: Limits.announcements)
        let bytes = FrameCodec.encode(.announce(.init(collective: 63, heads: notes)))
        #expect(bytes.count <= 1_200 && bytes.count > 1_100, "\(bytes.count) bytes")
        #expect(throws: FrameFault.self) {
            try FrameCodec.decode(FrameCodec.encode(.announce(.init(collective: 63, heads: notes + [note]))))
        }
    }

    @Test func contradictionsAreRefused() {
        var draw = WireDraw(seed: 3)
        var outside = note(&draw), none = note(&draw)
        outside.stop = Limits.seq + 1
        none.stop = 0
        let bad: [Frame] = [
            .announce(.init(collective: 0, heads: [])),
            .announce(.init(collective: 0, heads: [outside])),
            .announce(.init(collective: 0, heads: [none])),
            .announce(.init(collective: 64, heads: [note(&draw)])),
            .graft(.init(collective: 0, author: draw.value(), after: Limits.seq + 1)),
            .graft(.init(collective: 64, author: draw.value(), after: 1)),
            .prune(.init(collective: 64)),
        ]
        for frame in bad {
            #expect(throws: FrameFault.self, "\(frame)") { try FrameCodec.decode(FrameCodec.encode(frame)) }
        }
    }
}
