/// A layered graph whose arrows lead from one row to the next: long ones pass through points of their own.
struct LayerGraph {
    /// A node of the picture, or a point of a long arrow.
    struct Item {
        /// Nil for a point.
        var node: Int?
        var row: Int
        /// Items in the row above and below that it is joined to.
        var above: [Int] = []
        var below: [Int] = []
    }

    private(set) var items: [Item]
    /// Each arrow's items, upwards.
    private(set) var paths: [[Int]] = []
    /// Items by row, in the order in which they stand.
    var rows: [[Int]]

    /// - Parameter arrows: each leads upwards.
    init(rows row: [Int], arrows: [(from: Int, to: Int)]) {
        items = row.enumerated().map { Item(node: $0.offset, row: $0.element) }
        for arrow in arrows {
            var path = [arrow.from]
            for between in (row[arrow.from] + 1)..<max(row[arrow.from] + 1, row[arrow.to]) {
                path.append(items.count)
                items.append(Item(node: nil, row: between))
            }
            path.append(arrow.to)
            for (low, high) in zip(path, path.dropFirst()) {
                items[low].above.append(high)
                items[high].below.append(low)
            }
            paths.append(path)
        }
        rows = [[Int]](repeating: [], count: (row.max() ?? -1) + 1)
        for (index, item) in items.enumerated() { rows[item.row].append(index) }
    }

    /// Orders the rows so that few arrows cross: each item goes to the mean place of those it is joined
    /// to, row by row up and down, and the best order seen is kept (Sugiyama, Tagawa and Toda 1981).
    mutating func untangle(sweeps: Int = 24) {
        var best = (rows: rows, crossings: crossings)
        for sweep in 0..<sweeps where best.crossings > 0 {
            let isUp = sweep % 2 == 0
            for row in isUp ? Array(rows.indices.dropFirst()) : rows.indices.dropLast().reversed() {
                arrange(row, by: isUp ? \.below : \.above, other: isUp ? row - 1 : row + 1)
            }
            let now = crossings
            if now < best.crossings { best = (rows, now) }
        }
        rows = best.rows
    }

    /// Sorts a row by the mean place of each item's neighbours; who has none stays where it is.
    private mutating func arrange(_ row: Int, by neighbours: KeyPath<Item, [Int]>, other: Int) {
        var place: [Int: Int] = [:]
        for (index, item) in rows[other].enumerated() { place[item] = index }
        let keyed = rows[row].enumerated().map { index, item in
            let near = items[item][keyPath: neighbours].compactMap { place[$0] }
            // Thousandths, so that means compare as whole numbers.
            let mean = near.isEmpty ? index * 1_000 * max(rows[other].count, 1) / max(rows[row].count, 1)
                : near.reduce(0, +) * 1_000 / near.count
            return (mean: mean, index: index, item: item)
        }
        rows[row] = keyed.sorted { ($0.mean, $0.index) < ($1.mean, $1.index) }.map(\.item)
    }

    /// How many pairs of arrows cross between neighbouring rows.
    var crossings: Int {
        zip(rows, rows.dropFirst()).reduce(0) { sum, pair in
            var place: [Int: Int] = [:]
            for (index, item) in pair.1.enumerated() { place[item] = index }
            let ends = pair.0.flatMap { items[$0].above.compactMap { place[$0] }.sorted() }
            return sum + Self.inversions(ends, below: pair.1.count)
        }
    }

    /// Pairs that stand in the wrong order, counted with a binary indexed tree (Fenwick 1994).
    private static func inversions(_ ends: [Int], below count: Int) -> Int {
        var tree = [Int](repeating: 0, count: count + 1), inversions = 0
        for (seen, end) in ends.enumerated() {
            var at = end + 1, before = 0
            while at > 0 {
                before += tree[at]
                at -= at & -at
            }
            inversions += seen - before
            at = end + 1
            while at <= count {
                tree[at] += 1
                at += at & -at
            }
        }
        return inversions
    }
}
