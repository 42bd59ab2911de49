/// A decimal number as it was written, kept as digits so that nothing is ever rounded.
struct DecimalText {
    /// ASCII digits before the point: at least one.
    let whole: [UInt8]
    /// ASCII digits after the point; empty where there is none.
    let fraction: [UInt8]

    /// Reads `25` or `25.50`; `text` is the whole of what was written, for the message.
    init(_ word: Substring, in text: String) throws(WordingFault) {
        let shown = SafeText.quoted(text)
        if word.utf8.first == UInt8(ascii: "-") {
            throw WordingFault("\(shown) is negative; an amount is above zero")
        }
        if word.utf8.contains(UInt8(ascii: ",")) {
            throw WordingFault("\(shown) has a comma; write decimals behind a point and thousands together: 1234.50")
        }
        let parts = word.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard parts.count <= 2, let first = parts.first,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { digits.contains($0) } })
        else {
            let wrong = SafeText.quoted(String(word))
            throw WordingFault("\(shown): \(wrong) is no number; write digits, such as 25 or 25.50")
        }
        whole = Array(first)
        fraction = parts.count == 2 ? Array(parts[1]) : []
    }

    /// The number times 10^`exponent`; nil where that isn't whole or is beyond 64 bits.
    func scaled(_ exponent: Int) -> UInt64? {
        guard fraction.count <= exponent else { return nil }
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: exponent - fraction.count)
        return Self.number(whole + fraction + zeros)
    }

    /// The same number without zeros at its end.
    var trimmedFraction: [UInt8] {
        var digits = fraction
        while digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return digits
    }

    /// The value of ASCII digits; nil beyond 64 bits.
    static func number(_ digits: [UInt8]) -> UInt64? {
        var value: UInt64 = 0
        for digit in digits {
            let (tenfold, over) = value.multipliedReportingOverflow(by: 10)
            let (sum, above) = tenfold.addingReportingOverflow(UInt64(digit &- UInt8(ascii: "0")))
            guard !over, !above else { return nil }
            value = sum
        }
        return value
    }
}
