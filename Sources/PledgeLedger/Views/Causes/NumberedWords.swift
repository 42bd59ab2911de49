/// What members have said about problems and their causes, with numbers for problems, members and claims: a
/// ``CauseWords`` from which the flow is computed without looking up an id again.
struct NumberedWords {
    struct Claim {
        var cause: Int32
        var effect: Int32
        var author: Int32
        var strength: UInt8
        /// As in ``CauseClaim``.
        var hasVoice: Bool
    }

    /// A member's standing word on a claim, by the claim's number.
    struct Endorsement {
        var claim: Int32
        var member: Int32
        var stance: Int8
    }

    /// A member's standing word, as one who is affected, on a problem.
    struct Affected {
        var problem: Int32
        var member: Int32
        var stance: Int8
    }

    /// Every listed problem once, ascending: an index orders as its id does.
    let problems: [EntryID]
    var members: [PublicKey] = []
    /// Each between two listed problems, of a strength of 1 to 3.
    var claims: [Claim] = []
    var endorsements: [Endorsement] = []
    /// At most one a member and problem.
    var affected: [Affected] = []

    /// - Parameter problems: each once, ascending.
    init(problems: [EntryID]) { self.problems = problems }

    /// Numbers words that name each other by ids; what is about problems that are not listed is left out.
    init(_ words: CauseWords) {
        self.init(problems: Set(words.problems).sorted())
        let places = Dictionary(uniqueKeysWithValues: zip(problems, 0..<Int32(clamping: problems.count)))
        var numbers: [PublicKey: Int32] = [:], claimed = [EntryID: Int32](minimumCapacity: words.claims.count)
        func number(_ member: PublicKey) -> Int32 {
            if let known = numbers[member] { return known }
            let new = Int32(clamping: members.count)
            numbers[member] = new
            members.append(member)
            return new
        }
        for claim in words.claims where Self.weighs(claim.strength) && claim.cause != claim.effect {
            guard let cause = places[claim.cause], let effect = places[claim.effect] else { continue }
            // Of two with one id, which no ledger has, one has a voice.
            let isFirst = claimed.updateValue(Int32(clamping: claims.count), forKey: claim.id) == nil
            claims.append(Claim(
                cause: cause, effect: effect, author: number(claim.author), strength: claim.strength, hasVoice: claim.hasVoice && isFirst))
        }
        for endorsement in words.endorsements {
            guard let claim = claimed[endorsement.claim] else { continue }
            endorsements.append(Endorsement(claim: claim, member: number(endorsement.member), stance: endorsement.stance))
        }
        for word in words.affected {
            guard let problem = places[word.problem] else { continue }
            affected.append(Affected(problem: problem, member: number(word.member), stance: word.stance))
        }
    }

    static func weighs(_ strength: UInt8) -> Bool { (1...3).contains(strength) }
}
