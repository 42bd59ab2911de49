/// Whether a project's host stands by what was settled: an endorsement above 0, by the host, of a word
/// that something was received or paid. A host who gave can't countersign their own gift.
public struct Countersigning: Hashable, Sendable {
    public let host: PublicKey
    /// The words that the host endorsed, in the order of ``ConfirmedPledge/words``.
    public let words: [EntryID]
    /// The host's endorsements that say so, one for each of them.
    public let endorsements: [EntryID]

    /// Nil where the project has no host, or the host endorsed none of the pledge's words.
    public init?(_ pledge: ConfirmedPledge, in source: some ViewSource) throws {
        guard let host = pledge.host, host != pledge.pledge.author else { return nil }
        let signed = try pledge.words.map(\.id).compactMap { word in
            try source.words(on: word.raw).first { $0.author == host && $0.stance.stance > 0 }.map { (word: word, by: $0.id) }
        }
        guard !signed.isEmpty else { return nil }
        self.host = host
        words = signed.map(\.word)
        endorsements = signed.map(\.by)
    }
}
