/// Packs entries and their texts for a ``Frame/segment(_:)`` or anything else that keeps them
/// together: (length u16 ‖ entry ‖ length u16, 0 for no text ‖ text)*, big-endian. A text is its salt
/// and its UTF-8, so at least 32 bytes.
public struct SegmentPacker: Sendable {
    /// What is packed so far.
    public private(set) var bytes: [UInt8] = []
    /// Entries packed so far.
    public private(set) var count = 0
    /// Bytes to hold at most.
    public let capacity: Int

    /// - Parameter capacity: at most ``Limits/segment``.
    public init(capacity: Int = Limits.segment) { self.capacity = min(capacity, Limits.segment) }

    public var isEmpty: Bool { count == 0 }

    /// Appends an entry and its text.
    /// - Returns: false, with nothing appended, when it does not fit any more, or can't be packed.
    public mutating func append(entry: UnsafeRawBufferPointer, text: UnsafeRawBufferPointer? = nil) -> Bool {
        let textCount = text?.count ?? 0
        guard bytes.count + 4 + entry.count + textCount <= capacity, 1...Limits.entry ~= entry.count,
            textCount == 0 || 32...Limits.text ~= textCount
        else { return false }
        append(length: entry.count)
        bytes.append(contentsOf: entry)
        append(length: textCount)
        if let text { bytes.append(contentsOf: text) }
        count += 1
        return true
    }

    /// Appends an entry and its text.
    /// - Returns: false, with nothing appended, when it does not fit any more, or can't be packed.
    public mutating func append(entry: [UInt8], text: [UInt8]? = nil) -> Bool {
        entry.withUnsafeBytes { entry in
            guard let text else { return append(entry: entry) }
            return text.withUnsafeBytes { append(entry: entry, text: $0) }
        }
    }

    /// Starts anew, keeping the memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        count = 0
    }

    private mutating func append(length: Int) {
        bytes.append(UInt8(truncatingIfNeeded: length >> 8))
        bytes.append(UInt8(truncatingIfNeeded: length))
    }
}
