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

    /// Ascending by effect, then cause.
    private(set) var edges: [Edge] = []
    /// Affected members' voices, a problem each.
    private(set) var affected: [UInt64] = []

    init(_ words: NumberedWords) {
        edges = Self.edges(words)
        affected = Self.affected(words)
    }

    /// One member's word on one edge, as it is gathered.
    private struct Word {
        var cause: Int32
        var member: Int32
        var effect: Int32
        var claimed: Int32
        var stances: Int32

        var sum: Int32 { min(max(claimed + stances, -3), 3) }
        /// Member, then effect.
        var place: UInt64 { UInt64(UInt32(bitPattern: member)) << 32 | UInt64(UInt32(bitPattern: effect)) }
    }

    private static func edges(_ words: NumberedWords) -> [Edge] {
        var parts: [Edge] = []
        let gathered = gather(words)
        var start = 0
        while start < gathered.count {
            // All of one member's words on one cause: one voice.
            var end = start, strengths: UInt64 = 0
            while end < gathered.count, gathered[end].cause == gathered[start].cause, gathered[end].member == gathered[start].member {
                strengths += UInt64(gathered[end].sum.magnitude)
                end += 1
            }
            for word in gathered[start..<end] where word.sum != 0 {
                let share = voice * UInt64(word.sum.magnitude) / strengths
                parts.append(Edge(
                    effect: word.effect, cause: word.cause, inFavour: word.sum > 0 ? share : 0, against: word.sum < 0 ? share : 0))
            }
            start = end
        }
        // By cause they are in order already, and stay so.
        return parts.inOrder(of: words.problems.count, by: \.effect).merged(where: { $0.effect == $1.effect && $0.cause == $1.cause }) {
            $0.inFavour += $1.inFavour
            $0.against += $1.against
        }
    }

    /// What each member has for or against one edge: their word and how their voice from its cause is split.
    static func shares(of effect: EntryID, from cause: EntryID, _ words: CauseWords) -> [EdgeVoices.Share] {
        let numbered = NumberedWords(words), gathered = gather(numbered)
        guard let from = numbered.problems.firstIndex(of: cause), let to = numbered.problems.firstIndex(of: effect) else { return [] }
        var whole: [Int32: UInt64] = [:]
        for word in gathered where word.cause == from { whole[word.member, default: 0] += UInt64(word.sum.magnitude) }
        return gathered.filter { $0.cause == from && $0.effect == to }.map { word in
            let all = whole[word.member] ?? 0
            return EdgeVoices.Share(
                member: numbered.members[Int(word.member)], word: Int8(clamping: word.sum), words: all,
                voice: word.sum == 0 ? 0 : voice * UInt64(word.sum.magnitude) / all)
        }
    }

    /// Every member's word on every edge, ascending by cause, member and effect.
    private static func gather(_ words: NumberedWords) -> [Word] {
        var gathered: [Word] = []
        gathered.reserveCapacity(words.claims.count + words.endorsements.count)
        for claim in words.claims where claim.hasVoice {
            gathered.append(Word(cause: claim.cause, member: claim.author, effect: claim.effect, claimed: Int32(claim.strength), stances: 0))
        }
        for endorsement in words.endorsements where (-2...2).contains(endorsement.stance) && endorsement.stance != 0 {
            let claim = words.claims[Int(endorsement.claim)]
            guard claim.author != endorsement.member else { continue }
            gathered.append(Word(
                cause: claim.cause, member: endorsement.member, effect: claim.effect, claimed: 0, stances: Int32(endorsement.stance)))
        }
        return gathered.inOrder(of: words.problems.count, by: \.cause) { $0.place < $1.place }
            .merged(where: { $0.cause == $1.cause && $0.place == $1.place }) {
                $0.claimed = Swift.max($0.claimed, $1.claimed)
                $0.stances += $1.stances
            }
    }

    /// Each affected member's one voice, split over the problems that affect them.
    private static func affected(_ words: NumberedWords) -> [UInt64] {
        var voices = [UInt64](repeating: 0, count: words.problems.count)
        var strengths = [UInt64](repeating: 0, count: words.members.count)
        let weighty = words.affected.filter { (1...2).contains($0.stance) }
        for word in weighty { strengths[Int(word.member)] += UInt64(word.stance) }
        for word in weighty { voices[Int(word.problem)] += voice * UInt64(word.stance) / strengths[Int(word.member)] }
        return voices
    }
}

extension Array {
    /// Ascending by a number below a count; those of one number in the order given, or as they are now.
    ///
    /// Sorting all at once would compare each with many others; there are few of one number.
    fileprivate func inOrder(of count: Int, by number: (Element) -> Int32, _ isBefore: ((Element, Element) -> Bool)? = nil) -> [Element] {
        guard let first else { return [] }
        var starts = [Int](repeating: 0, count: count + 1)
        for element in self { starts[Int(number(element)) + 1] += 1 }
        for place in 0..<count { starts[place + 1] += starts[place] }
        var sorted = [Element](repeating: first, count: self.count), ends = starts
        for element in self {
            let place = Int(number(element))
            sorted[ends[place]] = element
            ends[place] += 1
        }
        if let isBefore { for place in 0..<count where starts[place + 1] - starts[place] > 1 { sorted[starts[place]..<starts[place + 1]].sort(by: isBefore) } }
        return sorted
    }

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
