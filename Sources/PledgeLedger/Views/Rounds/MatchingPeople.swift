/// Who supports which project of a round with what root, by index: what the pairs are formed from.
struct MatchingPeople {
    /// A person's support of one project.
    struct Support {
        var project: Int
        var person: Int
        /// isqrt(c · 10^6) of all that the person gave it.
        var root: UInt64
        /// Where it is in its project's list.
        var place: Int
    }

    /// Ascending: an index orders as its id does.
    let projects: [EntryID]
    let people: [PublicKey]
    /// By person, ascending by project.
    let byPerson: [[Support]]
    /// By project, ascending by person.
    let byProject: [[Support]]
    /// For each person, the later ones with whom they vouch for each other.
    let friends: [[Int]]

    init(_ round: MatchingRound) {
        projects = Set(round.projects).sorted()
        let projectIndex = Dictionary(uniqueKeysWithValues: zip(projects, projects.indices))
        let gifts = round.gifts.filter { $0.amount > 0 && projectIndex[$0.project] != nil }
        people = Set(gifts.map(\.person)).sorted()
        let personIndex = Dictionary(uniqueKeysWithValues: zip(people, people.indices))
        var sums = [[Int: UInt128]](repeating: [:], count: people.count)
        for gift in gifts {
            guard let person = personIndex[gift.person], let project = projectIndex[gift.project] else { continue }
            sums[person][project, default: 0] += UInt128(gift.amount)
        }
        var byProject = [[Support]](repeating: [], count: projects.count)
        byPerson = sums.enumerated().map { person, given in
            given.sorted { $0.key < $1.key }.map { project, sum in
                let root = Matching.squareRoot(sum * Matching.scale)
                let support = Support(project: project, person: person, root: root, place: byProject[project].count)
                byProject[project].append(support)
                return support
            }
        }
        self.byProject = byProject
        friends = Self.friends(round.vouches, personIndex)
    }

    /// A project's supporters after one of them.
    func after(_ support: Support) -> ArraySlice<Support> { byProject[support.project][(support.place + 1)...] }

    private static func friends(_ vouches: [RoundVouch], _ index: [PublicKey: Int]) -> [[Int]] {
        let given = Set(vouches)
        var friends = [[Int]](repeating: [], count: index.count)
        for vouch in given.sorted(by: { ($0.voucher, $0.subject) < ($1.voucher, $1.subject) }) {
            guard let voucher = index[vouch.voucher], let subject = index[vouch.subject], voucher < subject,
                given.contains(RoundVouch(voucher: vouch.subject, subject: vouch.voucher))
            else { continue }
            friends[voucher].append(subject)
        }
        return friends
    }
}
