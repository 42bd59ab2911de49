import Foundation

/// Reads wire values of one kind, holding each to its range.
struct RangeReader {
    let kind: Kind

    /// - Parameter rule: what is wrong and what would be right, to go on after "this pledge".
    func require(_ holds: Bool, _ rule: @autoclosure () -> String) throws(VoidReason) {
        if !holds { throw .range(kind, rule()) }
    }

    /// - Parameter field: what it is to people, such as "problem".
    func bytes32<T: ThirtyTwoBytes>(_ data: Data, _ field: String) throws(VoidReason) -> T {
        guard let value = T(bytes: data) else { throw .range(kind, "names a \(field) that is not 32 bytes long; every id, key and hash is") }
        return value
    }

    func optional<T: ThirtyTwoBytes>(_ data: Data, _ field: String) throws(VoidReason) -> T? {
        data.isEmpty ? nil : try bytes32(data, field)
    }

    /// A list of distinct 32-byte values.
    /// - Parameter field: what they are to people, such as "problems".
    func list<T: ThirtyTwoBytes>(_ data: [Data], atMost: Int, _ field: String) throws(VoidReason) -> [T] {
        try require(data.count <= atMost, "names \(data.count) \(field); the most are \(atMost)")
        let values = data.compactMap { T(bytes: $0) }
        try require(values.count == data.count, "names \(field) of which one is not 32 bytes long; every id, key and hash is")
        try require(Set(values).count == values.count, "names \(field) of which one comes twice; name each once")
        return values
    }

    func unit(_ name: String) throws(VoidReason) -> Unit {
        guard let unit = Unit(name) else { throw .range(kind, "counts in what is no unit; name iso4217: and three of A-Z, time:min, or item: and a tag") }
        return unit
    }

    func amount(_ amount: UInt64, _ field: String = "an amount") throws(VoidReason) -> UInt64 {
        try require(amount >= AmountBounds.allowed.lowerBound, "names \(field) that is zero; the least is 1 of the unit's smallest part")
        try require(amount <= AmountBounds.allowed.upperBound, "names \(field) that is too large, \(amount); the most is 10^15 of the unit's smallest part")
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
            "names a \(field) that is longer than 64 bytes, or has control or direction characters; use few and plain words")
        return text
    }

    func tag(_ text: String, _ field: String) throws(VoidReason) -> String {
        try require(Unit.isTag(text), "names a \(field) that can't be used; a tag is 1 to 32 of a-z, 0-9 and -")
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
