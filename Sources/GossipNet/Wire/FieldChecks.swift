import Foundation
import PledgeLedger

/// Checks that frames' fields share.
enum FieldChecks {
    /// A key, an id or a hash.
    static func value<T: ThirtyTwoBytes>(_ data: Data, _ field: String) throws(FrameFault) -> T {
        guard let value = T(bytes: data) else { throw .length(field: field, got: data.count, due: 32) }
        return value
    }

    /// Values of 32 bytes that stand one after the other.
    static func values<T: ThirtyTwoBytes>(
        _ data: Data, _ field: String, _ allowed: ClosedRange<Int>
    ) throws(FrameFault) -> [T] {
        let count = data.count / 32
        guard data.count == count * 32 else { throw .length(field: field, got: data.count, due: (count + 1) * 32) }
        try check(count, field, allowed)
        return data.withUnsafeBytes { bytes in
            (0..<count).compactMap { index in
                Bytes32(UnsafeRawBufferPointer(rebasing: bytes[(index * 32)..<(index * 32 + 32)])).map(T.init)
            }
        }
    }

    static func joined(_ values: some Sequence<some ThirtyTwoBytes>) -> Data {
        var data = Data()
        data.reserveCapacity(values.underestimatedCount * 32)
        for value in values { value.withUnsafeBytes { data.append(contentsOf: $0) } }
        return data
    }

    static func paths(_ wire: [Data], _ field: String, _ allowed: ClosedRange<Int>) throws(FrameFault) -> [TreePath] {
        try check(wire.count, field, allowed)
        var paths: [TreePath] = []
        paths.reserveCapacity(wire.count)
        for data in wire { paths.append(try path(data, field)) }
        return paths
    }

    static func path(_ data: Data, _ field: String) throws(FrameFault) -> TreePath {
        guard let path = TreePath(bytes: data) else { throw .value(field: field) }
        return path
    }

    static func check(_ count: Int, _ field: String, _ allowed: ClosedRange<Int>) throws(FrameFault) {
        guard allowed.contains(count) else { throw .count(field: field, got: count, allowed: allowed) }
    }

    /// The number that stands for a collective.
    static func collective(_ number: UInt32) throws(FrameFault) -> UInt32 {
        guard number < Limits.collectives else { throw .value(field: "collective number") }
        return number
    }

    /// A number that names a walk, a need or a request: from 1.
    static func number(_ number: UInt32, _ field: String) throws(FrameFault) -> UInt32 {
        guard number > 0 else { throw .value(field: field) }
        return number
    }

    /// An entry's bytes.
    static func entry(_ data: Data, _ field: String) throws(FrameFault) -> [UInt8] {
        try check(data.count, field, 1...Limits.entry)
        return Array(data)
    }
}
