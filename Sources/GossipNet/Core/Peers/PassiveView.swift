import PledgeLedger

/// Nodes to turn to when links fail: HyParView's passive view, kept diverse. When it is full, a
/// newcomer takes the place of a node of the group that has most, so that whoever sends samples
/// without end fills it with one group's nodes only while no others are known.
struct PassiveView: Sendable {
    private struct Member: Sendable {
        let sample: PeerSample
        let group: AddressGroup
    }

    /// In the order of their groups.
    private var members: [Member] = []

    var count: Int { members.count }
    var samples: [PeerSample] { members.map(\.sample) }

    /// Some members, each at most once.
    func draw(_ count: Int, _ random: inout CoreRandom) -> [PeerSample] {
        var drawn: [Int] = []
        while drawn.count < min(count, members.count) {
            let index = Int.random(in: members.indices, using: &random)
            if !drawn.contains(index) { drawn.append(index) }
        }
        return drawn.map { members[$0].sample }
    }

    func contains(_ address: Address) -> Bool { members.contains { $0.sample.address == address } }

    mutating func add(_ sample: PeerSample, _ group: AddressGroup, _ random: inout CoreRandom) {
        guard !members.contains(where: { $0.sample.address == sample.address || $0.sample.node == sample.node })
        else { return }
        if members.count >= Limits.passiveMost { displace(for: group, &random) }
        let place = members.firstIndex { group < $0.group } ?? members.count
        members.insert(Member(sample: sample, group: group), at: place)
    }

    /// Somebody leaves: one of a group that has most, or of the newcomer's own when none has more.
    private mutating func displace(for group: AddressGroup, _ random: inout CoreRandom) {
        var runs: [Range<Int>] = [], own = 0..<0
        for index in members.indices {
            if let run = runs.last, members[run.lowerBound].group == members[index].group {
                runs[runs.count - 1] = run.lowerBound..<(index + 1)
            } else {
                runs.append(index..<(index + 1))
            }
            if members[index].group == group, let run = runs.last { own = run }
        }
        let most = runs.reduce(0) { max($0, $1.count) }
        let leaving = most > own.count ? runs.filter { $0.count == most } : [own]
        let index = leaving.randomElement(using: &random).flatMap { $0.randomElement(using: &random) }
        if let index { members.remove(at: index) }
    }

    mutating func remove(_ address: Address) {
        if let index = members.firstIndex(where: { $0.sample.address == address }) { members.remove(at: index) }
    }

    mutating func remove(_ node: PublicKey) {
        if let index = members.firstIndex(where: { $0.sample.node == node }) { members.remove(at: index) }
    }
}
