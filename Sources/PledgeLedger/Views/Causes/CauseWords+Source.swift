extension CauseWords {
    /// What a ledger says of problems and causes. A problem that repeats another (`same_as`) is taken for
    /// it. Several claims of one author for one edge are all here, so that what others say of each counts.
    public init(_ source: some ViewSource) throws {
        let listed = try source.problems()
        let same = Self.joined(listed)
        func known(_ problem: EntryID) -> EntryID { same[problem] ?? problem }
        self.init(problems: Set(listed.map { known($0.id) }).sorted())
        claims = try Self.claims(source, known)
        let targets = Set(claims.map(\.id) + listed.map(\.id))
        let stances = try source.stances(where: targets.contains).mapValues { try $0.filter { try source.hasVoice($0.author) } }
        for claim in claims {
            for word in stances[claim.id] ?? [] {
                endorsements.append(CauseEndorsement(member: word.author, claim: claim.id, stance: word.stance.stance))
            }
        }
        var words: [EntryID: [PublicKey: Int8]] = [:]
        for problem in listed {
            for word in stances[problem.id] ?? [] where word.stance.standing == .affected {
                let target = known(problem.id)
                words[target, default: [:]][word.author] = max(words[target]?[word.author] ?? .min, word.stance.stance)
            }
        }
        affected = words.flatMap { problem, members in
            members.map { AffectedWord(member: $0.key, problem: problem, stance: $0.value) }
        }.sorted { ($0.problem, $0.member) < ($1.problem, $1.member) }
    }

    /// Every claim that joins two problems.
    private static func claims(_ source: some ViewSource, _ known: (EntryID) -> EntryID) throws -> [CauseClaim] {
        try source.claims().compactMap { said in
            let cause = known(said.cause), effect = known(said.effect)
            guard cause != effect else { return nil }
            return CauseClaim(
                id: said.id, author: said.author, cause: cause, effect: effect, strength: said.strength,
                hasVoice: try source.hasVoice(said.author))
        }.sorted { $0.id < $1.id }
    }

    /// The same of a ledger's listed problems.
    public static func joined(in source: some ViewSource) throws -> [EntryID: EntryID] {
        try source.mayRepeatProblems() ? joined(source.problems()) : [:]
    }

    /// What each problem that repeats another stands for: the end of its chain, or in a circle the lowest.
    static func joined(_ problems: [ListedProblem]) -> [EntryID: EntryID] {
        guard problems.contains(where: { $0.sameAs != nil }) else { return [:] }
        var next: [EntryID: EntryID] = [:]
        let listed = Set(problems.map(\.id))
        for problem in problems {
            if let same = problem.sameAs, listed.contains(same) { next[problem.id] = same }
        }
        var ends: [EntryID: EntryID] = [:]
        for start in next.keys { ends[start] = end(of: start, next) }
        return ends
    }

    private static func end(of start: EntryID, _ next: [EntryID: EntryID]) -> EntryID {
        var at = start, seen: Set<EntryID> = []
        while let following = next[at], seen.insert(at).inserted { at = following }
        guard seen.contains(at) else { return at }
        // In a circle: every way in ends at its lowest.
        var lowest = at, along = at
        while let following = next[along], following != at {
            along = following
            lowest = min(lowest, along)
        }
        return lowest
    }
}
