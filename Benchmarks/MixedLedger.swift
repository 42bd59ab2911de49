import Foundation
import PledgeLedger

/// A ledger of a collective as it grows in years: 10,000 members who vouch, say who they are, name problems and
/// their causes, propose, promise, settle, report and endorse; a million entries in all. With fewer members
/// everything is smaller in the same proportion.
final class MixedLedger: @unchecked Sendable {
    let members: Int
    /// The founder alone vouches for so many but one.
    static let fewest = 100
    private var projects: Int { members / 10 }

    let charter: VerifiedEntry
    private let keys: [SigningKey]
    private let unit: PledgeLedger.Unit
    /// Each member's feed so far, as bytes, and the id of its last entry. Written by one thread a member.
    private let feeds: UnsafeMutableBufferPointer<[[UInt8]]>
    private let ids: UnsafeMutableBufferPointer<[EntryID]>
    /// The ids of what was said before: what others may name.
    private var known: [[EntryID]] = []

    var collective: CollectiveID { charter.entry.id }

    /// - Parameters:
    ///   - members: at least ``fewest``.
    ///   - isWitnessed: whether the last member is a witness, who covered every feed five times.
    init(members: Int = 10_000, isWitnessed: Bool = false) throws {
        self.members = members
        keys = try (0..<members).map(BenchLedger.key)
        unit = try BenchLedger.euro()
        var verifier = EntryVerifier()
        let facts = try FactsCodec.encode(.charter(Charter(
            founders: [keys[0].publicKey], witnesses: isWitnessed ? [keys[members - 1].publicKey] : [])))
        charter = try verifier.verify(Entry.sign(
            Entry.Draft(collective: .zero, time: BenchLedger.time, facts: facts), with: keys[0]))
        feeds = .allocate(capacity: members)
        feeds.initialize(repeating: [])
        ids = .allocate(capacity: members)
        ids.initialize(repeating: [])
        say(beginning)
        say(proposals)
        say(claims)
        say(outcomes)
        if isWitnessed { for part in 1...5 { say { $0 == members - 1 ? self.covers(part) : [] } } }
    }

    deinit {
        feeds.deinitialize()
        feeds.deallocate()
        ids.deinitialize()
        ids.deallocate()
    }

    /// Entries in an order in which whoever vouches comes first.
    var entries: [[UInt8]] { feeds.flatMap { $0 } }

    /// The project that most is said of, one of its pledges, the problem that it works on, and its author.
    var project: EntryID { id(0, project: 0) }
    var problem: EntryID { known[0][Place.problem] }
    var pledge: EntryID { known[7][Place.pledges] }
    var round: EntryID { known[0][Place.rest + 1] }
    var otherRound: EntryID { known[1][Place.rest + 1] }
    var cause: EntryID { known[0][Place.causes] }
    var settlement: EntryID { known[7][Place.settles] }
    var report: EntryID { known[0][Place.rest] }
    /// Somebody whom another member vouched for.
    var author: PublicKey { keys[members - 7].publicKey }
    /// A member who writes on, and where their feed ends.
    var writer: (key: SigningKey, seq: UInt64, head: EntryID) {
        (keys[members / 2], UInt64(ids[members / 2].count), ids[members / 2].last ?? .zero)
    }

    /// One more entry of each kind, as somebody writes on; the vouches admit somebody new.
    func more(_ newcomers: [PublicKey]) -> [(kind: String, facts: [Facts])] {
        let own = known[members / 2]
        return [
            ("pledge", (0..<9).map { .pledge(Pledge(to: project, ask: 1, quantity: Quantity(UInt64(100 + $0), unit))) }),
            ("endorsement of a project", (0..<9).map { .endorse(Endorse(target: id($0, project: 7).raw, stance: 1, standing: .expert)) }),
            ("endorsement of a cause", (0..<9).map { .endorse(Endorse(target: known[$0][Place.causes + 1].raw, stance: 1, standing: .unspecified)) }),
            ("problem", (0..<9).map { _ in .problem(Problem()) }),
            ("cause", (0..<9).map { .cause(Cause(cause: known[$0 + 1][Place.problem], effect: known[$0 + 20][Place.problem])) }),
            ("settlement", (0..<9).map { .settle(Settle(pledge: own[Place.pledges + 20 + $0], side: .paid, amount: 100)) }),
            ("report", (0..<9).map { .report(Report(project: project, metric: "households", value: Int64($0))) }),
            ("profile", (0..<9).map { _ in .profile(Profile(skills: ["digging"], capacity: [Quantity(1_000_000, unit)])) }),
            ("retraction", (0..<9).map { .retract(Retract(target: own[Place.pledges + $0])) }),
            ("project", (0..<9).map { .project(Project(asks: [.init(number: 1, unit: unit, target: UInt64(1_000 + $0))])) }),
            ("vouch", newcomers.map { .vouch(Vouch(subject: $0)) }),
        ]
    }

    /// Ten more entries of a member's, as people go on: five promises, two settlements, a stance on a project and
    /// one on a claim, and a new claim.
    func goingOn(_ member: Int, _ turn: Int) -> [Facts] {
        let own = known[member], other = (member + 7 + turn * 53) % members
        let promises = (0..<5).map { Facts.pledge(Pledge(to: id(member, project: turn * 5 + $0), ask: 1, quantity: Quantity(UInt64(200 + $0), unit))) }
        let settled = (0..<2).map { Facts.settle(Settle(pledge: own[Place.pledges + (20 + turn * 2 + $0) % 40], side: .paid, amount: 100)) }
        return promises + settled + [
            .endorse(Endorse(target: id(other, project: turn).raw, stance: 1, standing: .expert)),
            .endorse(Endorse(target: known[other][Place.causes + 1].raw, stance: 1)),
            .cause(Cause(cause: known[other][Place.problem], effect: own[Place.problem])),
        ]
    }

