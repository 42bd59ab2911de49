import PledgeLedger

/// Protobuf put together by hand, right or wrong.
enum WireBytes {
    static func varint(_ value: UInt64) -> [UInt8] {
        var rest = value, bytes: [UInt8] = []
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    /// A varint with one byte more than it needs.
    static func longVarint(_ value: UInt64) -> [UInt8] {
        var bytes = varint(value)
        bytes[bytes.count - 1] |= 0x80
        return bytes + [0]
    }

    static func number(_ field: UInt64, _ value: UInt64) -> [UInt8] { varint(field << 3) + varint(value) }

    static func bytes(_ field: UInt64, _ value: [UInt8]) -> [UInt8] {
        varint(field << 3 | 2) + varint(UInt64(value.count)) + value
    }

    static func text(_ field: UInt64, _ value: String) -> [UInt8] { bytes(field, Array(value.utf8)) }

    /// 32 bytes that differ with the number.
    static func id(_ field: UInt64, _ number: UInt8) -> [UInt8] {
        bytes(field, [UInt8](repeating: number, count: 32))
    }

    static func signed(_ field: UInt64, _ value: Int64) -> [UInt8] {
        number(field, UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    static func amount(_ field: UInt64, _ unit: String, _ amount: UInt64) -> [UInt8] {
        bytes(field, text(1, unit) + (amount == 0 ? [] : number(2, amount)))
    }
}

extension FactsCodec {
    /// Why a kind's fields are void; nil when they are facts.
    static func reason(_ kind: UInt64, _ fields: [UInt8]) -> VoidReason? { reason(WireBytes.bytes(kind, fields)) }

    static func reason(_ bytes: [UInt8]) -> VoidReason? {
        do throws(VoidReason) { _ = try decode(bytes) } catch { return error }
        return nil
    }
}
