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
        /// People who are taken to be there as well.
        var guests = 0
        /// Who asks for people, most wanted last.
        var asksForPeople: [(people: Int, member: Int)] = []
        /// Pledges that hold only with this project.
        var jointBy: [Int] = []
        var isMet: Bool { shortAsks == 0 && members > 0 }
    }

    /// What a pledge waits for once its ask's minimum is taken as reached.
    struct Need: Hashable, Sendable {
        /// So many more people with a voice would keep it in the set, and no fewer.
        let people: Int
        /// What the set with them has for its ask.
        let sum: UInt128
    }

    private var members: [Member] = []
    private var asks: [Ask] = []
    private var projects: [ProjectCount] = []
    private var numbers: [EntryID: Int] = [:]
    private var falling: [Int] = []
    /// Pledges in the set: the proof.
    private(set) var pledges: Set<EntryID> = []
    /// By pledge, what those to the ask that is taken as reached need; not of those whose other projects are not met, whoever
    /// comes.
    private(set) var needs: [EntryID: Need] = [:]

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
        let asked = reached.flatMap { reached in
            numbers[reached.project].flatMap { number in
                listed[number].project.asks.firstIndex { $0.number == reached.ask }.map { (number, projects[number].asks.lowerBound + $0) }
            }
        }
        if let asked { projects[asked.0].guests = Int(Int32.max) }
        dropUntilStable()
        if let asked { sendGuestsHome(of: asked.0, ask: asked.1) }
        for member in members where member.isIn { pledges.insert(member.id) }
    }

    /// Whether every ask of the project that has a minimum reaches it, by at least one pledge.
    func isMet(_ project: EntryID) -> Bool { numbers[project].map { projects[$0].isMet } ?? false }

    /// How many people with a voice are in the set with a pledge to a project, an author of one that is not in it among them.
    func people(of project: EntryID, with author: PublicKey?) -> Int {
        guard let number = numbers[project] else { return 0 }
        let voices = projects[number].voices
        return voices.count + (author.map { voices[$0] == nil } ?? false ? 1 : 0)
    }

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
        _ = dropFalling()
    }

    /// - Returns: who was dropped.
    private mutating func dropFalling() -> [Int] {
        var dropped: [Int] = []
        while let at = falling.popLast() {
            guard members[at].isIn else { continue }
            drop(at)
            dropped.append(at)
        }
        return dropped
    }

    /// Takes the guests away one by one: whoever falls then needed as many as were there before.
    private mutating func sendGuestsHome(of number: Int, ask: Int) {
        while let last = projects[number].asksForPeople.last, last.people > projects[number].voices.count || !members[last.member].isIn {
            guard members[last.member].isIn else {
                projects[number].asksForPeople.removeLast()
                continue
            }
            let need = Need(people: last.people - projects[number].voices.count, sum: asks[ask].sum)
            projects[number].guests = need.people - 1
            askForPeople(number)
            for at in dropFalling() where members[at].ask == ask { needs[members[at].id] = need }
        }
        projects[number].guests = 0
        for at in asks[ask].members where members[at].isIn { needs[members[at].id] = Need(people: 0, sum: asks[ask].sum) }
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
        while let last = projects[number].asksForPeople.last, last.people > projects[number].voices.count + projects[number].guests {
            falling.append(last.member)
            projects[number].asksForPeople.removeLast()
        }
    }
}
