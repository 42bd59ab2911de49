import PledgeLedger

/// Nodes to turn to when links fail: HyParView's passive view, kept diverse. When it is full, a
/// newcomer takes the place of a node of the group that has most, so that whoever sends samples
/// without end fills it with one group's nodes only while no others are known.
package struct PassiveView: Sendable {
    private struct Member: Sendable {
        let sample: PeerSample
        let group: AddressGroup
    }

    /// In the order of their groups.
    private var members: [Member] = []

    package init() {}

    package var count: Int { members.count }
    package var samples: [PeerSample] { members.map(\.sample) }

    /// Some members, each at most once.
    package func draw(_ count: Int, _ random: inout CoreRandom) -> [PeerSample] {
        var drawn: [Int] = []
        while drawn.count < min(count, members.count) {
            let index = Int.random(in: members.indices, using: &random)
            if !drawn.contains(index) { drawn.append(index) }
        }
        return drawn.map { members[$0].sample }
    }

    package func contains(_ address: Address) -> Bool { members.contains { $0.sample.address == address } }

    package mutating func add(_ sample: PeerSample, _ group: AddressGroup, _ random: inout CoreRandom) {
        guard !members.contains(where: { $0.sample.node == sample.node || $0.sample.address == sample.address })
        else { return }
        if members.count >= Limits.passiveMost { displace(for: group, &random) }
        let place = members.firstIndex { group < $0.group } ?? members.count
        members.insert(Member(sample: sample, group: group), at: place)
    }

    /// Somebody leaves: one of a group that has most, or of the newcomer's own when none has more.
    private mutating func displace(for group: AddressGroup, _ random: inout CoreRandom) {
        var runs: [Range<Int>] = [], most = 0, start = 0, own = 0..<0
        for end in 1..<(members.count + 1)
        where end == members.count || members[end].group != members[start].group {
            let run = start..<end
            if members[start].group == group { own = run }
            if run.count > most { (most, runs) = (run.count, []) }
            if run.count == most { runs.append(run) }
            start = end
        }
        let leaving = most > own.count ? runs.randomElement(using: &random) : own
        if let index = leaving?.randomElement(using: &random) { members.remove(at: index) }
    }

    package mutating func remove(_ address: Address) {
        if let index = members.firstIndex(where: { $0.sample.address == address }) { members.remove(at: index) }
    }

    package mutating func remove(_ node: PublicKey) {
        if let index = members.firstIndex(where: { $0.sample.node == node }) { members.remove(at: index) }
    }
}
