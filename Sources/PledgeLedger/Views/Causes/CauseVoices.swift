/// Adds up members' voices: how many are for and against each edge, and where they are affected.
///
/// Every member has one voice per problem-as-cause, split over the effects that they speak of in
/// proportion to their words' strength. A member's word on an edge is one number in −3…3: the
/// strength of their own claim, if any, and their stances on others' entries for the same edge,
/// summed. So endorsing is a way of claiming, and nobody speaks twice on one edge.
struct CauseVoices {
    /// One member's whole voice.
    static let voice: UInt64 = 1 << 16

    /// An edge between two problems, given by their indices.
    struct Edge {
        var effect: Int32
        var cause: Int32
        /// Sums of voices, in parts of 2^16; each at most 2^16 a word, so they can't overflow.
        var inFavour: UInt64
        var against: UInt64
    }

    /// Every listed problem once, ascending: an index orders as its id does.
    let problems: [EntryID]
    /// Ascending by effect, then cause.
    private(set) var edges: [Edge] = []
    /// Affected members' voices, a problem each.
    private(set) var affected: [UInt64] = []

    private let indices: [EntryID: Int32]

    init(_ words: CauseWords) {
        problems = Set(words.problems).sorted()
        indices = Dictionary(uniqueKeysWithValues: zip(problems, 0..<Int32(clamping: problems.count)))
        edges = edges(words)
        affected = affected(words.affected)
    }

    /// One member's word on one edge, as it is gathered.
    private struct Word {
        var cause: Int32
        var member: Int32
        var effect: Int32
        var claimed: Int32
        var stances: Int32

        var sum: Int32 { min(max(claimed + stances, -3), 3) }
        var place: (Int32, Int32, Int32) { (cause, member, effect) }
    }

    private func edges(_ words: CauseWords) -> [Edge] {
        var parts: [Edge] = []
        let gathered = gather(words).words
        var start = 0
        while start < gathered.count {
            // All of one member's words on one cause: one voice.
            var end = start, strengths: UInt64 = 0
            while end < gathered.count, gathered[end].cause == gathered[start].cause, gathered[end].member == gathered[start].member {
                strengths += UInt64(gathered[end].sum.magnitude)
                end += 1
            }
            for word in gathered[start..<end] where word.sum != 0 {
                let share = Self.voice * UInt64(word.sum.magnitude) / strengths
                parts.append(Edge(
                    effect: word.effect, cause: word.cause, inFavour: word.sum > 0 ? share : 0, against: word.sum < 0 ? share : 0))
            }
            start = end
        }
        parts.sort { ($0.effect, $0.cause) < ($1.effect, $1.cause) }
        return parts.merged(where: { $0.effect == $1.effect && $0.cause == $1.cause }) {
            $0.inFavour += $1.inFavour
            $0.against += $1.against
        }
    }

    /// What each member has for or against one edge: their word and how their voice from its cause is split.
    static func shares(of effect: EntryID, from cause: EntryID, _ words: CauseWords) -> [EdgeVoices.Share] {
        let voices = CauseVoices(words), gathered = voices.gather(words)
        guard let from = voices.indices[cause], let to = voices.indices[effect] else { return [] }
        var whole: [Int32: UInt64] = [:]
        for word in gathered.words where word.cause == from { whole[word.member, default: 0] += UInt64(word.sum.magnitude) }
        return gathered.words.filter { $0.cause == from && $0.effect == to }.map { word in
            let all = whole[word.member] ?? 0
            return EdgeVoices.Share(
                member: gathered.members[Int(word.member)], word: Int8(clamping: word.sum), words: all,
                voice: word.sum == 0 ? 0 : voice * UInt64(word.sum.magnitude) / all)
        }
    }

    /// Every member's word on every edge, ascending by cause, member and effect; and the members by their numbers.
    private func gather(_ words: CauseWords) -> (words: [Word], members: [PublicKey]) {
        var members: [PublicKey: Int32] = [:], names: [PublicKey] = [], gathered: [Word] = []
        var claims = Dictionary<EntryID, (author: Int32, cause: Int32, effect: Int32)>(minimumCapacity: words.claims.count)
        gathered.reserveCapacity(words.claims.count + words.endorsements.count)
        func number(_ member: PublicKey) -> Int32 {
            if let known = members[member] { return known }
            let new = Int32(clamping: members.count)
            members[member] = new
            names.append(member)
            return new
        }
        for claim in words.claims where (1...3).contains(claim.strength) && claim.cause != claim.effect {
            guard let cause = indices[claim.cause], let effect = indices[claim.effect] else { continue }
            let author = number(claim.author)
            guard claims.updateValue((author, cause, effect), forKey: claim.id) == nil, claim.hasVoice else { continue }
            gathered.append(Word(cause: cause, member: author, effect: effect, claimed: Int32(claim.strength), stances: 0))
        }
        for endorsement in words.endorsements where (-2...2).contains(endorsement.stance) && endorsement.stance != 0 {
            let member = number(endorsement.member)
            guard let claim = claims[endorsement.claim], claim.author != member else { continue }
            gathered.append(Word(
                cause: claim.cause, member: member, effect: claim.effect, claimed: 0, stances: Int32(endorsement.stance)))
        }
        gathered.sort { $0.place < $1.place }
        let merged = gathered.merged(where: { $0.place == $1.place }) {
            $0.claimed = Swift.max($0.claimed, $1.claimed)
            $0.stances += $1.stances
        }
        return (merged, names)
    }

    /// Each affected member's one voice, split over the problems that affect them.
    private func affected(_ words: [AffectedWord]) -> [UInt64] {
        var voices = [UInt64](repeating: 0, count: problems.count)
        let weighty = words.filter { (1...2).contains($0.stance) && indices[$0.problem] != nil }
        var strengths: [PublicKey: UInt64] = [:]
        for word in weighty { strengths[word.member, default: 0] += UInt64(word.stance) }
        for word in weighty {
            guard let index = indices[word.problem], let sum = strengths[word.member], sum > 0 else { continue }
            voices[Int(index)] += Self.voice * UInt64(word.stance) / sum
        }
        return voices
    }
}

extension Array {
    /// Runs of neighbours that belong together, each made into one.
    func merged(where belong: (Element, Element) -> Bool, _ merge: (inout Element, Element) -> Void) -> [Element] {
        var merged: [Element] = []
        merged.reserveCapacity(count)
        for element in self {
            if let last = merged.last, belong(last, element) {
                merge(&merged[merged.count - 1], element)
            } else {
                merged.append(element)
            }
        }
        return merged
    }
}
