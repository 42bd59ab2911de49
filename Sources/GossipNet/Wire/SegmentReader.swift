import PledgeLedger

/// Reads what ``SegmentPacker`` packed, entry by entry, copying nothing. It knows of an entry only
/// where its author and seq stand (docs/ledger-format.md: offsets 33 and 65).
public struct SegmentReader {
    /// One entry and its text, in the reader's own buffer.
    public struct Item {
        public let entry: UnsafeRawBufferPointer
        /// Salt ‖ UTF-8; nil where there is none.
        public let text: UnsafeRawBufferPointer?

        /// The entry's seq; nil for bytes too short for one.
        public var seq: UInt64? { SegmentReader.seq(of: entry) }

        /// The entry's author; nil for bytes too short for one.
        public var author: PublicKey? { SegmentReader.author(of: entry) }
    }

    private let bytes: UnsafeRawBufferPointer
    private var offset = 0

    /// - Parameter bytes: must stay where they are while the reader and its items are used.
    public init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The next entry; nil at the end.
    /// - Throws: ``FrameFault/packing(offset:)``
    public mutating func next() throws(FrameFault) -> Item? {
        guard offset < bytes.count else { return nil }
        let entry = try run(1...Limits.entry)
        let text = try run(0...Limits.text)
        guard text.isEmpty || text.count >= 32 else { throw .packing(offset: offset) }
        return Item(entry: entry, text: text.isEmpty ? nil : text)
    }

    private mutating func run(_ allowed: ClosedRange<Int>) throws(FrameFault) -> UnsafeRawBufferPointer {
        guard bytes.count - offset >= 2 else { throw .packing(offset: offset) }
        let count = Int(bytes[offset]) << 8 | Int(bytes[offset + 1])
        guard allowed.contains(count), bytes.count - offset - 2 >= count else { throw .packing(offset: offset) }
        let start = offset + 2
        offset = start + count
        return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }

    static func author(of entry: UnsafeRawBufferPointer) -> PublicKey? {
        guard entry.count >= 65 else { return nil }
        return Bytes32(UnsafeRawBufferPointer(rebasing: entry[33..<65])).map(PublicKey.init)
    }

    static func seq(of entry: UnsafeRawBufferPointer) -> UInt64? {
        guard entry.count >= 73 else { return nil }
        return UInt64(bigEndian: entry.loadUnaligned(fromByteOffset: 65, as: UInt64.self))
    }

    /// Checks that packed entries can be read to the end, have the author, and ascend.
    static func check(_ packed: [UInt8], author: PublicKey) throws(FrameFault) {
        let result = packed.withUnsafeBytes { bytes in
            Result { () throws(FrameFault) in
                var reader = SegmentReader(bytes)
                var before: UInt64 = 0
                while let item = try reader.next() {
                    guard item.author == author, let seq = item.seq, seq > before else {
                        throw .value(field: "author or order of packed entries")
                    }
                    before = seq
                }
            }
        }
        try result.get()
    }

    /// How many entries are packed, and the last one's seq; nil when they can't be read.
    static func summary(_ packed: [UInt8]) -> (count: Int, last: UInt64)? {
        packed.withUnsafeBytes { bytes in
            var reader = SegmentReader(bytes)
            var count = 0, last: UInt64 = 0
            do throws(FrameFault) {
                while let item = try reader.next() {
                    count += 1
                    last = item.seq ?? last
                }
            } catch { return nil }
            return (count, last)
        }
    }

    /// The place that two entries of a proof fight over; nil for bytes too short for one.
    static func seq(of entry: [UInt8]) -> UInt64? { entry.withUnsafeBytes { seq(of: $0) } }

    /// Who is said to have written an entry.
    static func author(of entry: [UInt8]) -> PublicKey? { entry.withUnsafeBytes { author(of: $0) } }
}
