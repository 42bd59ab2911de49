import PledgeLedger
import Testing

@Suite struct Bytes32Tests {
    private func draw(_ generator: inout SeededGenerator) -> [UInt8] {
        (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    @Test func orderIsThatOfTheBytes() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<2_000 {
            let one = draw(&generator)
            var other = Bool.random(using: &generator) ? one : draw(&generator)
            other[Int.random(in: 0..<32, using: &generator)] ^= UInt8.random(in: 0...255, using: &generator)
            let left = try #require(Bytes32(one)), right = try #require(Bytes32(other))
            #expect((left < right) == one.lexicographicallyPrecedes(other), "\(one.hex) \(other.hex)")
            #expect((left == right) == (one == other))
            #expect(left.bytes == one)
        }
    }

    @Test func nibblesAreTheHexDigits() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<200 {
            let bytes = draw(&generator)
            let value = try #require(Bytes32(bytes))
            let digits = (0..<64).map { String(value.nibble($0), radix: 16) }.joined()
            #expect(digits == bytes.hex)
            #expect(value.prefix == bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) })
        }
    }

    @Test func onlyThirtyTwoBytesAreRead() {
        for count in 0...70 where count != 32 {
            let bytes = [UInt8](repeating: 1, count: count)
            #expect(Bytes32(bytes) == nil, "\(count)")
            #expect(PublicKey(bytes: bytes) == nil, "\(count)")
            #expect(bytes.withUnsafeBytes { Bytes32($0) } == nil, "\(count)")
        }
        #expect(Bytes32((0..<32).lazy.map { UInt8($0) })?.bytes == Array(0..<32))
        #expect(Bytes32((0..<64).map { UInt8($0) }[16..<48])?.bytes == Array(16..<48))
    }

    @Test func hexReadsBothCasesAndNothingElse() throws {
        let digits = String(repeating: "0aF9", count: 16)
        let id = try #require(EntryID(hex: digits))
        #expect(id.hex == digits.lowercased())
        #expect(id.description == id.hex)
        #expect(!id.isZero && EntryID.zero.isZero)
        for wrong in ["", "0", String(digits.dropLast()), digits + "0", digits + "00", "g" + digits.dropFirst(), " " + digits.dropFirst()] {
            #expect(EntryID(hex: wrong) == nil, "\(wrong)")
        }
    }
}

@Suite struct HexTests {
    @Test func everyByteComesBack() {
        let all = (0...255).map { UInt8($0) }
        #expect(all.hex.hasPrefix("000102") && all.hex.hasSuffix("fdfeff"))
        #expect([UInt8](hex: all.hex) == all)
        #expect([UInt8](hex: all.hex.uppercased()) == all)
        #expect([UInt8](hex: "") == [])
        #expect([UInt8]().hex == "")
    }

    @Test func everyOtherCharacterIsRefused() {
        for scalar in (0...0x250).compactMap(Unicode.Scalar.init) {
            let isDigit = "0123456789abcdefABCDEF".unicodeScalars.contains(scalar)
            #expect(([UInt8](hex: "0\(Character(scalar))") != nil) == isDigit, "U+\(String(scalar.value, radix: 16))")
        }
        #expect([UInt8](hex: "abc") == nil)
    }
}
