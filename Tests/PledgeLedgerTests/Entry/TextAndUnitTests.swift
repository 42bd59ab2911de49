import PledgeLedger
import Testing

@Suite struct SaltedTextTests {
    private func fault(_ bytes: [UInt8]) -> TextFault? {
        do throws(TextFault) { _ = try SaltedText(bytes: bytes) } catch { return error }
        return nil
    }

    @Test func commitsWithTheSaltAsKey() throws {
        let salt = (0..<32).map { UInt8($0) }
        let text = try SaltedText(bytes: salt + Array("words é".utf8))
        #expect(text.text == "words é" && text.salt == salt)
        #expect(text.commitment == HMAC.sha256(key: salt, message: Array("words é".utf8)))
        #expect(text.bytes == salt + Array("words é".utf8))
    }

    @Test func everyTextHasAFreshSalt() throws {
        let one = try SaltedText("same"), other = try SaltedText("same")
        #expect(one.salt.count == 32)
        #expect(one.salt != other.salt && one.commitment != other.commitment)
        #expect(try SaltedText(bytes: one.bytes) == one)
    }

    @Test func lengthsHaveBounds() throws {
        let salt = [UInt8](repeating: 1, count: 32)
        #expect(fault(salt) == nil)
        #expect(fault(Array(salt.dropLast())) == .tooShort(31))
        #expect(fault([]) == .tooShort(0))
        #expect(fault(salt + [UInt8](repeating: 0x61, count: 16_384)) == nil)
        #expect(fault(salt + [UInt8](repeating: 0x61, count: 16_385)) == .tooLong(16_385))
        #expect(throws: TextFault.tooLong(16_386)) { try SaltedText(String(repeating: "é", count: 8_193)) }
        #expect(try SaltedText(String(repeating: "é", count: 8_192)).bytes.count == 32 + 16_384)
    }

    @Test(arguments: [[0xff], [0xc3], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0x61, 0x80]] as [[UInt8]])
    func onlyUTF8IsRead(words: [UInt8]) {
        #expect(fault([UInt8](repeating: 1, count: 32) + words) == .notUTF8)
    }

    @Test func firstLineIsTheTitle() throws {
        let text = try SaltedText("A well\n\nDeep enough.\nWith a rope.")
        #expect(text.title == "A well")
        #expect(text.body == "Deep enough.\nWith a rope.")
        #expect(try SaltedText("only").body == "")
        #expect(try SaltedText("").title == "")
    }
}

@Suite struct UnitTests {
    @Test(arguments: [
        "time:min", "iso4217:EUR", "iso4217:ZZZ", "item:a", "item:blanket-2", "item:0", "item:-",
        "item:" + String(repeating: "x", count: 32),
    ]) func canonicalNamesAreRead(name: String) {
        #expect(Unit(name)?.name == name)
    }

    @Test(arguments: [
        "", "EUR", "time:", "time:h", "time:min ", "Time:min", "iso4217:", "iso4217:EU", "iso4217:EURO", "iso4217:eur",
        "iso4217:EU1", "iso4217:ÉUR", "item:", "item:A", "item:a b", "item:ä", "item:a_b", "item:a\n",
        "item:" + String(repeating: "x", count: 33), "ITEM:a", " item:a", "item:a\u{301}", "time:min\0",
    ]) func otherNamesAreRefused(name: String) {
        #expect(Unit(name) == nil)
    }

    @Test func orderIsThatOfTheBytes() throws {
        let names = ["iso4217:AUD", "iso4217:EUR", "item:a", "item:b", "time:min"]
        let units = try names.reversed().map { try #require(Unit($0)) }
        #expect(units.sorted().map(\.name) == names)
    }
}
