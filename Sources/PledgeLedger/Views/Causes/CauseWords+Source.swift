extension CauseWords {
    /// What a ledger says of problems and causes. A problem that repeats another (`same_as`) is taken for
    /// it; of one author's claims of one edge the latest counts.
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

    /// The latest claim of each author for each edge.
    private static func claims(_ source: some ViewSource, _ known: (EntryID) -> EntryID) throws -> [CauseClaim] {
        let all = try source.claims()
        // Places in `all`: what a dictionary moves when it grows is small, and it needn't grow.
        var latest = Dictionary<Edge, Int>(minimumCapacity: all.count)
        for (place, said) in all.enumerated() {
            let edge = Edge(author: said.author, cause: known(said.cause), effect: known(said.effect))
            guard edge.cause != edge.effect, latest[edge].map({ all[$0].seq < said.seq }) ?? true else { continue }
            latest[edge] = place
        }
        return try latest.map { edge, place in
            CauseClaim(
                id: all[place].id, author: edge.author, cause: edge.cause, effect: edge.effect, strength: all[place].strength,
                hasVoice: try source.hasVoice(edge.author))
        }.sorted { $0.id < $1.id }
    }

    /// The same of a ledger's listed problems.
    public static func joined(in source: some ViewSource) throws -> [EntryID: EntryID] {
        try source.mayRepeatProblems() ? joined(source.problems()) : [:]
    }

    /// What each problem that repeats another stands for: the end of its chain, or in a circle the lowest.
    private static func joined(_ problems: [ListedProblem]) -> [EntryID: EntryID] {
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

    /// One author's word on one edge.
    private struct Edge: Hashable {
        let author: PublicKey
        let cause: EntryID
        let effect: EntryID
    }
}
