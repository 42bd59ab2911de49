import PledgeLedger

/// Who says what a problem's root weight comes from: whom it concerns, the claims that name it and the words on each,
/// and what would change it.
struct ProblemVoices {
    private struct Claim {
        let listed: ListedEntry
        let cause: Cause
        let words: [StandingWord]
        let hasVoice: Bool

        /// Whether another claim of its author's says the same at least as strongly: of equal ones the first counts.
        func isRepeated(by other: Claim) -> Bool {
            guard listed.author == other.listed.author, (cause.cause, cause.effect) == (other.cause.cause, other.cause.effect) else { return false }
            let (own, its) = (listed.entry.entry.seq, other.listed.entry.entry.seq)
            return cause.strength < other.cause.strength || (cause.strength == other.cause.strength && own > its)
        }
    }

    private let standing: ProblemStanding
    private let affected: [StandingWord]
    private let claims: [Claim]
    private let details: Details

    /// Claims are read up to this many; programs get all that are read.
    private static let most = (claims: 200, printed: 9)

    /// - Parameter standing: words on problems that count as the same are in.
    init(_ standing: ProblemStanding, _ details: Details, at cutoff: Cutoff) throws {
        (self.standing, self.details) = (standing, details)
        let store = details.store, collective = details.collective
        let ids = try standing.joined.flatMap {
            try store.newestSaid(.cause, of: $0, in: collective, at: cutoff, limit: Self.most.claims)
        }
        var seen: Set<EntryID> = []
        let listed = try ids.filter { seen.insert($0).inserted }.prefix(Self.most.claims).compactMap { try details.listed($0) }
        (affected, claims) = try store.view(of: collective, at: cutoff) { source in
            let affected = try standing.joined.flatMap { try source.words(on: $0.raw) }
                .filter { try $0.stance.standing == .affected && $0.stance.stance > 0 && source.hasVoice($0.author) }
            let claims = try listed.compactMap { listed -> Claim? in
                // What joins problems that count as one weighs nothing.
                guard case .cause(let cause)? = listed.entry.reading.facts, ![cause.cause, cause.effect].allSatisfy(standing.joined.contains)
                else { return nil }
                let words = try source.words(on: listed.id.raw).filter { try $0.stance.stance != 0 && source.hasVoice($0.author) }
                return Claim(listed: listed, cause: cause, words: words, hasVoice: try source.hasVoice(listed.author))
            }
            return (affected, claims)
        }
    }

    // MARK: for people

    func lines() throws -> [String] {
        try standing.sameLines() + affectedLines() + claimLines() + [
            "It changes as more people say that it affects them (`pledged endorse \(standing.counted.short) --as affected`), claim what "
                + "brings it about, or are for or against a claim (`pledged endorse CLAIM`, with --against to deny it).",
        ]
    }

    private func affectedLines() throws -> [String] {
        guard !affected.isEmpty else { return ["nobody has said that it affects them"] }
        let names = try affected.prefix(Self.most.printed).map { "\(try details.people.name($0.author)), entry \($0.id.short)" }
        let more = affected.count > names.count ? "; and \(affected.count - names.count) more" : ""
        return ["it affects: \(names.joined(separator: "; "))\(more)"]
    }

    private func claimLines() throws -> [String] {
        guard !claims.isEmpty else { return ["no claim names it"] }
        let shown = try claims.prefix(Self.most.printed).flatMap { claim -> [String] in
            let voice = claim.hasVoice ? claims.contains(where: claim.isRepeated) ? ", who says so elsewhere too, which counts once" : ""
                : ", who has no voice"
            return [
                "  \(try details.title(of: claim.cause.cause)) brings about \(try details.title(of: claim.cause.effect)), strength "
                    + "\(claim.cause.strength): claim \(claim.listed.id.short) by \(try details.people.name(claim.listed.author))\(voice)",
            ] + (try claim.words.prefix(Self.most.printed).map {
                "    \(Details.words(stance: $0.stance.stance)): \(try details.people.name($0.author)), entry \($0.id.short)"
            })
        }
        let more = claims.count - Self.most.printed
        return ["claims that name it:"] + shown + (more > 0 ? ["  and \(more) more"] : [])
    }

    // MARK: for programs

    func json() -> [JSON.Field] {
        [
            .init("affects", .array(affected.map(Self.json))),
            .init("claims", .array(claims.map { claim in
                .object([
                    .init("id", .string(claim.listed.id.hex)), .init("author", .string(KeyText.author(claim.listed.author))),
                    .init("cause", .string(claim.cause.cause.hex)), .init("effect", .string(claim.cause.effect.hex)),
                    .init("strength", .number(claim.cause.strength)), .init("voice", .bool(claim.hasVoice)),
                    .init("words", .array(claim.words.map(Self.json))),
                ])
            })),
        ]
    }

    private static func json(_ word: StandingWord) -> JSON {
        .object([
            .init("id", .string(word.id.hex)), .init("author", .string(KeyText.author(word.author))),
            .init("stance", .number(word.stance.stance)),
        ])
    }
}
