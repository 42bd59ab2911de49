/// Numbers of things in words.
package enum Count {
    /// `1 entry`, `2,000 entries`.
    package static func words(_ count: some BinaryInteger, _ one: String, _ several: String) -> String {
        "\(text(count)) \(count == 1 ? one : several)"
    }

    /// Digits in threes: `12,345`. For things that are counted alone: amounts are never grouped, so that what is
    /// shown can be given to a command as it is.
    package static func text(_ count: some BinaryInteger) -> String {
        let digits = Array(String(count.magnitude))
        var text = count < 0 ? "-" : ""
        for (place, digit) in digits.enumerated() {
            if place > 0 && (digits.count - place) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }
}
