/// All that a store's rows say of problems and causes, numbered as it is read.
extension CauseReader {
    /// Equal to ``NumberedWords/init(_:)`` of ``CauseWords/init(_:)``, but for the numbers of members and claims.
    func words(hasVoice: (PublicKey) -> Bool) throws -> NumberedWords {
        let listed = try problems(), same = CauseWords.joined(listed), authors = try authors()
        var words = NumberedWords(problems: same.isEmpty ? listed.map(\.id) : Set(listed.map { same[$0.id] ?? $0.id }).sorted())
        words.members = authors.keys
        let isHeard = authors.keys.map(hasVoice), counted = IDPlaces(words.problems)
        func problem(_ id: EntryID) -> Int? { counted.find(same[id] ?? id) }
        var ids: [EntryID] = []
        try eachClaim(of: authors) { author, claim in
            guard NumberedWords.weighs(claim.strength), let cause = problem(claim.cause), let effect = problem(claim.effect), cause != effect
            else { return }
            ids.append(claim.id)
            words.claims.append(NumberedWords.Claim(
                cause: Int32(clamping: cause), effect: Int32(clamping: effect), author: Int32(clamping: author), strength: claim.strength,
                hasVoice: isHeard[author]))
        }
        let claims = IDPlaces(ids)
        // What the words that come next are about.
        var claim: Int?, suffered: Int?
        try eachStance(of: authors) { target in
            claim = claims.find(target)
            suffered = claim == nil ? problem(target) : nil
            return claim != nil || suffered != nil
        } _: { _, author, stance in
            guard isHeard[author] else { return }
            if let claim {
                words.endorsements.append(NumberedWords.Endorsement(
                    claim: Int32(clamping: claim), member: Int32(clamping: author), stance: stance.stance))
            } else if let suffered, stance.standing == .affected {
                words.affected.append(NumberedWords.Affected(
                    problem: Int32(clamping: suffered), member: Int32(clamping: author), stance: stance.stance))
            }
        }
        if !same.isEmpty { words.affected = Self.strongest(words.affected) }
        return words
    }

    /// Of one member's words on problems that are taken for one, the strongest.
    private static func strongest(_ words: [NumberedWords.Affected]) -> [NumberedWords.Affected] {
        struct Pair: Hashable { let problem, member: Int32 }
        var strongest: [Pair: NumberedWords.Affected] = [:]
        for word in words {
            let pair = Pair(problem: word.problem, member: word.member)
            if strongest[pair].map({ $0.stance < word.stance }) ?? true { strongest[pair] = word }
        }
        return Array(strongest.values)
    }
}

/// Finds ids in a list by their first eight bytes: an id is a hash, of which nobody makes many that begin alike.
private struct IDPlaces {
    private let ids: [EntryID]
    private let order: [(prefix: UInt64, place: Int)]

    init(_ ids: [EntryID]) {
        self.ids = ids
        order = ids.enumerated().map { (prefix: $1.raw.prefix, place: $0) }.sorted { $0.prefix < $1.prefix }
    }

    func find(_ id: EntryID) -> Int? {
        var at = order.partitioningIndex { $0.prefix >= id.raw.prefix }
        while at < order.count, order[at].prefix == id.raw.prefix {
            if ids[order[at].place] == id { return order[at].place }
            at += 1
        }
        return nil
    }
}
