/// What a project asks for, as people write it: an amount, and optionally the skill it needs: `40 h translation`.
package struct AskText: Hashable, Sendable, CustomStringConvertible {
    package let amount: Amount
    /// A skill tag: 1 to 32 of a–z, 0–9 and hyphens.
    package let tag: String?

    /// An ask with a tag that was checked before; nil for a bad tag.
    package init?(amount: Amount, tag: String?) {
        if let tag, !AmountUnit.isTag(tag) { return nil }
        (self.amount, self.tag) = (amount, tag)
    }

    /// Reads an amount with or without a tag behind it.
    package init(_ text: String) throws(WordingFault) {
        let words = text.split(separator: " ")
        try Amount.refuseParts(words, in: text)
        guard words.count == 3 || words.count == 5, let last = words.last else {
            amount = try Amount(words: words, in: text)
            tag = nil
            return
        }
        guard AmountUnit.isTag(last) else {
            throw WordingFault("\(SafeText.quoted(text)) has a tag that can't be used; \(AmountUnit.tagRule)")
        }
        // "1 h 30" is half an amount far more often than a skill called 30.
        guard !last.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw WordingFault("\(SafeText.quoted(text)) ends with a number; write 1 h 30 min, or a tag with a letter")
        }
        amount = try Amount(words: words.dropLast(), in: text)
        tag = String(last)
    }

    package var description: String { tag.map { "\(amount) \($0)" } ?? amount.description }
}
