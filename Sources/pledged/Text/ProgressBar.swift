/// How much of a target is reached, as a bar: `[██████░░░░] 62 %`.
package enum ProgressBar {
    /// A bar of `cells` cells. Shares are rounded down, so that a full bar and 100 % mean that the target
    /// is reached; beyond it the percentage says by how much. Empty where the target is zero.
    /// - Parameter isUnicode: false for terminals that don't show UTF-8: `[######....] 62 %`.
    package static func text(_ done: UInt128, of target: UInt128, cells: Int = 10, isUnicode: Bool = true) -> String {
        guard let percent = share(done, of: target, parts: 100) else { return "" }
        let cells = UInt128(min(max(cells, 1), 1_000))
        let filled = Int(min(share(done, of: target, parts: cells) ?? 0, cells))
        let bar = String(repeating: isUnicode ? "█" : "#", count: filled)
            + String(repeating: isUnicode ? "░" : ".", count: Int(cells) - filled)
        return "[\(bar)] \(percent) %"
    }

    /// ⌊done × parts ÷ whole⌋, exact, or the largest number where it is beyond 128 bits; nil for a whole of zero.
    static func share(_ done: UInt128, of whole: UInt128, parts: UInt128) -> UInt128? {
        guard whole > 0 else { return nil }
        let (times, rest) = done.quotientAndRemainder(dividingBy: whole)
        // rest < whole, so this quotient is below parts and can't overflow.
        let part = whole.dividingFullWidth(rest.multipliedFullWidth(by: parts)).quotient
        let (most, over) = times.multipliedReportingOverflow(by: parts)
        let (sum, above) = most.addingReportingOverflow(part)
        return over || above ? .max : sum
    }
}
