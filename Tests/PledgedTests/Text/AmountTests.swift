import Testing
import pledged

@Suite("Amounts")
struct AmountTests {
    @Test("amounts are read exactly")
    func reads() throws {
        let facts: [(String, UInt64, String, String)] = [
            ("25 EUR", 2_500, "iso4217:EUR", "25.00 EUR"),
            ("25.50 EUR", 2_550, "iso4217:EUR", "25.50 EUR"),
            ("25.5 EUR", 2_550, "iso4217:EUR", "25.50 EUR"),
            ("0.01 EUR", 1, "iso4217:EUR", "0.01 EUR"),
            ("25 iso4217:EUR", 2_500, "iso4217:EUR", "25.00 EUR"),
            ("10000000000000 EUR", 1_000_000_000_000_000, "iso4217:EUR", "10000000000000.00 EUR"),
            ("007  EUR", 700, "iso4217:EUR", "7.00 EUR"),
            ("500 JPY", 500, "iso4217:JPY", "500 JPY"),
            ("1.234 KWD", 1_234, "iso4217:KWD", "1.234 KWD"),
            ("0.0001 CLF", 1, "iso4217:CLF", "0.0001 CLF"),
            ("2 h", 120, "time:min", "2 h"),
            ("1.5 h", 90, "time:min", "1 h 30 min"),
            ("1.50000000000000000000000000 h", 90, "time:min", "1 h 30 min"),
            ("0.05 h", 3, "time:min", "3 min"),
            ("90 min", 90, "time:min", "1 h 30 min"),
            ("90 time:min", 90, "time:min", "1 h 30 min"),
            ("1 h 30 min", 90, "time:min", "1 h 30 min"),
            ("3 item:blanket", 3, "item:blanket", "3 item:blanket"),
            ("7 item:point", 7, "item:point", "7 item:point"),
        ]
        for (text, minor, unit, printed) in facts {
            let amount = try Amount(text)
            #expect(amount.minor == minor && amount.unit.canonical == unit, "\(text)")
            #expect(amount.description == printed, "\(text)")
        }
    }

    @Test("what can't be an amount is refused in one line that names what is wrong")
    func refuses() {
        let cases = [
            ("25.505 EUR", "\"25.505 EUR\" has 3 decimals; EUR takes at most 2"),
            ("25.500 EUR", "has 3 decimals"),
            ("5.5 JPY", "has 1 decimal; JPY takes none"),
            ("0 EUR", "is zero; the least is 0.01 EUR"), ("0.00 EUR", "is zero"), ("0 h", "is zero"), ("0 h 0 min", "is zero"),
            ("-5 EUR", "is negative"), ("−5 EUR", "is no number"), ("+5 EUR", "is no number"),
            ("10000000000000.01 EUR", "too large; the most is 10000000000000.00 EUR"),
            ("99999999999999999999999 EUR", "too large"), ("18446744073709551616 min", "too large"),
            ("99999999999999999999999 h", "too large"), ("16666666666667 h", "the most is 16666666666666 h 40 min"),
            ("25 XYZ", "\"XYZ\" is no unit"), ("25 €", "\"€\" is no unit"), ("25 eur", "write EUR"),
            ("25 item:", "1 to 32"), ("25 item:Blanket", "1 to 32"), ("25 item:\(String(repeating: "a", count: 33))", "1 to 32"),
            ("25 item:a_b", "1 to 32"), ("1.5 item:blanket", "counted whole"), ("1.5 min", "minutes are whole"),
            ("0.33 h", "whole number of minutes"), ("0.001 h", "whole number of minutes"), ("1.51 h", "whole number"),
            ("1 h 60 min", "60 minutes or more"), ("1.5 h 30 min", "has decimals"),
            ("EUR 25", "the number comes first"), ("25", "is no amount"), ("", "is no amount"), ("25EUR", "is no amount"),
            ("1 2 EUR", "in parts"), ("1 000 EUR", "in parts; write the digits together: 1000 EUR"),
            ("1 000.50 EUR", "1000.50 EUR"), ("1 000", "1000 EUR, or another unit"), ("1,5 EUR", "has a comma"), ("1,500.00 EUR", "has a comma"),
            ("1. EUR", "is no number"), (".5 EUR", "is no number"), ("1.2.3 EUR", "is no number"), ("1e3 EUR", "is no number"),
            ("0x10 EUR", "is no number"), ("١٢ EUR", "is no number"), ("NaN EUR", "is no number"), ("25 SE\u{212A}", "is no unit"),
            ("25 \u{202E}EUR", "\\u{202E}"), ("25 iso4217:XYZ", "is no unit"), ("25 time:h", "is no unit"),
        ]
        for (text, part) in cases {
            let fault = #expect(throws: WordingFault.self, "\(text)") { try Amount(text) }
            #expect(fault?.description.contains(part) == true, "\(text): \(fault?.description ?? "read")")
            #expect(fault?.description.contains("\n") == false)
        }
    }

