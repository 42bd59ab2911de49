/// Whether a project's host stands by what was settled: an endorsement above 0, by the host, of a word
/// that something was received or paid. A host who gave can't countersign their own gift.
public struct Countersigning: Hashable, Sendable {
    public let host: PublicKey
    /// The words that the host endorsed, in the order of ``ConfirmedPledge/words``.
    public let words: [EntryID]

    /// Nil where the project has no host, or the host endorsed none of the pledge's words.
    public init?(_ pledge: ConfirmedPledge, in source: some ViewSource) throws {
        guard let host = pledge.project.content.host, host != pledge.pledge.author else { return nil }
        let words = try pledge.words.map(\.id).filter { word in
            try source.stances(on: word.raw).contains { $0.author == host && $0.stance.stance > 0 }
        }
        guard !words.isEmpty else { return nil }
        self.host = host
        self.words = words
    }
}
