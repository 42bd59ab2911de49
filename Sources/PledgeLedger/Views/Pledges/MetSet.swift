/// The largest set of binding pledges in which every condition of every one holds by the set itself:
/// the ask's minimum is reached, enough people with a voice are in it, and each joint project is met.
///
/// All conditions are monotone (more pledges never break one), so there is one greatest fixed point
/// (Tarski 1955): start with every binding pledge, drop those that a condition fails, until none does.
/// Projects that wait for one another are met together. Each pledge is dropped at most once.
struct MetSet: Sendable {
    /// One pledge that may be in the set.
    private struct Member: Sendable {
        let id: EntryID
        let author: PublicKey
        let hasVoice: Bool
        let project: Int
        let ask: Int
        let amount: UInt128
        var isIn = true
    }

    private struct Ask: Sendable {
        let minimum: UInt128
        var sum: UInt128 = 0
        var members: [Int] = []
        var isShort: Bool { sum < minimum }
    }

    private struct ProjectCount: Sendable {
        let asks: Range<Int>
        var shortAsks = 0
        var members = 0
        /// Pledges in the set by each author with a voice.
        var voices: [PublicKey: Int] = [:]
        /// Who asks for people, most wanted last.
        var asksForPeople: [(people: Int, member: Int)] = []
        /// Pledges that hold only with this project.
        var jointBy: [Int] = []
        var isMet: Bool { shortAsks == 0 && members > 0 }
    }

    private var members: [Member] = []
    private var asks: [Ask] = []
    private var projects: [ProjectCount] = []
    private var numbers: [EntryID: Int] = [:]
    private var falling: [Int] = []
    /// Pledges in the set: the proof.
    private(set) var pledges: Set<EntryID> = []

    /// - Parameter reached: an ask whose minimum is taken as reached, to see what else a pledge waits for; nil for none.
    init(_ book: PledgeBook, at cutoff: Cutoff, taking reached: (project: EntryID, ask: UInt32)? = nil) {
        let listed = book.projects.values.sorted { $0.id < $1.id }
        for one in listed {
            numbers[one.id] = projects.count
            projects.append(ProjectCount(asks: asks.count..<(asks.count + one.project.asks.count)))
            for ask in one.project.asks {
                let isReached = reached.map { $0.project == one.id && $0.ask == ask.number } ?? false
                asks.append(Ask(minimum: isReached ? 0 : UInt128(ask.minimum)))
            }
        }
        for (number, one) in listed.enumerated() {
            let silent = book.silent[one.project.moment(at: cutoff)] ?? []
            for promise in one.promises where promise.isBinding { enter(promise, of: one.project, number, silent) }
        }
        dropUntilStable()
        for member in members where member.isIn { pledges.insert(member.id) }
    }

    /// Whether every ask of the project that has a minimum reaches it, by at least one pledge.
    func isMet(_ project: EntryID) -> Bool { numbers[project].map { projects[$0].isMet } ?? false }

    private mutating func enter(
        _ promise: Promise, of project: Project, _ number: Int, _ silent: Set<PublicKey>
    ) {
        let pledge = promise.said.content, author = promise.said.author, at = members.count
        guard let index = project.asks.firstIndex(where: { pledge.fits($0) }) else { return }
        let ask = projects[number].asks.lowerBound + index
        members.append(Member(
            id: promise.said.id, author: author, hasVoice: !silent.contains(author), project: number, ask: ask,
            amount: UInt128(pledge.quantity.amount)))
        asks[ask].sum += UInt128(pledge.quantity.amount)
        asks[ask].members.append(at)
        projects[number].members += 1
        if members[at].hasVoice { projects[number].voices[author, default: 0] += 1 }
        if pledge.minimumPeople > 0 { projects[number].asksForPeople.append((Int(pledge.minimumPeople), at)) }
        for joint in pledge.joint {
            if let other = numbers[joint] { projects[other].jointBy.append(at) } else { falling.append(at) }
        }
    }

    private mutating func dropUntilStable() {
        for number in projects.indices {
            projects[number].asksForPeople.sort { ($0.people, $0.member) < ($1.people, $1.member) }
            projects[number].shortAsks = asks[projects[number].asks].count(where: \.isShort)
            for ask in asks[projects[number].asks] where ask.isShort { falling += ask.members }
            if !projects[number].isMet { falling += projects[number].jointBy }
            askForPeople(number)
        }
        while let at = falling.popLast() {
            if members[at].isIn { drop(at) }
        }
    }

    private mutating func drop(_ at: Int) {
        members[at].isIn = false
        let member = members[at], number = member.project, wasMet = projects[number].isMet
        let wasShort = asks[member.ask].isShort
        asks[member.ask].sum -= member.amount
        if !wasShort, asks[member.ask].isShort {
            projects[number].shortAsks += 1
            falling += asks[member.ask].members
        }
        projects[number].members -= 1
        if wasMet, !projects[number].isMet { falling += projects[number].jointBy }
        guard member.hasVoice, let pledges = projects[number].voices[member.author] else { return }
        projects[number].voices[member.author] = pledges > 1 ? pledges - 1 : nil
        if pledges == 1 { askForPeople(number) }
    }

    /// Pledges that ask for more people than there are fall.
    private mutating func askForPeople(_ number: Int) {
        while let last = projects[number].asksForPeople.last, last.people > projects[number].voices.count {
            falling.append(last.member)
            projects[number].asksForPeople.removeLast()
        }
    }
}
