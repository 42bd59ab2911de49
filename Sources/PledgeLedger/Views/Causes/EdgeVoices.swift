/// Who says that one problem brings about another, and who denies it, each with what part of their voice.
///
/// Reads only what is said of what that problem brings about: a member's voice is split over no more than that.
/// The parts add up to the edge's voices in ``RootCauses``.
public struct EdgeVoices: Sendable {
    /// One member's part.
    public struct Share: Hashable, Sendable {
        public var member: PublicKey
        /// −3…3: the strength of their claim and their stances on others' claims, summed; 0 where they cancel each other.
        public var word: Int8
        /// Σ |words| of theirs on all that the problem is said to bring about.
        public var words: UInt64
        /// ⌊2^16 · |word| ÷ words⌋.
        public var voice: UInt64
        /// The entries that say so: own claims, and endorsements of others'; ascending.
        public var entries: [EntryID] = []
    }

    /// The problems that a claim's count as: others where it repeats those.
    public let cause, effect: EntryID
    /// The claims that say so, by id. Of one whose author has no voice only what members say of it weighs.
    public let claims: [CauseClaim]
    /// The largest first, ties to the lowest key.
    public let shares: [Share]

    /// - Parameters:
    ///   - cause: the problem that is said to bring the other about, by either's id or of one that repeats it.
    public init(from cause: EntryID, to effect: EntryID, in source: some ViewSource) throws {
        let same = try CauseWords.joined(in: source)
        func known(_ problem: EntryID) -> EntryID { same[problem] ?? problem }
        let counted = known(cause), joined = ([counted] + same.filter { $0.value == counted }.map(\.key)).sorted()
        var claims: [EntryID: CauseClaim] = [:], endorsements: [CauseEndorsement] = []
        for said in try joined.flatMap({ try source.said(.cause, of: $0, \.cause) }) where known(said.content.cause) == counted {
            let to = known(said.content.effect)
            guard to != counted, try source.definition(to)?.content.kind == .problem else { continue }
            claims[said.id] = CauseClaim(
                id: said.id, author: said.author, cause: counted, effect: to, strength: said.content.strength,
                hasVoice: try source.hasVoice(said.author))
        }
        let ordered = claims.values.sorted { $0.id < $1.id }, to = known(effect)
        var entries: [PublicKey: [EntryID]] = [:]
        for claim in ordered {
            if claim.hasVoice, claim.effect == to { entries[claim.author, default: []].append(claim.id) }
            for word in try source.words(on: claim.id.raw) where try source.hasVoice(word.author) {
                endorsements.append(CauseEndorsement(member: word.author, claim: claim.id, stance: word.stance.stance))
                if claim.effect == to, claim.author != word.author, word.stance.stance != 0 { entries[word.author, default: []].append(word.id) }
            }
        }
        let words = CauseWords(problems: [counted] + ordered.map(\.effect), claims: ordered, endorsements: endorsements)
        (self.cause, self.effect, self.claims) = (counted, to, ordered.filter { $0.effect == to })
        shares = CauseVoices.shares(of: to, from: counted, words).map { share in
            var share = share
            share.entries = (entries[share.member] ?? []).sorted()
            return share
        }.sorted { ($1.voice, $0.member) < ($0.voice, $1.member) }
    }

    /// Voices that say so, and that deny it, in parts of 2^16 of a member's.
    public var inFavour: UInt64 { shares.filter { $0.word > 0 }.reduce(0) { $0 + $1.voice } }
    public var against: UInt64 { shares.filter { $0.word < 0 }.reduce(0) { $0 + $1.voice } }
}
