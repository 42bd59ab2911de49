/// An amount in minor units, as people write and read it: `25.50 EUR`, `1 h 30 min`, `3 item:blanket`.
///
/// What `description` prints, `init(_:)` reads back.
package struct Amount: Hashable, Sendable, CustomStringConvertible {
    /// The most that one entry can hold, in minor units.
    package static let most: UInt64 = 1_000_000_000_000_000

    package let unit: AmountUnit
    /// 1…10^15 minor units: cents of EUR, minutes, pieces.
    package let minor: UInt64

    /// An amount of minor units; nil outside 1…10^15.
    package init?(minor: UInt64, unit: AmountUnit) {
        guard (1...Self.most).contains(minor) else { return nil }
        (self.unit, self.minor) = (unit, minor)
    }

    /// Reads a number and a unit: `25.50 EUR`, `1.5 h`, `90 min`, `1 h 30 min`, `3 item:blanket`.
    /// A unit can also be given by its name in the ledger: `25 iso4217:EUR` is 25 euros, not cents.
    package init(_ text: String) throws(WordingFault) {
        try self.init(words: text.split(separator: " "), in: text)
    }

    init(words: [Substring], in text: String) throws(WordingFault) {
        let minor: UInt64?
        try Self.refuseParts(words, in: text)
        switch words.count {
        case 2:
            unit = try Self.unit(words[1], in: text)
            minor = try Self.minor(DecimalText(words[0], in: text), words[1], unit, in: text)
        case 4 where words[1] == "h" && words[3] == "min":
            unit = .time
            minor = try Self.hoursAndMinutes(words[0], words[2], in: text)
        default:
            throw WordingFault("\(SafeText.quoted(text)) is no amount; write a number, a space and a unit: \(Self.forms)")
        }
        guard minor != 0 else {
            throw WordingFault("\(SafeText.quoted(text)) is zero; the least is \(AmountText.shown(1, unit))")
        }
        guard let minor, minor <= Self.most else {
            throw WordingFault("\(SafeText.quoted(text)) is too large; the most is \(AmountText.shown(Self.most, unit))")
        }
        self.minor = minor
    }

    package var description: String { AmountText.shown(minor, unit) }

    /// A number in groups of digits is taken for nothing else.
    static func refuseParts(_ words: [Substring], in text: String) throws(WordingFault) {
        let digits = words.prefix { word in word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: ".") } }
        guard digits.count > 1 else { return }
        let together = ([digits.joined()] + words.dropFirst(digits.count).map(String.init)).joined(separator: " ")
        let unit = words.count > digits.count ? "" : " EUR, or another unit"
        throw WordingFault("\(SafeText.quoted(text)) has its number in parts; write the digits together: \(SafeText.shown(together, width: 60))\(unit)")
    }

    private static let forms = "25.50 EUR, 1.5 h, 90 min or 3 item:blanket"

    /// A unit as people write it.
    /// - Parameters:
    ///   - text: what it stands in; the same where it stands alone.
    ///   - forms: what would be right.
    static func unit(_ word: Substring, in text: String, forms: String = forms) throws(WordingFault) -> AmountUnit {
        let shown = SafeText.quoted(text), isAlone = word == text
        if word == "h" || word == "min" { return .time }
        if let unit = AmountUnit(canonical: word) { return unit }
        if let currency = Currency(code: word) { return .currency(currency) }
        if word.utf8.starts(with: "item:".utf8) {
            throw WordingFault("\(shown) has a tag that can't be used; \(AmountUnit.tagRule)")
        }
        if let currency = Currency(code: word.uppercased()) {
            throw WordingFault("\(shown): currency codes are in capital letters; write \(currency.code)")
        }
        if !isAlone, let first = word.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) {
            throw WordingFault("\(shown) ends with a number; the number comes first, then the unit: \(forms)")
        }
        throw WordingFault("\(isAlone ? "" : "\(shown): ")\(SafeText.quoted(String(word))) is no unit; write \(forms)")
    }

    /// Minor units; nil where there are too many for 64 bits.
    private static func minor(
        _ number: DecimalText, _ word: Substring, _ unit: AmountUnit, in text: String
    ) throws(WordingFault) -> UInt64? {
        let shown = SafeText.quoted(text), decimals = number.fraction.count
        switch unit {
        case .currency(let currency):
            guard decimals <= currency.exponent else {
                let right = currency.exponent == 0 ? "none" : "at most \(currency.exponent)"
                let count = decimals == 1 ? "1 decimal" : "\(decimals) decimals"
                throw WordingFault("\(shown) has \(count); \(currency.code) takes \(right)")
            }
            return number.scaled(currency.exponent)
        case .time where word == "h":
            return try minutes(number, in: text)
        case .time:
            guard decimals == 0 else { throw WordingFault("\(shown) has decimals; minutes are whole") }
            return number.scaled(0)
        case .item:
            guard decimals == 0 else { throw WordingFault("\(shown) has decimals; items are counted whole") }
            return number.scaled(0)
        }
    }

    /// Hours as minutes. A twentieth of an hour is the finest decimal that is whole minutes, so two decimals do.
    private static func minutes(_ hours: DecimalText, in text: String) throws(WordingFault) -> UInt64? {
        let shown = SafeText.quoted(text)
        var hundredths = hours.trimmedFraction
        let wrong = WordingFault("\(shown) isn't a whole number of minutes; write minutes, such as 20 min")
        guard hundredths.count <= 2 else { throw wrong }
        while hundredths.count < 2 { hundredths.append(UInt8(ascii: "0")) }
        guard let part = DecimalText.number(hundredths), part * 60 % 100 == 0 else { throw wrong }
        guard let whole = DecimalText.number(hours.whole), whole <= most else { return nil }
        return whole * 60 + part * 60 / 100
    }

    private static func hoursAndMinutes(
        _ hours: Substring, _ minutes: Substring, in text: String
    ) throws(WordingFault) -> UInt64? {
        let first = try DecimalText(hours, in: text), second = try DecimalText(minutes, in: text)
        guard first.fraction.isEmpty, second.fraction.isEmpty else {
            throw WordingFault("\(SafeText.quoted(text)) has decimals; write 1 h 30 min or 1.5 h")
        }
        guard let rest = second.scaled(0), rest < 60 else {
            throw WordingFault("\(SafeText.quoted(text)) has 60 minutes or more beside hours; write 1 h 30 min or 90 min")
        }
        guard let whole = first.scaled(0), whole <= most else { return nil }
        return whole * 60 + rest
    }
}
