import Foundation

/// Reads wire values of one kind, holding each to its range.
struct RangeReader {
    let kind: Kind

    func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(VoidReason) {
        if !holds { throw .range(kind, rule()) }
    }

    func bytes32<T: ThirtyTwoBytes>(_ data: Data, _ field: String) throws(VoidReason) -> T {
        guard let value = T(bytes: data) else { throw .range(kind, "\(field) must be 32 bytes") }
        return value
    }

    func optional<T: ThirtyTwoBytes>(_ data: Data, _ field: String) throws(VoidReason) -> T? {
        data.isEmpty ? nil : try bytes32(data, field)
    }

    /// A list of distinct 32-byte values.
    func list<T: ThirtyTwoBytes>(_ data: [Data], atMost: Int, _ field: String) throws(VoidReason) -> [T] {
        try require(data.count <= atMost, "at most \(atMost) \(field)")
        var values: [T] = []
        for one in data { values.append(try bytes32(one, field)) }
        try require(Set(values).count == values.count, "\(field) must be distinct")
        return values
    }

    func unit(_ name: String) throws(VoidReason) -> Unit {
        guard let unit = Unit(name) else { throw .range(kind, "unit must be iso4217:XXX, time:min or item:tag") }
        return unit
    }

    func amount(_ amount: UInt64, _ field: String = "amount") throws(VoidReason) -> UInt64 {
        try require(AmountBounds.allowed.contains(amount), "\(field) must be 1…10^15")
        return amount
    }

    func quantity(_ wire: WireAmount) throws(VoidReason) -> Quantity {
        Quantity(try amount(wire.amount), try unit(wire.unit))
    }

    /// Hashes of evidence that one entry may name.
    static let evidence = 8

    /// A few words within facts, where they stay for good.
    func words(_ text: String, _ field: String) throws(VoidReason) -> String {
        try require(
            text.utf8.count <= 64 && text.unicodeScalars.allSatisfy(\.isPlain),
            "\(field) must be 0…64 bytes without control or direction characters")
        return text
    }

    func tag(_ text: String, _ field: String) throws(VoidReason) -> String {
        try require(Unit.isTag(text), "\(field) must be 1…32 of a–z, 0–9 and -")
        return text
    }
}

extension UInt64 {
    /// Zero is absent.
    var orNil: UInt64? { self == 0 ? nil : self }
}

extension Unicode.Scalar {
    /// Neither a control, a line break nor a mark that turns the direction of text: by number, so that
    /// every version of every program agrees.
    var isPlain: Bool {
        switch value {
        case 0...0x1f, 0x7f...0x9f, 0x61c, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x2069, 0xfeff: false
        default: true
        }
    }
}