    /// A member's key.
    func key(_ member: Int) -> SigningKey { keys[member] }

    /// Where in each feed what is.
    private enum Place {
        static let problem = 1, project = 2, causes = 3, pledges = 13, settles = 53, endorses = 73, rest = 98
    }

    private func say(_ facts: @Sendable @escaping (Int) -> [Facts]) {
        DispatchQueue.concurrentPerform(iterations: members) { member in
            for facts in facts(member) { try? sign(facts, by: member) }
        }
        known = Array(ids)
    }

    private func sign(_ facts: Facts, by member: Int) throws {
        let seq = UInt64(feeds[member].count + 1)
        let entry = try Entry.sign(
            Entry.Draft(
                collective: collective, seq: seq, prev: ids[member].last ?? .zero, time: BenchLedger.time + seq * 1_000_000 + UInt64(member),
                facts: try FactsCodec.encode(facts)), with: keys[member])
        feeds[member].append(entry.bytes)
        ids[member].append(entry.id)
    }

    private func id(_ member: Int, project number: Int) -> EntryID { known[(member &* 31 &+ number) % projects][Place.project] }

    /// Who somebody is, and a problem.
    private func beginning(_ member: Int) -> [Facts] {
        let profile = Profile(skills: member % 50 == 0 ? ["digging"] : [], capacity: [Quantity(1_000_000, unit)])
        return [.profile(profile), .problem(Problem())]
    }

    /// A project of every tenth; of others a second problem.
    private func proposals(_ member: Int) -> [Facts] {
        guard member < projects else { return [.problem(Problem())] }
        var project = Project(asks: [
            .init(number: 1, unit: unit, minimum: 100, target: 10_000_000, tag: member % 10 == 0 ? "digging" : ""),
        ])
        project.lock = BenchLedger.time + 60_000_000
        project.settleBy = BenchLedger.time + 10_000_000_000
        project.addresses = [known[member][Place.problem], known[(member * 17 + 5) % members][Place.problem]].unique
        return [.project(project)]
    }

    /// Every feed up to one of five places.
    private func covers(_ part: Int) -> [Facts] {
        let covers = (0..<members - 1).map { member in
            let place = max(1, ids[member].count * part / 5)
            return Witness.Cover(author: keys[member].publicKey, seq: UInt64(place), id: ids[member][place - 1])
        }
        let time = BenchLedger.time + UInt64(part) * 20_000_000
        return stride(from: 0, to: covers.count, by: Witness.mostCovers).map { at in
            let some = Array(covers[at..<min(at + Witness.mostCovers, covers.count)])
            return .witness(Witness(some, at: time, by: keys[members - 1], in: collective))
        }
    }

    /// Ten causes and forty pledges; a problem where a cause would be its own.
    private func claims(_ member: Int) -> [Facts] {
        var facts: [Facts] = []
        for number in 0..<10 {
            let from = (member * 7 + number * 13) % members, to = (member * 3 + number * 17 + 1) % members
            let cause = known[from][Place.problem], effect = known[to][Place.problem]
            facts.append(from == to ? .problem(Problem()) : .cause(Cause(cause: cause, effect: effect, strength: UInt8(1 + number % 3))))
        }
        for number in 0..<40 {
            facts.append(.pledge(Pledge(to: id(member, project: number), ask: 1, quantity: Quantity(UInt64(100 + number), unit))))
        }
        return facts
    }

    /// Twenty settlements, 25 endorsements, a report, and a vouch each of the first hundred for a hundred more.
    private func outcomes(_ member: Int) -> [Facts] {
        var facts: [Facts] = []
        for number in 0..<20 {
            facts.append(.settle(Settle(pledge: known[member][Place.pledges + number], side: .paid, amount: UInt64(100 + number))))
        }
        for number in 0..<25 { facts.append(.endorse(endorsement(member, number))) }
        facts.append(.report(Report(project: id(member, project: 3), metric: "households", value: Int64(member % 90))))
        let round = Round(poolUnit: unit, rules: RoundRules(rule: member % 2 == 0 ? .matching : .equalShares, cap: 1_000), eligible: (0..<20).map {
            known[(member + $0) % projects][Place.project]
        }.unique)
        return facts + (member < 10 ? [.round(round)] : []) + vouches(member)
    }

    /// Three say that a problem affects them, ten speak for a project as beneficiaries, the others on a claim.
    private func endorsement(_ member: Int, _ number: Int) -> Endorse {
        let other = (member + 1 + number * 389) % members
        switch number {
        case 0..<3: return Endorse(target: known[other][Place.problem].raw, stance: 1, standing: .affected)
        case 3..<13: return Endorse(target: id(member, project: number * 5 + 1).raw, stance: 1, standing: .beneficiary)
        default: return Endorse(target: known[other][Place.causes].raw, stance: number % 3 == 0 ? -1 : 1)
        }
    }

    private func vouches(_ member: Int) -> [Facts] {
        let subjects: [Int] = member == 0 ? Array(1..<Self.fewest) : member < members / 100 ? Array(member * 100..<(member + 1) * 100) : []
        return subjects.map { .vouch(Vouch(subject: keys[$0].publicKey)) }
    }
}

extension Array where Element: Hashable {
    /// Each once, in the order given.
    fileprivate var unique: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
