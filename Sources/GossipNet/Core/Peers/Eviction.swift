import PledgeLedger

/// Who leaves a full active view for a newcomer. After Bitcoin's eviction of inbound links: protect
/// what is costly to imitate, then take from the group that has most.
package enum Eviction {
    /// - Parameters:
    ///   - active: the active view.
    ///   - newcomer: not among them.
    ///   - isUrgent: the newcomer has no neighbour at all.
    ///   - spared: nodes that go only where no others can.
    /// - Returns: nil when nobody may leave for this newcomer.
    package static func victim(
        _ active: [ViewLink], for newcomer: ViewLink, isUrgent: Bool, sparing spared: [PublicKey] = [],
        random: inout CoreRandom
    ) -> PublicKey? {
        func held(_ group: AddressGroup) -> Int { active.count { $0.group == group } }
        var candidates = active.filter { link in
            !link.isKept && (!link.isOutbound || active.contains { isDouble($0, link) })
        }
        if !newcomer.isKept, !newcomer.isOutbound { protect(&candidates) }
        let most = candidates.reduce(0) { max($0, held($1.group)) }
        // The newcomer must not make the view less diverse, and without need must make it more so.
        if !newcomer.isKept, !newcomer.isOutbound, most < held(newcomer.group) + (isUrgent ? 1 : 2) { return nil }
        // Anybody, as HyParView has it: were it the youngest, newcomers would push out but one another, and
        // end as an overlay of their own.
        let largest = candidates.filter { held($0.group) == most }
        let bare = largest.filter { !spared.contains($0.node) }
        return (bare.isEmpty ? largest : bare).randomElement(using: &random)?.node
    }

    /// A link that this side dialled is displaced only when another dialled link has its group.
    private static func isDouble(_ other: ViewLink, _ link: ViewLink) -> Bool {
        other.node != link.node && other.isOutbound && other.group == link.group
    }

    /// Takes out the most useful and the longest standing.
    private static func protect(_ candidates: inout [ViewLink]) {
        if let useful = candidates.max(by: { ($0.usefulness, $1.node) < ($1.usefulness, $0.node) }), useful.usefulness > 0 {
            candidates.removeAll { $0.node == useful.node }
        }
        if let oldest = candidates.min(by: { ($0.began, $0.node) < ($1.began, $1.node) }) {
            candidates.removeAll { $0.node == oldest.node }
        }
    }
}
