import PledgeLedger
import Testing

extension LedgerMaker {
    /// A random ledger for views: one of four is open, one of three witnessed, one of two has a fork.
    static func ofViews(_ seed: Int, from first: UInt64, entries: Int) throws -> LedgerMaker {
        var maker = try LedgerMaker(
            seed: UInt64(seed) + first, authors: 6, admission: seed % 4 == 0 ? .open : .vouched, ladder: [4, 2, 1],
            witnesses: seed % 3 == 0 ? 1 : 0)
        try maker.scene(entries: entries, forks: seed % 2)
        return maker
    }

    /// A random ledger: vouches given, taken back and running out, for members and skills; profiles; projects with
    /// deadlines and earlier versions; pledges with conditions and loans (some wrong, some early); endorsements and
    /// answers, causes, rounds, settlements, reports, retractions; covers where there are witnesses; entries that are
    /// void or idle; and authors who fork into up to three branches.
    mutating func scene(entries count: Int, forks: Int) throws {
        var tips = keys.indices.map { Tip(author: $0) }
        var targets: [EntryID] = []
        var projects: [EntryID] = [], problems: [EntryID] = []
        for _ in 0..<count {
            let at = Int.random(in: tips.indices, using: &generator)
            let own = made.filter { $0.entry.author == keys[tips[at].author].publicKey }.map(\.entry.id)
            let facts = try draw(author: tips[at].author, projects: projects, problems: problems, targets: targets, own: own)
            let entry = try sign(facts, on: &tips[at], text: Bool.random(using: &generator) ? "words" : nil)
            targets.append(entry.entry.id)
            if case .project = entry.reading.facts { projects.append(entry.entry.id) }
            if case .problem = entry.reading.facts { problems.append(entry.entry.id) }
            if tips.count < keys.count + forks, Int.random(in: 0..<4, using: &generator) == 0 {
                tips.append(try branch(of: tips[at].author))
            }
        }
    }

