import GossipNet
import PledgeLedger
import Testing

@Suite struct SegmentTests {
    /// What is packed comes back, entry by entry, text by text.
    @Test(arguments: 1...30) func packedEntriesComeBack(seed: Int) throws {
        var draw = WireDraw(seed: UInt64(seed)), packer = SegmentPacker()
        let author: PublicKey = draw.value()
        var expected: [(entry: [UInt8], text: [UInt8]?)] = []
        for seq in 1...UInt64(1 + draw.below(40)) {
            let entry = draw.entry(author, seq: seq), text = draw.below(2) == 0 ? nil : draw.bytes(32 + draw.below(300))
            let fits = packer.append(entry: entry, text: text)
            #expect(fits)
            expected.append((entry, text))
        }
        #expect(packer.count == expected.count)
        var found: [(entry: [UInt8], text: [UInt8]?)] = []
        try packer.bytes.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            while let item = try reader.next() {
                #expect(item.author == author && item.seq == UInt64(found.count + 1))
                found.append((Array(item.entry), item.text.map { Array($0) }))
            }
        }
        #expect(found.map(\.entry) == expected.map(\.entry), "seed \(seed)")
        #expect(found.map(\.text) == expected.map(\.text), "seed \(seed)")
    }

    /// What does not fit is left out whole.
    @Test func fullSegmentTakesNoMore() {
        var packer = SegmentPacker(capacity: 1_000)
        let fit = [900, 93, 92].map { packer.append(entry: [UInt8](repeating: 1, count: $0)) }
        #expect(fit == [true, false, true])
        #expect(packer.bytes.count == 1_000 && packer.count == 2)
        packer.removeAll()
        #expect(packer.isEmpty && packer.bytes.isEmpty)
        let isEmptyTaken = packer.append(entry: [])
        let isShortTextTaken = packer.append(entry: [1], text: [UInt8](repeating: 1, count: 31))
        #expect(!isEmptyTaken && !isShortTextTaken)
        #expect(SegmentPacker(capacity: .max).capacity == Limits.segment)
    }

    /// Cut anywhere but between entries, packed bytes are refused.
    @Test func cutsAreRefused() {
        var draw = WireDraw(seed: 7), packer = SegmentPacker(), ends: Set<Int> = [0]
        let author: PublicKey = draw.value()
        for seq in 1...4 {
            _ = packer.append(entry: draw.entry(author, seq: UInt64(seq)), text: draw.bytes(40))
            ends.insert(packer.bytes.count)
        }
        for count in 0...packer.bytes.count {
            let isWhole = Array(packer.bytes.prefix(count)).withUnsafeBytes { bytes in
                var reader = SegmentReader(bytes)
                do throws(FrameFault) {
                    while try reader.next() != nil {}
                    return true
                } catch { return false }
            }
            #expect(isWhole == ends.contains(count), "\(count) bytes")
        }
    }

    /// A segment with another's entry, or out of order, is no frame.
    @Test func foreignAndUnorderedEntriesAreRefused() {
        var draw = WireDraw(seed: 8)
        let author: PublicKey = draw.value(), other: PublicKey = draw.value()
        for pairs in [[(author, 1), (other, 2)], [(author, 2), (author, 1)], [(author, 2), (author, 2)]] {
            var packer = SegmentPacker()
            for (author, seq) in pairs { _ = packer.append(entry: draw.entry(author, seq: UInt64(seq))) }
            let frame = Frame.segment(.init(collective: 0, need: 0, author: author, entries: packer.bytes))
            #expect(throws: FrameFault.value(field: "author or order of packed entries")) {
                try FrameCodec.decode(FrameCodec.encode(frame))
            }
        }
    }
}
