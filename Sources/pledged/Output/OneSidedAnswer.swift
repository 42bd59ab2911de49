import PledgeLedger

/// What one side alone says came back of a promise, and whose word is missing.
struct OneSidedAnswer {
    let word: OneSidedWord
    let pledge: EntryID
    let unit: String
    /// Whether both sides say that some of it came back already.
    let isMore: Bool
    let details: Details

    private var amount: String { AmountText.shown(word.amount, unit: unit) }

    /// `nurse (…) says that 4.00 EUR was given back; farmer (…) has not said so yet`.
    func words() throws -> String {
        let said = "\(try details.names(word.by, "and")) \(word.by.count == 1 ? "says" : "say") that \(amount)"
            + "\(isMore ? " more" : "") was \(word.side.backWords)"
        guard !word.waiting.isEmpty else { return "\(said); it is for nobody else, so nobody else can say so" }
        return "\(said); \(try details.names(word.waiting, "or")) has not said so yet, and nothing comes of it before "
            + "(`pledged settle \(pledge.short) \"\(amount)\" --\(word.side)`)"
    }

    static func json(_ word: OneSidedWord) -> JSON {
        .object([
            .init("side", .string("\(word.side)")), .init("amount", .number(word.amount)),
            .init("by", .array(word.by.map { .string(KeyText.author($0)) })),
            .init("waiting", .array(word.waiting.map { .string(KeyText.author($0)) })),
        ])
    }
}
