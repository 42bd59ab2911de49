import PledgeLedger

/// Which arrows to turn around so that none leads back: few of them, the same ones every time, and none but those that
/// are part of a circle.
///
/// Circles are the strongly connected components of what is carried; between them no arrow has to be turned. Within one:
/// Eades, Lin and Smyth, A fast and effective heuristic for the feedback arc set problem (1993): sinks go to the end,
/// sources to the start, else whoever has the most arrows out over those in; ties to the lowest. Where only circles are
/// left, a problem that people suffer from goes to the end first, so that it stands above what causes it.
///
/// A claim that carries nothing turns no other around: it is turned itself where it leads back.
enum CircleBreaking {
    typealias Arrow = (from: Int, to: Int)

    /// For each arrow whether it is turned around.
    /// - Parameters:
    ///   - carries: by arrow, whether it carries anything.
    ///   - suffered: by node.
    static func turned(_ arrows: [Arrow], carries: [Bool], suffered: [Int]) -> [Bool] {
        let carrying = zip(arrows, carries).filter { $1 }.map(\.0), count = suffered.count
        let whole = components(arrows, count), circles = components(carrying, count)
        let places = places(carrying.filter { circles[$0.from] == circles[$0.to] }, suffered)
        return arrows.map { whole[$0.from] == whole[$0.to] && (circles[$0.from], places[$0.from]) > (circles[$0.to], places[$0.to]) }
    }

    /// Each node's strongly connected component; arrows between two lead to the higher number.
    private static func components(_ arrows: [Arrow], _ count: Int) -> [Int] {
        var back = [[Int]](repeating: [], count: count)
        for arrow in arrows { back[arrow.to].append(arrow.from) }
        return ViciousCircles(back).component
    }

    /// An order of the nodes in which few arrows lead back.
    private static func places(_ arrows: [Arrow], _ suffered: [Int]) -> [Int] {
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
        return place
    }
}
