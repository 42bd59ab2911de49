import Foundation
import Testing
import pledged

@Suite("Currencies")
struct CurrencyTests {
    @Test("decimals are those of ISO 4217")
    func exponents() {
        let facts = [
            ("EUR", 2), ("USD", 2), ("CHF", 2), ("MGA", 2), ("MRU", 2), ("IDR", 2), ("HUF", 2), ("XCG", 2), ("ZWG", 2),
            ("JPY", 0), ("KRW", 0), ("VND", 0), ("ISK", 0), ("CLP", 0), ("UGX", 0), ("XOF", 0),
            ("KWD", 3), ("BHD", 3), ("OMR", 3), ("JOD", 3), ("TND", 3), ("IQD", 3), ("LYD", 3), ("CLF", 4), ("UYW", 4),
        ]
        for (code, exponent) in facts { #expect(Currency(code: code)?.exponent == exponent, "\(code)") }
        #expect(Currency(code: "KWD")?.scale == 1_000)
        #expect(Currency(code: "JPY")?.scale == 1)
    }

    @Test("anything else is no currency", arguments: [
        "", "eur", "EU", "EURO", "XXX", "XTS", "XAU", "XDR", "CHE", "COU", "DEM", "ZZZ", "€", "E R", "SE\u{212A}", "ＥＵＲ",
    ])
    func unknown(code: String) { #expect(Currency(code: code) == nil) }

    @Test("every code stands once")
    func distinct() {
        #expect(Currency.allCodes.count == Set(Currency.allCodes).count)
        #expect(Currency.allCodes.allSatisfy { Currency(code: $0)?.code == $0 })
        // 132 of two decimals, 16 of none, 7 of three, 2 of four and 6 withdrawn lately: none is in two lists.
        #expect(Currency.allCodes.count == 132 + 16 + 7 + 2 + 6)
    }

    private static let list = pledgedTestsRoot.appending(path: "../shared/data/360giving/currency.csv")

    // What a list that also has history holds beside currencies in use: withdrawn codes, funds codes, metals.
    private static let others = """
        ADP AFA ALK AOK AON AOR ARA ARP ARY ATS AYM AZM BAD BEC BEF BEL BGJ BGK BGL BOP BOV BRB BRC BRE BRN BRR BUK BYB
        BYR CHC CHE CHW COU CSD CSJ CSK CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP
        HRD IEP ILP ILR ISJ ITL LAJ LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MXV MZE MZM NIC NLG
        PEH PEI PES PLZ PTE RHD ROK ROL RUR SDD SDP SIT SKK SRG STD SUR TJR TMM TPE TRL UAK UGS UGW USN USS UYI UYN UYP
        VEB VEF VNC XAG XAU XBA XBB XBC XBD XDR XEU XFO XFU XPD XPT XRE XSU XTS XUA XXX YDD YUD YUM YUN ZAL ZMK ZRN ZRZ
        ZWC ZWD ZWN ZWR
        """

    @Test("all codes in use of a published list are known, and the others aren't",
        .enabled(if: FileManager.default.fileExists(atPath: list.path)))
    func publishedList() throws {
        let others = Set(Self.others.split { $0 == " " || $0 == "\n" }.map(String.init))
        let lines = try String(contentsOf: Self.list, encoding: .utf8).split(whereSeparator: \.isNewline).dropFirst()
        let codes = lines.map { String($0.dropFirst().prefix(3)) }
        #expect(codes.count > 250)
        for code in codes {
            #expect((Currency(code: code) == nil) == others.contains(code), "\(code)")
        }
        // Currencies introduced after the list was made.
        let newer: Set = ["SLE", "UYW", "VED", "XCG", "ZWG"]
        #expect(Set(Currency.allCodes).subtracting(codes) == newer)
    }
}
