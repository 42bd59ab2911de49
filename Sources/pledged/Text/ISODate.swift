/// Times as people write them: ISO 8601, always UTC, to and from milliseconds since the Unix epoch.
package enum ISODate {
    private static let dayMs: UInt64 = 86_400_000
    /// The first moment of the year 10000, which four digits can't show.
    private static let endMs: UInt64 = 253_402_300_800_000
    private static let beyond = "after 9999-12-31"

    /// `2026-03-01 12:34:56Z`; milliseconds are dropped. A claimed time beyond the year 9999 is shown as such.
    package static func text(_ ms: UInt64) -> String {
        guard ms < endMs else { return beyond }
        let second = ms % dayMs / 1_000
        return "\(day(ms)) \(padded(second / 3_600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }

    /// `2026-03-01T12:34:56Z` (RFC 3339), for files that other programs read; beyond the year 9999 its last second.
    package static func stamp(_ ms: UInt64) -> String { text(min(ms, endMs - 1)).replacing(" ", with: "T") }

    /// `2026-03-01`: the day in UTC.
    package static func day(_ ms: UInt64) -> String {
        guard ms < endMs else { return beyond }
        let (year, month, day) = civil(days: ms / dayMs)
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    }

    /// Reads `2026-03-01` (its first moment), `2026-03-01T12:34Z` and `2026-03-01T12:34:56Z`; a space may stand
    /// for the T. Years 1970 to 9999.
    package static func parse(_ text: String) throws(WordingFault) -> UInt64 {
        let shown = SafeText.quoted(text)
        let bytes = Array(text.utf8)
        let date = numbers(bytes.prefix(10), "dddd-dd-dd")
        guard let date, [10, 17, 20].contains(bytes.count) else {
            throw WordingFault("\(shown) is no date; write 2026-03-01 or 2026-03-01T12:34Z")
        }
        let (year, month, day) = (date[0], date[1], date[2])
        guard (1970...9999).contains(year) else { throw WordingFault("\(shown): years are 1970 to 9999") }
        guard (1...12).contains(month) else { throw WordingFault("\(shown): months are 01 to 12") }
        let last = daysIn(month: month, of: year)
        guard (1...last).contains(day) else {
            throw WordingFault("\(shown): month \(padded(month, 2)) of \(year) has days 01 to \(last)")
        }
        let start = days(year: year, month: month, day: day) * dayMs
        guard bytes.count > 10 else { return start }
        return try start + timeOfDay(bytes.dropFirst(10), shown)
    }

    private static func timeOfDay(_ bytes: ArraySlice<UInt8>, _ shown: String) throws(WordingFault) -> UInt64 {
        guard let first = bytes.first, first == UInt8(ascii: "T") || first == UInt8(ascii: " "),
            let time = numbers(bytes.dropFirst(), bytes.count == 7 ? "dd:ddZ" : "dd:dd:ddZ")
        else {
            throw WordingFault("\(shown) has no time in UTC behind the date; write 2026-03-01T12:34Z, with the Z")
        }
        let second = time.count > 2 ? time[2] : 0
        guard time[0] < 24, time[1] < 60, second < 60 else {
            throw WordingFault("\(shown): hours are 00 to 23, minutes and seconds 00 to 59")
        }
        return ((time[0] * 60 + time[1]) * 60 + second) * 1_000
    }

    /// The numbers that stand at the runs of `d` in a pattern; nil where the bytes don't follow it.
    private static func numbers(_ bytes: ArraySlice<UInt8>, _ pattern: String) -> [UInt64]? {
        guard bytes.count == pattern.utf8.count else { return nil }
        var numbers: [UInt64] = [], value: UInt64?
        for (byte, wanted) in zip(bytes, pattern.utf8) {
            if wanted == UInt8(ascii: "d") {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                value = (value ?? 0) * 10 + UInt64(byte - UInt8(ascii: "0"))
            } else {
                guard byte == wanted else { return nil }
                if let ended = value { numbers.append(ended) }
                value = nil
            }
        }
        if let ended = value { numbers.append(ended) }
        return numbers
    }

    private static func daysIn(month: UInt64, of year: UInt64) -> UInt64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    // Both ways after Howard Hinnant, "chrono-compatible low-level date algorithms": years that start in March,
    // in eras of 400 years; 719,468 days lie between 0000-03-01 and 1970-01-01.

    private static func civil(days: UInt64) -> (year: UInt64, month: UInt64, day: UInt64) {
        let shifted = days + 719_468
        let era = shifted / 146_097, inEra = shifted % 146_097
        let yearOfEra = (inEra - inEra / 1_460 + inEra / 36_524 - inEra / 146_096) / 365
        let inYear = inEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * inYear + 2) / 153
        let day = inYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }

    private static func days(year: UInt64, month: UInt64, day: UInt64) -> UInt64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let yearOfEra = shiftedYear % 400
        let inYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let inEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + inYear
        return shiftedYear / 400 * 146_097 + inEra - 719_468
    }

    private static func padded(_ number: UInt64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