    /// Adds what is hard to take in any order: a founder pledges to both branches of a fork and to a
    /// stranger's project; the words of each are erased by entries that come before them in a chain,
    /// beside them, and by somebody else; and so are the charter's.
    mutating func tangle() throws {
        var tips = keys.indices.map { author in
            made.last { $0.entry.author == keys[author].publicKey }
                .map { Tip(author: author, seq: $0.entry.seq, id: $0.entry.id) } ?? Tip(author: author)
        }
        let project = Facts.project(Project(asks: [.init(number: 1, unit: try unit("iso4217:EUR"), target: 900)]))
        for author in [1, 4, 5] {
            var main = tips[author], low = Tip(author: author, seq: main.seq + 1, id: EntryID(charter.founders[0].raw))
            var branch = main
            let one = try sign(project, on: &main, text: "one"), other = try sign(project, on: &branch, text: "other")
            // Of a history that nobody has.
            let apart = try sign(project, on: &low, text: "apart")
            for target in [one, other, apart].shuffled(using: &generator) {
                let amount = Quantity(UInt64.random(in: 1...500, using: &generator), try unit("iso4217:EUR"))
                try sign(.pledge(Pledge(to: target.entry.id, ask: 1, quantity: amount)), on: &tips[0])
                guard Int.random(in: 0..<3, using: &generator) > 0 else { continue }
                let erasure = Facts.retract(Retract(target: target.entry.id, erase: true))
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: try sign(erasure, on: &tips[author])
                case 1: try sign(erasure, on: &main)
                case 2: try sign(erasure, on: &low)
                default: try sign(erasure, on: &tips[0])
                }
            }
        }
        try sign(.retract(Retract(target: collective, erase: true)), on: &tips[0])
    }

    /// A new branch from any earlier place of an author's feed, or from its start.
    private mutating func branch(of author: Int) throws -> Tip {
        let own = made.filter { $0.entry.author == keys[author].publicKey }
        guard let stem = own.randomElement(using: &generator), Int.random(in: 0..<5, using: &generator) > 0 else {
            return Tip(author: author)
        }
        return Tip(author: author, seq: stem.entry.seq, id: stem.entry.id)
    }

    private mutating func draw(
        author: Int, projects: [EntryID], problems: [EntryID], targets: [EntryID], own: [EntryID]
    ) throws -> [UInt8] {
        if !witnesses.isEmpty, Int.random(in: 0..<3, using: &generator) == 0 { return try FactsCodec.encode(drawCovers()) }
        let someone = keys[Int.random(in: keys.indices, using: &generator)].publicKey
        let facts: Facts
        switch Int.random(in: 0..<17, using: &generator) {
        case 0, 1, 2, 15:
            let level: UInt8 = Int.random(in: 0..<3, using: &generator) == 0 ? 0 : 1
            // Often somebody in particular, so that what was given is also taken back.
            let friend = keys[(author + 2) % keys.count].publicKey
            var vouch = Vouch(subject: Bool.random(using: &generator) ? friend : someone, level: level)
            if isDrawn(oneIn: 8) { vouch.until = clock + UInt64.random(in: 0...200_000, using: &generator) }
            if isDrawn(oneIn: 8) { vouch.scope = .skill("digging") }
            facts = .vouch(vouch)
        case 3, 4:
            facts = .project(try drawProject())
        case 16:
            facts = .profile(Profile(skills: ["digging"], capacity: [Quantity(UInt64.random(in: 1...9_000, using: &generator), try unit("iso4217:EUR"))]))
        case 5, 6, 7:
            let to = (projects + targets.suffix(1)).randomElement(using: &generator) ?? .zero
            let ask = UInt32.random(in: 1...3, using: &generator)
            let unit = try unit(Int.random(in: 0..<6, using: &generator) == 0 || ask == 2 ? "time:min" : "iso4217:EUR")
            let amount = UInt64.random(in: 1...5_000, using: &generator)
            var pledge = Pledge(to: to, ask: ask, quantity: Quantity(amount, unit))
            if isDrawn(oneIn: 4) { pledge.joint = Array((projects + targets.suffix(1)).filter { $0 != to }.suffix(2)) }
            if isDrawn(oneIn: 4) { pledge.minimumPeople = UInt32.random(in: 1...4, using: &generator) }
            if isDrawn(oneIn: 4) { pledge.repayBy = drawDeadline() }
            if Set(pledge.joint).count < pledge.joint.count { pledge.joint.removeLast() }
            facts = .pledge(pledge)
        case 8, 9:
            let target = (targets.suffix(6).map(\.raw) + [someone.raw]).randomElement(using: &generator)
            facts = .endorse(Endorse(
                target: target ?? someone.raw, stance: Int8.random(in: -2...2, using: &generator),
                standing: Endorse.Standing.allCases.randomElement(using: &generator) ?? .donor,
                re: isDrawn(oneIn: 6) ? targets.randomElement(using: &generator) : nil))
        case 10:
            let target = (own + targets.suffix(2)).randomElement(using: &generator) ?? .zero
            facts = .retract(Retract(target: target, erase: Bool.random(using: &generator)))
        case 11:
            return [0x0a, 0xff]
        default:
            facts = try drawAbout(
                (projects + targets.suffix(8)).shuffled(using: &generator), problems.shuffled(using: &generator))
        }
        return try FactsCodec.encode(facts)
    }

    private mutating func isDrawn(oneIn odds: Int) -> Bool { Int.random(in: 0..<odds, using: &generator) == 0 }

    /// A time soon after the next entry's; of twenty one is past, and makes it void.
    private mutating func drawDeadline() -> UInt64 { clock + UInt64.random(in: 0...20_000, using: &generator) }

    private mutating func drawProject() throws -> Project {
        var project = Project(asks: [
            .init(number: 1, unit: try unit("iso4217:EUR"), target: 10_000), .init(number: 2, unit: try unit("time:min"), target: 600),
        ])
        if isDrawn(oneIn: 3) { project.lock = drawDeadline() }
        if isDrawn(oneIn: 3) { project.settleBy = (project.lock ?? clock) + UInt64.random(in: 0...20_000, using: &generator) }
        return project
    }

    /// Covers of some feeds at any place of any branch, few of them of nothing; seldom by nobody's witness,
    /// or signed for something else.
    private mutating func drawCovers() -> Facts {
        var covers: [PublicKey: Witness.Cover] = [:]
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let entry = made.suffix(30).randomElement(using: &generator)?.entry ?? charterEntry.entry
            let isReal = Int.random(in: 0..<8, using: &generator) > 0
            covers[entry.author] = Witness.Cover(
                author: entry.author, seq: entry.seq + (isReal ? 0 : 1), id: entry.id)
        }
        let key = (Int.random(in: 0..<12, using: &generator) > 0 ? witnesses : keys).randomElement(using: &generator) ?? keys[0]
        var witness = Witness(Array(covers.values), at: clock, by: key, in: collective)
        if Int.random(in: 0..<12, using: &generator) == 0 { witness.time += 1 }
        return .witness(witness)
    }

    /// Problems, causes, rounds, settlements and reports that name some of these, right or wrong.
    private mutating func drawAbout(_ ids: [EntryID], _ problems: [EntryID]) throws -> Facts {
        let one = ids.first ?? EntryID(keys[0].publicKey.raw), other = ids.last ?? collective
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: return .problem(Problem(place: "the valley", sameAs: Bool.random(using: &generator) ? one : nil))
        case 1 where problems.count > 1:
            return .cause(Cause(cause: problems[0], effect: problems[1], strength: UInt8.random(in: 1...3, using: &generator)))
        case 1 where one != other: return .cause(Cause(cause: one, effect: other))
        case 2:
            return .round(Round(
                poolUnit: try unit("iso4217:EUR"), rules: RoundRules(rule: one < other ? .equalShares : nil),
                eligible: Array(Set([one, other])).sorted(), lock: isDrawn(oneIn: 3) ? drawDeadline() : nil))
        case 3: return .report(Report(project: one, metric: "wells", value: 3))
        case 4:
            var project = Project(asks: [.init(number: 1, unit: try unit("iso4217:EUR"), target: 10_000)])
            (project.revises, project.addresses) = ([one], [other])
            return .project(project)
        default:
            return .settle(Settle(pledge: one, side: .paid, amount: UInt64.random(in: 1...5_000, using: &generator)))
        }
    }

    private func unit(_ name: String) throws -> Unit { try #require(Unit(name)) }
}
