import PledgeLedger

extension CauseWords {
    /// Random words: some of no account, some that contradict each other.
    static func draw(_ generator: inout SeededGenerator, problems: Int, members: Int, claims: Int) -> CauseWords {
        func problem(_ generator: inout SeededGenerator) -> EntryID {
            EntryID(number: Int.random(in: 1...problems + 1, using: &generator))
        }
        func member(_ generator: inout SeededGenerator) -> PublicKey {
            PublicKey(number: 1_000 + Int.random(in: 1...members, using: &generator))
        }
        let made = (0..<claims).map { index in
            CauseClaim(
                id: EntryID(number: 1_000_000 + index), author: member(&generator), cause: problem(&generator), effect: problem(&generator),
                strength: UInt8.random(in: 1...3, using: &generator), hasVoice: Int.random(in: 0..<8, using: &generator) > 0)
        }
        var stances: [CauseEndorsement] = []
        for claim in made {
            for voter in 1...members where Int.random(in: 0..<3, using: &generator) == 0 {
                stances.append(CauseEndorsement(
                    member: PublicKey(number: 1_000 + voter), claim: claim.id, stance: Int8.random(in: -2...2, using: &generator)))
            }
        }
        var affected: [AffectedWord] = []
        for voter in 1...members {
            for number in 1...problems + 1 where Int.random(in: 0..<4, using: &generator) == 0 {
                affected.append(AffectedWord(
                    member: PublicKey(number: 1_000 + voter), problem: EntryID(number: number),
                    stance: Int8.random(in: -2...2, using: &generator)))
            }
        }
        return CauseWords(
            problems: (1...problems).map { EntryID(number: $0) }, claims: made, endorsements: stances, affected: affected)
    }

    func shuffled(_ generator: inout SeededGenerator) -> CauseWords {
        CauseWords(
            problems: problems.shuffled(using: &generator), claims: claims.shuffled(using: &generator),
            endorsements: endorsements.shuffled(using: &generator), affected: affected.shuffled(using: &generator))
    }
}
