import GossipNet
import PledgeLedger
import Testing

@Suite struct EvictionTests {
    private func link(
        _ number: Int, _ host: String, isOutbound: Bool = false, isKept: Bool = false, usefulness: UInt64 = 0
    ) -> ViewLink {
        ViewLink(
            node: PublicKey(SHA256.hash(Array("\(number)".utf8)).raw), source: AddressSource(host: host), address: nil,
            isOutbound: isOutbound, isKept: isKept, began: Moment(milliseconds: UInt64(number)), stage: .active,
            usefulness: usefulness, now: Moment(milliseconds: 0))
    }

    private func victim(_ active: [ViewLink], for newcomer: ViewLink, isUrgent: Bool, seed: UInt64 = 1) -> PublicKey? {
        var random = CoreRandom(seed: seed)
        return Eviction.victim(active, for: newcomer, isUrgent: isUrgent, random: &random)
    }

    /// One of the group that has most goes, for a newcomer that makes the view more diverse.
    @Test func fromTheLargestGroup() {
        let active = [link(1, "20.1.1.1"), link(2, "20.2.1.1"), link(3, "20.3.1.1"), link(4, "20.3.1.2"), link(5, "20.4.1.1")]
        for seed in 1...20 {
            let node = victim(active, for: link(9, "20.9.1.1"), isUrgent: false, seed: UInt64(seed))
            #expect(node == active[2].node || node == active[3].node)
        }
        #expect(victim(active, for: link(9, "20.3.1.9"), isUrgent: false) == nil)
    }

    /// Where all are diverse, only need displaces; where the newcomer's group has most, nothing does
    /// that would give it more.
    @Test func onlyForNeed() {
        let active = (1...8).map { link($0, "20.\($0).1.1") }
        #expect(victim(active, for: link(9, "20.9.1.1"), isUrgent: false) == nil)
        let left = Set((1...60).map { victim(active, for: link(9, "20.9.1.1"), isUrgent: true, seed: UInt64($0)) })
        #expect(left.count > 3 && !left.contains(nil) && !left.contains(active[0].node))
        #expect(victim(active, for: link(9, "20.8.1.2"), isUrgent: true) == nil)
    }

    /// What this node dialled stays, unless it dialled that group twice.
    @Test func dialledStay() {
        let dialled = (1...8).map { link($0, "20.\($0).1.1", isOutbound: true) }
        let keyed = link(9, "20.9.1.1", isKept: true)
        #expect(victim(dialled, for: keyed, isUrgent: true) == nil)
        let twice = dialled + [link(8, "20.1.1.2", isOutbound: true)]
        let leaving = victim(twice, for: keyed, isUrgent: false)
        #expect(leaving == twice[0].node || leaving == twice[8].node)
    }

    /// Whatever comes: nobody that a person keeps, no lone dialled group, neither the most useful nor
    /// the longest standing of the others leaves for a stranger, and the groups do not become fewer.
    @Test func protectedStay() throws {
        var draw = CoreRandom(seed: 1)
        var evictions = 0
        for _ in 0..<3_000 {
            let active = (0..<8).map { number in
                link(
                    number, "20.\(Int.random(in: 0..<5, using: &draw)).1.\(number)",
                    isOutbound: Int.random(in: 0..<4, using: &draw) == 0, isKept: Int.random(in: 0..<6, using: &draw) == 0,
                    usefulness: UInt64.random(in: 0...9, using: &draw))
            }
            let newcomer = link(99, "20.\(Int.random(in: 0..<7, using: &draw)).9.9")
            guard let node = victim(active, for: newcomer, isUrgent: Bool.random(using: &draw), seed: draw.next())
            else { continue }
            evictions += 1
            let victim = try #require(active.first { $0.node == node })
            let rest = active.filter { $0.node != node }
            let isDouble = rest.contains { $0.isOutbound && $0.group == victim.group }
            #expect(!victim.isKept)
            #expect(!victim.isOutbound || isDouble)
            let groups = { (links: [ViewLink]) in Set(links.map(\.group)).count }
            #expect(groups(rest + [newcomer]) >= groups(active))
            let couldLeave = active.filter { link in
                !link.isKept && (!link.isOutbound
                    || active.contains { $0.node != link.node && $0.isOutbound && $0.group == link.group })
            }
            #expect(couldLeave.contains { $0.node != node && $0.began <= victim.began })
            #expect(couldLeave.contains { $0.node != node && $0.usefulness >= victim.usefulness })
        }
        #expect(evictions > 500)
    }

    /// Of those who may leave one goes that is not spared; where all are, one of them.
    @Test func sparedWhereOthersCanGo() {
        let active = (1...8).map { link($0, "20.\($0).1.1") }
        for seed in UInt64(1)...40 {
            var random = CoreRandom(seed: seed)
            let spared = active.dropFirst().dropLast(2).map(\.node)
            let node = Eviction.victim(
                active, for: link(9, "20.9.1.1"), isUrgent: true, sparing: spared, random: &random)
            #expect(node == active[6].node || node == active[7].node)
            let any = Eviction.victim(
                active, for: link(9, "20.9.1.1"), isUrgent: true, sparing: active.map(\.node), random: &random)
            #expect(any != nil && any != active[0].node)
        }
    }

    @Test func usefulStays() {
        let active = [link(1, "20.1.1.1"), link(2, "20.3.1.1", usefulness: 1), link(3, "20.3.1.2", usefulness: 5)]
        #expect(victim(active, for: link(9, "20.9.1.1"), isUrgent: false) == active[1].node)
    }
}
