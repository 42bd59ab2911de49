/// What a word about to be signed would make contested of a pledge: the donor says that it was paid, the other side refuses it.
///
/// Whatever is refused counts against what is paid and not yet said to have come: so a refusal of the rest of a pledge, before
/// anybody says that the first part came, is one of that part.
public struct Contest: Hashable, Sendable {
    /// What the donor says was paid, once it is signed, in the unit's smallest part.
    public let paid: UInt64
    /// What the other side refuses then.
    public let refused: UInt64
    /// What would be contested.
    public let amount: UInt64
    /// What is paid, neither said to have come nor refused before.
    public let unsaid: UInt64
    /// What is neither paid nor said to have come nor refused before.
    public let rest: UInt64

    /// - Parameters:
    ///   - receivers: who may speak for the other side.
    ///   - words: all that stand on the pledge.
    ///   - word: the one about to be signed by `author`.
    /// - Returns: nil where it contests nothing more than is contested already.
    public init?(
        of pledge: Said<Pledge>, receivers: [PublicKey], words: [Said<Settle>], with word: Settle, by author: PublicKey
    ) {
        let last = words.filter { $0.author == author }.map(\.seq).max() ?? 0
        // No word names it yet, so that any id does.
        let signed = Said(id: EntryID(.zero), author: author, seq: last + 1, time: 0, content: word)
        let before = Settlement(of: pledge, receivers: receivers, words: words)
        let after = Settlement(of: pledge, receivers: receivers, words: words + [signed])
        guard after.contested > before.contested else { return nil }
        (paid, refused, amount) = (after.paid, after.refused, after.contested)
        let open = before.whole - min(before.whole, before.received)
        let refusable = open - min(open, before.refused)
        unsaid = min(before.paid - before.confirmed, refusable)
        rest = refusable - unsaid
    }
}
