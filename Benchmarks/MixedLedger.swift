import Foundation
import PledgeLedger

/// A ledger of a collective as it grows in years: 10,000 members who vouch, say who they are, name problems and
/// their causes, propose, promise, settle, report and endorse; a million entries in all.
final class MixedLedger: @unchecked Sendable {
    static let members = 10_000, each = 100, projects = 1_000

    let charter: VerifiedEntry
    private let keys: [SigningKey]
    private let unit: PledgeLedger.Unit
    /// Each member's feed so far, as bytes, and the id of its last entry. Written by one thread a member.
    private let feeds: UnsafeMutableBufferPointer<[[UInt8]]>
    private let ids: UnsafeMutableBufferPointer<[EntryID]>
    /// The ids of what was said before: what others may name.
    private var known: [[EntryID]] = []

    var collective: CollectiveID { charter.entry.id }

    init() throws {
        keys = try (0..<Self.members).map(BenchLedger.key)
        unit = try BenchLedger.euro()
        var verifier = EntryVerifier()
        let facts = try FactsCodec.encode(.charter(Charter(founders: [keys[0].publicKey])))
        charter = try verifier.verify(Entry.sign(
            Entry.Draft(collective: .zero, time: BenchLedger.time, facts: facts), with: keys[0]))
        feeds = .allocate(capacity: Self.members)
        feeds.initialize(repeating: [])
        ids = .allocate(capacity: Self.members)
        ids.initialize(repeating: [])
        say(beginning)
        say(claims)
        say(outcomes)
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
    var author: PublicKey { keys[0].publicKey }

    /// Where in each feed what is.
    private enum Place {
        static let problem = 1, project = 2, causes = 3, pledges = 13, settles = 53, endorses = 73, rest = 98
    }

    private func say(_ facts: @Sendable @escaping (Int) -> [Facts]) {
        DispatchQueue.concurrentPerform(iterations: Self.members) { member in
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

    private func id(_ member: Int, project number: Int) -> EntryID { known[(member &* 31 &+ number) % Self.projects][Place.project] }

    /// Who somebody is, a problem, and a project of the first thousand; of others a second problem.
    private func beginning(_ member: Int) -> [Facts] {
        let profile = Profile(skills: member % 50 == 0 ? ["digging"] : [], capacity: [Quantity(1_000_000, unit)])
        guard member < Self.projects else { return [.profile(profile), .problem(Problem()), .problem(Problem())] }
        var project = Project(asks: [
            .init(number: 1, unit: unit, minimum: 100, target: 10_000_000, tag: member % 10 == 0 ? "digging" : ""),
        ])
        project.lock = BenchLedger.time + 60_000_000
        project.settleBy = BenchLedger.time + 10_000_000_000
        return [.profile(profile), .problem(Problem()), .project(project)]
    }

    /// Ten causes and forty pledges; a problem where a cause would be its own.
    private func claims(_ member: Int) -> [Facts] {
        var facts: [Facts] = []
        for number in 0..<10 {
            let from = (member * 7 + number * 13) % Self.members, to = (member * 3 + number * 17 + 1) % Self.members
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
        return facts + vouches(member)
    }

    /// Three say that a problem affects them, ten speak for a project as beneficiaries, the others on a claim.
    private func endorsement(_ member: Int, _ number: Int) -> Endorse {
        let other = (member + 1 + number * 389) % Self.members
        switch number {
        case 0..<3: return Endorse(target: known[other][Place.problem].raw, stance: 1, standing: .affected)
        case 3..<13: return Endorse(target: id(member, project: number * 5 + 1).raw, stance: 1, standing: .beneficiary)
        default: return Endorse(target: known[other][Place.causes].raw, stance: number % 3 == 0 ? -1 : 1)
        }
    }

    private func vouches(_ member: Int) -> [Facts] {
        let subjects: [Int] = member == 0 ? Array(1..<100) : member < 100 ? Array(member * 100..<min((member + 1) * 100, Self.members)) : []
        return subjects.map { .vouch(Vouch(subject: keys[$0].publicKey)) }
    }
}
