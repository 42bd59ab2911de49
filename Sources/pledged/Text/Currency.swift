/// A currency of ISO 4217: its code, and how many decimals its amounts have.
///
/// For the command line and exports only; no view reads it.
package struct Currency: Hashable, Sendable {
    /// Three capital letters.
    package let code: String
    /// Decimals: 2 for EUR, 0 for JPY, 3 for KWD.
    package let exponent: Int

    /// The currency of a code in capital letters; nil for a code that ISO 4217 doesn't have.
    package init?(code: some StringProtocol) {
        // By bytes: Swift compares text by meaning, and would take the Kelvin sign for a K.
        guard code.utf8.count == 3, code.utf8.allSatisfy({ (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }),
            let exponent = Self.exponents[String(code)]
        else { return nil }
        self.code = String(code)
        self.exponent = exponent
    }

    /// Minor units in one whole unit: 100 for EUR.
    package var scale: UInt64 { (0..<exponent).reduce(1) { scale, _ in scale * 10 } }

    /// Every code known here, in alphabetical order.
    package static var allCodes: [String] { exponents.keys.sorted() }

    private static let exponents: [String: Int] = {
        var exponents: [String: Int] = [:]
        for (exponent, codes) in [(2, two), (0, none), (3, three), (4, four), (2, withdrawn)] {
            for code in codes.split(whereSeparator: { $0 == " " || $0 == "\n" }) { exponents[String(code)] = exponent }
        }
        return exponents
    }()

    // ISO 4217 list one, without metals, test codes, units of account and funds codes;
    // of the indexed units CLF and UYW are kept, since prices and wages are agreed in them.
    private static let none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
    private static let three = "BHD IQD JOD KWD LYD OMR TND"
    private static let four = "CLF UYW"
    private static let two = """
        AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
        COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF
        IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR
        MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG
        SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES
        WST XCD XCG YER ZAR ZMW ZWG
        """
    /// Withdrawn since 2021, and still found in records and promises.
    private static let withdrawn = "ANG BGN CUC HRK SLL ZWL"
}
