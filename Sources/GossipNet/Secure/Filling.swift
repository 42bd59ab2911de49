extension Array where Element == UInt8 {
    /// Appends `count` bytes that `fill` writes, all of them, into memory that is not cleared
    /// first: for bulk data, clearing would be a pass of its own. When `fill` throws, nothing is
    /// appended.
    mutating func appendFilled(
        _ count: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(SecureFault) -> Void
    ) throws(SecureFault) {
        try append(addingCapacity: count) { (span: inout OutputSpan<UInt8>) throws(SecureFault) in
            try span.withUnsafeMutableBufferPointer { (free, initialized) throws(SecureFault) in
                try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(free)[..<count]))
                initialized = count
            }
        }
    }
}
