/// Which row each node stands in, counted from below: every arrow leads upwards.
enum Layering {
    /// Rows by the longest path from below; then whoever has more arrows up than down moves up to what it
    /// leads to, so that arrows are short.
    ///
    /// - Parameter arrows: without circles.
    static func rows(_ arrows: [(from: Int, to: Int)], count: Int) -> [Int] {
        var outward = [[Int]](repeating: [], count: count), inward = outward
        for arrow in arrows {
            outward[arrow.from].append(arrow.to)
            inward[arrow.to].append(arrow.from)
        }
        let order = order(outward, into: inward.map(\.count))
        var rows = [Int](repeating: 0, count: count)
        for node in order { for above in outward[node] { rows[above] = max(rows[above], rows[node] + 1) } }
        for node in order.reversed() where outward[node].count > inward[node].count {
            rows[node] = (outward[node].map { rows[$0] }.min() ?? 1) - 1
        }
        return rows
    }

    /// Every node after those that lead to it, the lowest first.
    private static func order(_ outward: [[Int]], into: [Int]) -> [Int] {
        var into = into, order = into.indices.filter { into[$0] == 0 }, next = 0
        while next < order.count {
            for above in outward[order[next]] {
                into[above] -= 1
                if into[above] == 0 { order.append(above) }
            }
            next += 1
        }
        return order
    }
}
