import PledgeLedger

/// The fixed fields at the front of a datagram, read one by one, most significant byte first.
struct DatagramFields {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func take(_ count: Int) throws(DatagramFault) -> ArraySlice<UInt8> {
        guard rest.count >= count else { throw .truncated }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func integer<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type = T.self) throws(DatagramFault) -> T {
        try take(T.bitWidth / 8).reduce(into: 0 as T) { $0 = $0 << 8 | T($1) }
    }

    /// One byte: `UInt8` can't be shifted by 8.
    mutating func byte() throws(DatagramFault) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .truncated }
        return byte
    }

    mutating func value<T: ThirtyTwoBytes>() throws(DatagramFault) -> T {
        guard let value = T(bytes: try take(32)) else { throw .truncated }
        return value
    }

    /// Nothing may be left.
    func end() throws(DatagramFault) {
        guard rest.isEmpty else { throw .trailing }
    }
}
