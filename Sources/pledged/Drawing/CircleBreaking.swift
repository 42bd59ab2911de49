/// Which arrows to turn around so that none leads back: few of them, the same ones every time.
///
/// Eades, Lin and Smyth, A fast and effective heuristic for the feedback arc set problem (1993): sinks go
/// to the end, sources to the start, else whoever has the most arrows out over those in; ties to the lowest.
/// Where only circles are left, a problem that people suffer from goes to the end first, so that it stands
/// above what causes it.
enum CircleBreaking {
    /// For each arrow whether it is turned around.
    /// - Parameter suffered: by node.
    static func turned(_ arrows: [(from: Int, to: Int)], suffered: [Int]) -> [Bool] {
        let count = suffered.count
        var outward = [[Int]](repeating: [], count: count), inward = outward
        for (index, arrow) in arrows.enumerated() {
            outward[arrow.from].append(index)
            inward[arrow.to].append(index)
        }
        var out = outward.map(\.count), into = inward.map(\.count)
        var left = [Bool](repeating: true, count: count)
        var start: [Int] = [], end: [Int] = []
        func take(_ node: Int) {
            left[node] = false
            for arrow in outward[node] { into[arrows[arrow].to] -= 1 }
            for arrow in inward[node] { out[arrows[arrow].from] -= 1 }
        }
        while let first = left.firstIndex(of: true) {
            if let sink = left.indices.first(where: { left[$0] && out[$0] == 0 }) {
                end.append(sink)
                take(sink)
            } else if let source = left.indices.first(where: { left[$0] && into[$0] == 0 }) {
                start.append(source)
                take(source)
            } else if let felt = left.indices.filter({ left[$0] && suffered[$0] > 0 }).max(by: {
                (suffered[$0], $1) < (suffered[$1], $0)
            }) {
                end.append(felt)
                take(felt)
            } else {
                var best = first
                for node in left.indices where left[node] && out[node] - into[node] > out[best] - into[best] { best = node }
                start.append(best)
                take(best)
            }
        }
        var place = [Int](repeating: 0, count: count)
        for (index, node) in (start + end.reversed()).enumerated() { place[node] = index }
        return arrows.map { place[$0.from] > place[$0.to] }
    }
}
