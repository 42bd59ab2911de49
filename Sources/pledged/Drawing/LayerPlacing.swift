/// Gives every item of a layered graph its place from left to right: near those it is joined to, in the
/// order of its row, never nearer to its neighbours than their widths allow.
struct LayerPlacing {
    /// Centres, by item.
    private(set) var centres: [Int]
    private let graph: LayerGraph
    private let widths: [Int]
    private let gap: Int

    /// - Parameters:
    ///   - widths: by item.
    ///   - gap: between neighbours in a row.
    init(_ graph: LayerGraph, widths: [Int], gap: Int, sweeps: Int = 24) {
        self.graph = graph
        self.widths = widths
        self.gap = gap
        centres = [Int](repeating: 0, count: graph.items.count)
        for row in graph.rows {
            var next = 0
            for item in row {
                centres[item] = next + widths[item] / 2
                next += widths[item] + gap
            }
            let middle = (next - gap) / 2
            for item in row { centres[item] -= middle }
        }
        for sweep in 0..<sweeps {
            let isUp = sweep % 2 == 0, isLast = sweep >= sweeps - 2
            for row in isUp ? Array(graph.rows.indices) : graph.rows.indices.reversed() {
                place(row) { isLast ? $0.above + $0.below : isUp ? $0.below : $0.above }
            }
        }
        let left = graph.items.indices.map { centres[$0] - widths[$0] / 2 }.min() ?? 0
        for item in centres.indices { centres[item] -= left }
    }

    /// One row, as near as can be to where each item wants to be (least squares, by pooling neighbours
    /// that are in each other's way: Ayer and others 1955).
    private mutating func place(_ row: Int, near: (LayerGraph.Item) -> [Int]) {
        struct Block { var sum: Int, weight: Int, count: Int }
        let items = graph.rows[row]
        var blocks: [Block] = [], offsets: [Int] = [], offset = 0
        for (index, item) in items.enumerated() {
            if index > 0 { offset += (widths[items[index - 1]] + widths[item]) / 2 + gap }
            offsets.append(offset)
            let joined = near(graph.items[item])
            let wanted = joined.isEmpty ? centres[item] : Self.quotient(joined.reduce(0) { $0 + centres[$1] }, joined.count)
            // Points weigh more: long arrows run straight.
            let weight = graph.items[item].node == nil ? 8 : 1
            blocks.append(Block(sum: (wanted - offset) * weight, weight: weight, count: 1))
            while blocks.count > 1, let last = blocks.last,
                last.sum * blocks[blocks.count - 2].weight < blocks[blocks.count - 2].sum * last.weight
            {
                blocks.removeLast()
                blocks[blocks.count - 1].sum += last.sum
                blocks[blocks.count - 1].weight += last.weight
                blocks[blocks.count - 1].count += last.count
            }
        }
        var next = 0
        for block in blocks {
            let value = Self.quotient(block.sum, block.weight)
            for index in next..<(next + block.count) { centres[items[index]] = value + offsets[index] }
            next += block.count
        }
    }

    /// Rounded down, also below zero: the order of exact values is kept.
    private static func quotient(_ sum: Int, _ count: Int) -> Int {
        let (quotient, rest) = sum.quotientAndRemainder(dividingBy: max(count, 1))
        return rest < 0 ? quotient - 1 : quotient
    }
}
