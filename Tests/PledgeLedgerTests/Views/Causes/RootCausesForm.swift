import PledgeLedger

/// The JSON of docs/views.md for root causes.
struct RootCausesQuestion: Codable {
    struct Claim: Codable {
        var id, author, cause, effect: String
        var strength: UInt8
        var voice: Bool
    }

    struct Endorsement: Codable {
        var member, claim: String
        var stance: Int8
    }

    struct Affected: Codable {
        var member, problem: String
        var stance: Int8
    }

    var view = "root_causes"
    var problems: [String]
    var claims: [Claim]
    var endorsements: [Endorsement]
    var affected: [Affected]

    init(_ words: CauseWords) {
        problems = words.problems.map(\.brief)
        claims = words.claims.map {
            Claim(
                id: $0.id.brief, author: $0.author.brief, cause: $0.cause.brief, effect: $0.effect.brief, strength: $0.strength,
                voice: $0.hasVoice)
        }
        endorsements = words.endorsements.map { Endorsement(member: $0.member.brief, claim: $0.claim.brief, stance: $0.stance) }
        affected = words.affected.map { Affected(member: $0.member.brief, problem: $0.problem.brief, stance: $0.stance) }
    }

    func words() throws -> CauseWords {
        try CauseWords(
            problems: problems.map(short),
            claims: claims.map {
                try CauseClaim(
                    id: short($0.id), author: short($0.author), cause: short($0.cause), effect: short($0.effect),
                    strength: $0.strength, hasVoice: $0.voice)
            },
            endorsements: endorsements.map { try CauseEndorsement(member: short($0.member), claim: short($0.claim), stance: $0.stance) },
            affected: affected.map { try AffectedWord(member: short($0.member), problem: short($0.problem), stance: $0.stance) })
    }
}

struct RootCausesAnswer: Codable, Equatable {
    struct Problem: Codable, Equatable {
        var problem: String
        var start, residue, weight: UInt64
    }

    struct Edge: Codable, Equatable {
        var cause, effect: String
        var inFavour, against, carried: UInt64

        enum CodingKeys: String, CodingKey {
            case cause, effect, against, carried
            case inFavour = "for"
        }
    }

    var rounds: Int
    var circles: [[String]]
    var problems: [Problem]
    var edges: [Edge]

    init(_ roots: RootCauses) {
        rounds = roots.rounds
        circles = roots.circles.map { $0.map(\.brief) }
        problems = roots.problems.map { Problem(problem: $0.problem.brief, start: $0.start, residue: $0.residue, weight: $0.weight) }
        edges = roots.edges.map {
            Edge(cause: $0.cause.brief, effect: $0.effect.brief, inFavour: $0.inFavour, against: $0.against, carried: $0.carried)
        }
    }
}