    @Test("whatever is printed is read back")
    func roundTrip() throws {
        var random = TextRandom(seed: 7)
        let units = Currency.allCodes.compactMap { AmountUnit(canonical: "iso4217:\($0)") }
            + [AmountUnit.time, .point, AmountUnit(canonical: "item:a-0")].compactMap(\.self)
        for unit in units {
            for _ in 0..<60 {
                let bits = UInt64.random(in: 0...49, using: &random)
                let minor = min(max(1, random.next() >> (63 - bits)), Amount.most)
                let amount = try #require(Amount(minor: minor, unit: unit))
                #expect(try Amount(amount.description) == amount, "\(amount)")
                #expect(AmountText.shown(minor, unit: unit.canonical) == amount.description)
            }
        }
        for unit in units {
            let most = try #require(Amount(minor: Amount.most, unit: unit))
            #expect(try Amount(most.description) == most)
        }
        #expect(Amount(minor: 0, unit: .time) == nil)
        #expect(Amount(minor: Amount.most + 1, unit: .time) == nil)
    }

    @Test("sums of any size, zero and differences are printed")
    func sums() {
        #expect(AmountText.shown(UInt128.max, unit: "iso4217:EUR") == "3402823669209384634633746074317682114.55 EUR")
        #expect(AmountText.shown(Int128.min, unit: "iso4217:JPY") == "-170141183460469231731687303715884105728 JPY")
        #expect(AmountText.shown(Int128(-5), unit: "iso4217:EUR") == "-0.05 EUR")
        #expect(AmountText.shown(Int128(-90), unit: "time:min") == "-1 h 30 min")
        #expect(AmountText.shown(UInt128(0), unit: "time:min") == "0 h")
        #expect(AmountText.shown(UInt128(0), unit: "iso4217:KWD") == "0.000 KWD")
        #expect(AmountText.shown(UInt64(2_500), unit: "iso4217:XYZ") == "2500 minor units of iso4217:XYZ")
        #expect(AmountText.shown(UInt64(1), unit: "a\u{202E}\n") == "1 minor units of a\\u{202E} ")
    }

    @Test("the ledger's names of units are read strictly", arguments: [
        "", "iso4217:", "iso4217:eur", "ISO4217:EUR", "time:h", "time:min ", "item:", "item:A", "item:a b", "item:é", "min",
    ])
    func strictUnits(name: String) { #expect(AmountUnit(canonical: name) == nil) }
}

@Suite("Asks")
struct AskTextTests {
    @Test("an ask is an amount and perhaps a tag")
    func reads() throws {
        let plain = try AskText("500 EUR")
        #expect(plain.tag == nil && plain.amount.minor == 50_000)
        let skilled = try AskText("40 h translation")
        #expect(skilled.tag == "translation" && skilled.amount.minor == 2_400)
        #expect(skilled.description == "40 h translation")
        let long = try AskText("1 h 30 min first-aid")
        #expect(long.tag == "first-aid" && long.amount.minor == 90)
        #expect(try AskText(long.description) == long)
        #expect(try AskText("1 h 30 min").tag == nil)
        #expect(try AskText("2 item:blanket wool").tag == "wool")
    }

    @Test("bad asks are refused", arguments: [
        "", "40 h Translation", "40 h a b", "1 h 30", "40 translation", "h translation", "40 h \(String(repeating: "a", count: 33))",
    ])
    func refuses(text: String) { #expect(throws: WordingFault.self) { try AskText(text) } }
}
