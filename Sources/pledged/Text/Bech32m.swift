/// Bech32m (BIP-350): text with a readable prefix and a checksum that catches typing slips.
///
/// In texts of at most 90 characters every mistake in up to four characters is caught.
package enum Bech32m {
    /// The longest text that the checksum is made for.
    package static let longest = 90
    private static let checksumLength = 6
    private static let constant: UInt32 = 0x2bc8_30a3
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
    private static let separator = UInt8(ascii: "1")

    /// What a text holds: the lower-case prefix, and the values 0…31 without the checksum.
    package struct Content: Hashable, Sendable {
        package let prefix: String
        package let values: [UInt8]
    }

    /// Joins a lower-case prefix of characters 33…126 and values 0…31; higher bits of a value are dropped.
    package static func encode(prefix: String, values: [UInt8]) -> String {
        let name = Array(prefix.utf8)
        var data = values.map { $0 & 31 }
        let sum = remainder(name, data + [UInt8](repeating: 0, count: checksumLength)) ^ constant
        for place in 0..<checksumLength {
            data.append(UInt8(truncatingIfNeeded: sum >> UInt32(5 * (checksumLength - 1 - place))) & 31)
        }
        return String(decoding: name + [separator] + data.map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Joins a prefix and whole bytes, regrouped by fives with zero bits at the end.
    package static func encode(prefix: String, bytes: [UInt8]) -> String {
        var values: [UInt8] = []
        var held: UInt32 = 0, bits: UInt32 = 0
        for byte in bytes {
            held = (held << 8 | UInt32(byte)) & 0xfff
            bits += 8
            while bits >= 5 {
                bits -= 5
                values.append(UInt8(truncatingIfNeeded: held >> bits) & 31)
            }
        }
        if bits > 0 { values.append(UInt8(truncatingIfNeeded: held << (5 - bits)) & 31) }
        return encode(prefix: prefix, values: values)
    }

    /// Reads a text of either case, but not of both.
    package static func decode(_ text: String) throws(WordingFault) -> Content {
        let shown = SafeText.quoted(text)
        let characters = try lowered(text)
        guard let split = characters.lastIndex(of: separator), split > 0 else {
            throw WordingFault("\(shown) has no prefix; a readable prefix and a 1 come before the data")
        }
        let prefix = Array(characters[..<split])
        var values: [UInt8] = []
        for (place, character) in characters.enumerated().dropFirst(split + 1) {
            guard let value = alphabet.firstIndex(of: character) else {
                let right = "1, b, i and o are never used there"
                throw WordingFault("\(shown) has a wrong letter at character \(place + 1); \(right)")
            }
            values.append(UInt8(value))
        }
        guard values.count >= checksumLength else {
            throw WordingFault("\(shown) is too short; it ends before its checksum does")
        }
        guard remainder(prefix, values) == constant else {
            let place = slip(prefix, values).map { "; look at character \(split + 2 + $0)" }
            throw WordingFault("\(shown) has a typing slip: its checksum doesn't match\(place ?? "; copy it again")")
        }
        return Content(
            prefix: String(decoding: prefix, as: UTF8.self), values: Array(values.dropLast(checksumLength)))
    }

    /// The value that a small letter or digit stands for; nil for one that is never used.
    static func value(of character: UInt8) -> UInt8? { alphabet.firstIndex(of: character).map(UInt8.init) }

    /// Regroups values into whole bytes; nil where bits left over aren't fewer than five zeros.
    package static func bytes(_ values: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        var held: UInt32 = 0, bits: UInt32 = 0
        for value in values {
            held = (held << 5 | UInt32(value & 31)) & 0xfff
            bits += 5
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: held >> bits))
            }
        }
        let rest = held & (1 << bits - 1)
        return bits < 5 && rest == 0 ? bytes : nil
    }

    /// The text in lower case, refused where its length, its characters or its case are wrong.
    private static func lowered(_ text: String) throws(WordingFault) -> [UInt8] {
        let characters = Array(text.utf8)
        let shown = SafeText.quoted(text)
        guard characters.count <= longest else {
            throw WordingFault("\(shown) has \(characters.count) characters; at most \(longest) can be checked")
        }
        guard characters.allSatisfy({ (33...126).contains($0) }) else {
            throw WordingFault("\(shown) has a space or a character that isn't plain ASCII; copy it again")
        }
        let upper = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let hasUpper = characters.contains { upper.contains($0) }
        let hasLower = characters.contains { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        guard !(hasUpper && hasLower) else {
            throw WordingFault("\(shown) mixes capital and small letters; use small letters throughout")
        }
        return characters.map { upper.contains($0) ? $0 + 32 : $0 }
    }

    /// Where changing one value alone would mend the checksum: its index in `values`.
    /// Only the place is told, never the change, as BIP-173 advises: a guess may be wrong.
    private static func slip(_ prefix: [UInt8], _ values: [UInt8]) -> Int? {
        let difference = remainder(prefix, values) ^ constant
        for change: UInt32 in 1..<32 {
            // What the change does to the remainder: itself in the last place, one step more in each before.
            var effect = change
            for place in values.indices.reversed() {
                if effect == difference { return place }
                step(&effect, 0)
            }
        }
        return nil
    }

    /// The remainder of the prefix and the values by BIP-173's generator polynomial.
    private static func remainder(_ prefix: [UInt8], _ values: [UInt8]) -> UInt32 {
        var sum: UInt32 = 1
        for character in prefix { step(&sum, character >> 5) }
        step(&sum, 0)
        for character in prefix { step(&sum, character & 31) }
        for value in values { step(&sum, value) }
        return sum
    }

    private static func step(_ sum: inout UInt32, _ value: UInt8) {
        let top = sum >> 25
        sum = (sum & 0x1ff_ffff) << 5 ^ UInt32(value)
        if top & 1 != 0 { sum ^= 0x3b6a_57b2 }
        if top & 2 != 0 { sum ^= 0x2650_8e6d }
        if top & 4 != 0 { sum ^= 0x1ea1_19fa }
        if top & 8 != 0 { sum ^= 0x3d42_33dd }
        if top & 16 != 0 { sum ^= 0x2a14_62b3 }
    }
}
