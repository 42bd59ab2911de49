extension UnsafeRawBufferPointer {
    /// The integer at an offset; the caller has checked the bounds.
    func bigEndian<T: FixedWidthInteger>(_ type: T.Type, at offset: Int) -> T {
        T(bigEndian: loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// The 32 bytes at an offset; the caller has checked the bounds.
    func bytes32(at offset: Int) -> Bytes32 {
        Bytes32(
            a: bigEndian(UInt64.self, at: offset), b: bigEndian(UInt64.self, at: offset + 8),
            c: bigEndian(UInt64.self, at: offset + 16), d: bigEndian(UInt64.self, at: offset + 24)
        )
    }
}

extension Array where Element == UInt8 {
    /// Appends an integer's bytes, most significant first.
    public mutating func append(bigEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
    }
}
