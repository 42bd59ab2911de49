import GossipNet
import PledgeLedger
import Testing

/// The published list of bytes that harmed a membership protocol before, each as it would look here.
/// A name that this does not know is a failure, so that none is passed over.
@Suite struct PublishedHostileTests {
    private struct Table: Decodable {
        struct Input: Decodable { let name, expect: String }
        let hostile_inputs: [Input]
    }

    @Test(.enabled(if: SecureVectors.exist(ProbeTables.path))) func eachIsRefusedBeforeItCosts() throws {
        let table = try SecureVectors.load(Table.self, ProbeTables.path)
        #expect(table.hostile_inputs.count >= 6)
        for input in table.hostile_inputs {
            switch input.name {
            case "pushpull header claims 10000000 nodes": expectNodesRefused(10_000_000)
            case "pushpull header claims 30000000 bytes user state": expectClaimRefused(segment, of: 30_000_000)
            case "user message header claims 30000000 bytes": expectClaimRefused(views, of: 30_000_000)
            case "compound message 0x80 with no length slice": expectNoLengthRefused()
            case "compound of 3 truncated at byte 38": try expectTwoOfThree(cutAt: 38)
            case "compressed payload one byte over decompression limit": try expectBoundKept()
            default: Issue.record("nobody looked at “\(input.name)”")
            }
        }
    }

    // Fields of `Frame` (docs/gossip-protocol.md).
    private let heads = 4, segment = 7, views = 30

    /// A field's tag and the length that it claims.
    private func claim(_ field: Int, of length: Int) -> [UInt8] { varint(field << 3 | 2) + varint(length) }

    private func varint(_ value: Int) -> [UInt8] {
        var rest = value, bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// Heads are not counted ahead, they are there or not; what a frame's own length claims is bounded
    /// before its first byte is kept.
    private func expectNodesRefused(_ count: Int) {
        expectClaimRefused(heads, of: count * 32)
        var splitter = FrameSplitter()
        var bytes: ArraySlice<UInt8> = [0xFF, 0xFF, 1, 2, 3]
        #expect(throws: SecureFault.frameLength(allowed: FramePhase.handshake.lengths, got: 65_535)) {
            try splitter.next(from: &bytes)
        }
        #expect(splitter.bytesHeld == 0)
    }

    private func expectClaimRefused(_ field: Int, of length: Int) {
        let bytes = claim(field, of: length) + [UInt8](repeating: 7, count: 20)
        #expect(throws: FrameFault.unreadable) { try FrameCodec.decode(bytes) }
        // The same one level down, in a frame that is whole.
        let inner = claim(3, of: length) + [UInt8](repeating: 7, count: 20)
        #expect(throws: FrameFault.unreadable) { try FrameCodec.decode(claim(field, of: inner.count) + inner) }
    }

    private func expectNoLengthRefused() {
        for field in 1...30 { #expect(throws: FrameFault.self) { try FrameCodec.decode(varint(field << 3 | 2)) } }
        #expect(Self.read([0x80]) == (0, .packing(offset: 0)))
    }

    /// What came whole before the cut can be read; a frame with the cut in it is refused all the same.
    private func expectTwoOfThree(cutAt end: Int) throws {
        var packer = SegmentPacker()
        for byte in 1...3 as ClosedRange<UInt8> { _ = packer.append(entry: [UInt8](repeating: byte, count: 12)) }
        let cut = Array(packer.bytes.prefix(end))
        #expect(cut.count == end && Self.read(cut) == (2, .packing(offset: 32)))
        let frame = Frame.segment(.init(collective: 0, need: 0, author: .zero, entries: cut))
        #expect(throws: FrameFault.self) { try FrameCodec.decode(FrameCodec.encode(frame)) }
    }

    /// Nothing is compressed, so what a frame takes is what came: the bound holds to the byte.
    private func expectBoundKept() throws {
        let ping = FrameCodec.encode(.ping(5)), padding = Limits.frame - ping.count - claim(100, of: Limits.frame / 2).count
        func padded(_ more: Int) -> [UInt8] {
            ping + claim(100, of: padding + more) + [UInt8](repeating: 0, count: padding + more)
        }
        #expect(padded(0).count == Limits.frame)
        #expect(try FrameCodec.decode(padded(0)) == .ping(5))
        #expect(throws: FrameFault.tooLong(Limits.frame + 1)) { try FrameCodec.decode(padded(1)) }
    }

    /// How many packed entries can be read, and what stops it.
    private static func read(_ packed: [UInt8]) -> (Int, FrameFault?) {
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes), count = 0
            do throws(FrameFault) {
                while try reader.next() != nil { count += 1 }
                return (count, nil)
            } catch { return (count, error) }
        }
    }
}
