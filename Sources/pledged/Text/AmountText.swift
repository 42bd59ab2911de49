/// Printing amounts and sums, exactly.
package enum AmountText {
    /// Minor units of a unit as people read them: `25.00 EUR`, `1 h 30 min`, `3 item:blanket`.
    /// Sums of any width, zero and differences below zero are printed too.
    package static func shown(_ minor: some BinaryInteger, _ unit: AmountUnit) -> String {
        let sign = minor < 0 ? "-" : "", size = minor.magnitude
        switch unit {
        case .currency(let currency): return "\(sign)\(decimal(size, exponent: currency.exponent)) \(currency.code)"
        case .item: return "\(sign)\(size) \(AmountUnit.spelling == .read ? "× " : "")\(unit.words)"
        case .time:
            let hours = size / 60, minutes = size % 60
            if hours == 0, minutes > 0 { return "\(sign)\(minutes) min" }
            return minutes == 0 ? "\(sign)\(hours) h" : "\(sign)\(hours) h \(minutes) min"
        }
    }

    /// The same for a unit by its name in the ledger. Where the name isn't known here the minor units are
    /// printed as such, in words that no reader takes for whole units.
    package static func shown(_ minor: some BinaryInteger, unit name: String) -> String {
        guard let unit = AmountUnit(canonical: name) else {
            return "\(minor) minor units of \(SafeText.shown(name, width: 40))"
        }
        return shown(minor, unit)
    }

    /// A number of minor units with its decimal point: `decimal(2550, exponent: 2)` is `25.50`.
    package static func decimal(_ minor: some BinaryInteger, exponent: Int) -> String {
        let sign = minor < 0 ? "-" : ""
        let digits = String(minor.magnitude)
        guard exponent > 0 else { return sign + digits }
        let padded = String(repeating: "0", count: max(0, exponent + 1 - digits.count)) + digits
        return "\(sign)\(padded.dropLast(exponent)).\(padded.suffix(exponent))"
    }
}
