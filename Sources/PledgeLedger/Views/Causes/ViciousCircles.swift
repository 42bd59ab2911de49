/// Problems that cause each other: strongly connected components of more than one problem.
///
/// Tarjan's algorithm (Depth-first search and linear graph algorithms, 1972), with a stack of its own
/// so that a long chain of causes can't exhaust the thread's.
package struct ViciousCircles {
    /// Each ascending, and they by their first.
    package private(set) var circles: [[Int]] = []
    /// By problem, the number of its component, also where that is the problem alone: no arrow leads to a higher one.
    package private(set) var component: [Int]
    private var closed = 0

    private let arrows: [[Int]]
    private var order: [Int]
    private var low: [Int]
    private var isOpen: [Bool]
    private var open: [Int] = []
    private var visited = 0

    /// - Parameter arrows: for each problem the problems that it causes, or that cause it.
    package init(_ arrows: [[Int]]) {
        self.arrows = arrows
        component = [Int](repeating: 0, count: arrows.count)
        order = [Int](repeating: 0, count: arrows.count)
        low = order
        isOpen = [Bool](repeating: false, count: arrows.count)
        for root in arrows.indices where order[root] == 0 { visit(from: root) }
        circles.sort { ($0.first ?? 0) < ($1.first ?? 0) }
    }

    private mutating func visit(from root: Int) {
        var path = [(problem: root, next: 0)]
        enter(root)
        while let (problem, next) = path.last {
            if next < arrows[problem].count {
                path[path.count - 1].next += 1
                let other = arrows[problem][next]
                if order[other] == 0 {
                    enter(other)
                    path.append((other, 0))
                } else if isOpen[other] {
                    low[problem] = min(low[problem], order[other])
                }
            } else {
                path.removeLast()
                if let parent = path.last?.problem { low[parent] = min(low[parent], low[problem]) }
                if low[problem] == order[problem] { close(problem) }
            }
        }
    }

    private mutating func enter(_ problem: Int) {
        visited += 1
        order[problem] = visited
        low[problem] = visited
        isOpen[problem] = true
        open.append(problem)
    }

    private mutating func close(_ problem: Int) {
        var circle: [Int] = []
        while let last = open.popLast() {
            isOpen[last] = false
            component[last] = closed
            circle.append(last)
            if last == problem { break }
        }
        closed += 1
        if circle.count > 1 { circles.append(circle.sorted()) }
    }
}
