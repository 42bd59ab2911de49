/// Where everything of a picture of causes stands, in whole pixels: causes below, effects above.
///
/// The same diagram gives the same picture, whatever machine draws it.
package struct CauseLayout: Hashable, Sendable {
    package struct Point: Hashable, Sendable {
        package var x: Int
        package var y: Int
    }

    package struct Box: Hashable, Sendable {
        package var x: Int
        package var y: Int
        package var width: Int
        package var height: Int
        package var lines: [String]
        package var size: Size
    }

    /// How large a box and its words are: by the level of root weight, 0…5.
    package struct Size: Hashable, Sendable {
        package let level: Int

        package var width: Int { 170 + 16 * level }
        /// In pixels, as the style's class `s0`…`s5` has it.
        package var font: Int { 12 + level }
        package var lineHeight: Int { font + 4 }
        /// What surrounds the title, the line of figures in it.
        package var frame: Int { 30 + 5 * level }
        /// Of a letter's width, two thirds of its height.
        var columns: Int { width * 100 / (font * 68) }

        func height(_ lines: [String]) -> Int { lines.count * lineHeight + frame }
    }

    /// An arrow's way from the cause to the effect: straight between the points of a pair, curved
    /// between pairs.
    package struct Way: Hashable, Sendable {
        package var points: [Point]
        /// Whether it leads down: what carries something closes a circle then.
        package var isDown: Bool
    }

    package let boxes: [Box]
    package let ways: [Way]
    package let width: Int
    package let height: Int

    private static let rowGap = 76
    private static let gap = 22

    package init(_ diagram: CauseDiagram) {
        let arrows = diagram.edges.map { (from: $0.cause, to: $0.effect) }
        let turned = CircleBreaking.turned(
            arrows, carries: diagram.edges.map { !$0.isDenied }, suffered: diagram.nodes.map(\.suffered))
        let upward = zip(arrows, turned).map { $1 ? (from: $0.to, to: $0.from) : $0 }
        var graph = LayerGraph(rows: Layering.rows(upward, count: diagram.nodes.count), arrows: upward)
        graph.untangle()
        let sizes = diagram.nodes.map { Size(level: diagram.level($0)) }
        let widths = graph.items.map { $0.node.map { sizes[$0].width } ?? 8 }
        let placing = LayerPlacing(graph, widths: widths, gap: Self.gap)
        let lines = zip(diagram.nodes, sizes).map { WrappedTitle.lines($0.title, width: $1.columns, lines: 3) }
        let heights = zip(sizes, lines).map { $0.height($1) }
        let rows = Self.rows(graph, heights)
        height = rows.first?.bottom ?? 0
        boxes = diagram.nodes.indices.map { node in
            let row = rows[graph.items[node].row], tall = heights[node], wide = sizes[node].width
            return Box(
                x: placing.centres[node] - wide / 2, y: row.top + (row.bottom - row.top - tall) / 2, width: wide, height: tall,
                lines: lines[node], size: sizes[node])
        }
        width = graph.items.indices.map { placing.centres[$0] + widths[$0] / 2 }.max() ?? 0
        ways = Self.ways(graph, turned, placing.centres, rows, boxes)
    }

    /// Each row's top and bottom, the lowest row first.
    private static func rows(_ graph: LayerGraph, _ heights: [Int]) -> [(top: Int, bottom: Int)] {
        var rows: [(top: Int, bottom: Int)] = [], top = 0
        for row in graph.rows.reversed() {
            let tall = row.compactMap { graph.items[$0].node }.map { heights[$0] }.max() ?? 0
            rows.append((top, top + tall))
            top += tall + rowGap
        }
        return rows.reversed()
    }

    /// Arrows leave a box at its top and enter at its bottom, side by side in the order of where they go.
    private static func ways(
        _ graph: LayerGraph, _ turned: [Bool], _ centres: [Int], _ rows: [(top: Int, bottom: Int)], _ boxes: [Box]
    ) -> [Way] {
        let starts = ports(graph.paths.map { ($0[0], centres[$0[1]]) }, boxes)
        let ends = ports(graph.paths.map { ($0[$0.count - 1], centres[$0[$0.count - 2]]) }, boxes)
        return graph.paths.indices.map { index in
            let path = graph.paths[index]
            var points = [Point(x: starts[index], y: boxes[path[0]].y)]
            for item in path.dropFirst().dropLast() {
                let row = rows[graph.items[item].row]
                points += [Point(x: centres[item], y: row.bottom), Point(x: centres[item], y: row.top)]
            }
            let last = boxes[path[path.count - 1]]
            points.append(Point(x: ends[index], y: last.y + last.height))
            return Way(points: turned[index] ? points.reversed() : points, isDown: turned[index])
        }
    }

    /// Where along a box's side each arrow touches it.
    private static func ports(_ touches: [(box: Int, toward: Int)], _ boxes: [Box]) -> [Int] {
        var places = [Int](repeating: 0, count: touches.count)
        for (box, group) in Dictionary(grouping: touches.indices, by: { touches[$0].box }) {
            let ordered = group.sorted { (touches[$0].toward, $0) < (touches[$1].toward, $1) }
            for (index, touch) in ordered.enumerated() {
                places[touch] = boxes[box].x + boxes[box].width * (index + 1) / (ordered.count + 1)
            }
        }
        return places
    }
}
