import PledgeLedger

/// Nodes that misbehaved, each until some moment. At most ``Limits/bans``, oldest out.
struct Bans: Sendable {
    private var until = SortedMap<PublicKey, Moment>()
    /// Oldest first.
    private var order: [PublicKey] = []

    var count: Int { until.count }

    mutating func add(_ node: PublicKey, until moment: Moment) {
        order.removeAll { $0 == node }
        if order.count >= Limits.bans { until[order.removeFirst()] = nil }
        order.append(node)
        until[node] = moment
    }

    func contains(_ node: PublicKey, now: Moment) -> Bool { until[node].map { now < $0 } ?? false }
}
