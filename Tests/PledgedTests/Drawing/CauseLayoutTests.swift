import Testing
import pledged

@Suite struct CauseLayoutTests {
    private static let seeds = (UInt64(0)..<40).map { $0 }

    private static func diagram(_ seed: UInt64) -> CauseDiagram {
        CauseDiagram(seed: seed, nodes: 1 + Int(seed * 7 % 40), edges: Int(seed * 13 % 90))
    }

    @Test(arguments: seeds) func boxesKeepApartAndInside(seed: UInt64) {
        let layout = CauseLayout(Self.diagram(seed)), boxes = layout.boxes
        for (index, box) in boxes.enumerated() {
            #expect(box.x >= 0 && box.y >= 0 && box.x + box.width <= layout.width && box.y + box.height <= layout.height)
            for other in boxes[(index + 1)...] {
                let isApart = box.x + box.width <= other.x || other.x + other.width <= box.x
                    || box.y + box.height <= other.y || other.y + other.height <= box.y
                #expect(isApart, "seed \(seed)")
            }
        }
    }

    @Test(arguments: seeds) func arrowsJoinTheirBoxesAndPassTheOthersBy(seed: UInt64) throws {
        let diagram = Self.diagram(seed), layout = CauseLayout(diagram)
        for (edge, way) in zip(diagram.edges, layout.ways) {
            let start = try #require(way.points.first), end = try #require(way.points.last)
            let cause = layout.boxes[edge.cause], effect = layout.boxes[edge.effect]
            #expect(start.x > cause.x && start.x < cause.x + cause.width && end.x > effect.x && end.x < effect.x + effect.width)
            #expect(start.y == (way.isDown ? cause.y + cause.height : cause.y))
            #expect(end.y == (way.isDown ? effect.y : effect.y + effect.height))
            #expect(way.isDown ? start.y < end.y : start.y > end.y, "seed \(seed)")
            // Straight pieces, which lie beside boxes.
            for piece in stride(from: 1, to: way.points.count - 1, by: 2) {
                let (from, to) = (way.points[piece], way.points[piece + 1])
                let (top, bottom) = (min(from.y, to.y), max(from.y, to.y))
                let hit = layout.boxes.contains {
                    $0.x < from.x && from.x < $0.x + $0.width && $0.y < bottom && top < $0.y + $0.height
                }
                #expect(from.x == to.x && !hit, "seed \(seed)")
            }
        }
    }

    @Test(arguments: seeds) func whatHasNoCircleHasNoArrowDown(seed: UInt64) {
        var diagram = Self.diagram(seed)
        diagram.edges.removeAll { $0.cause > $0.effect }
        #expect(!CauseLayout(diagram).ways.contains { $0.isDown }, "seed \(seed)")
    }

    /// Whatever leads down is on a circle of what is drawn; what carries something, on one of what carries something.
    @Test(arguments: (UInt64(0)..<300).map { $0 }) func whatLeadsDownIsOnACircle(seed: UInt64) {
        let diagram = CauseDiagram(seed: seed, nodes: 2 + Int(seed * 7 % 30), edges: Int(seed * 13 % 60))
        func reaches(_ from: Int, _ goal: Int, _ isWanted: (CauseDiagram.Edge) -> Bool) -> Bool {
            var seen: Set = [from], open = [from]
            while let node = open.popLast() {
                for edge in diagram.edges where edge.cause == node && isWanted(edge) && seen.insert(edge.effect).inserted { open.append(edge.effect) }
            }
            return seen.contains(goal)
        }
        let layout = CauseLayout(diagram)
        for (edge, way) in zip(diagram.edges, layout.ways) where way.isDown {
            #expect(reaches(edge.effect, edge.cause) { edge.isDenied || !$0.isDenied }, "seed \(seed)")
        }
        let text = CauseSVG(diagram, note: "").text
        let dashed = zip(diagram.edges, layout.ways).count { $1.isDown && !$0.isDenied }
        #expect(text.components(separatedBy: "class=\"cause down\"").count - 1 == dashed, "seed \(seed)")
    }

    @Test func everyCircleHasAnArrowDownAndWhatIsSufferedStandsAbove() {
        let nodes = (0..<3).map { CauseDiagram.Node(title: "\($0)", suffered: $0 == 1 ? 1_000 : 0) }
        let circle = CauseDiagram(nodes: nodes, edges: (0..<3).map { .init(cause: $0, effect: ($0 + 1) % 3, inFavour: 10) })
        let layout = CauseLayout(circle)
        #expect(layout.ways.map(\.isDown) == [false, true, false])
        #expect(layout.boxes.map(\.y).min() == layout.boxes[1].y)
    }

    @Test func twoChainsDoNotCross() {
        let nodes = (0..<8).map { CauseDiagram.Node(title: "\($0)") }
        // 0→3→4→7 and 1→2→5→6: in the order of their numbers they would cross twice.
        let links = [(0, 3), (3, 4), (4, 7), (1, 2), (2, 5), (5, 6)]
        let layout = CauseLayout(CauseDiagram(nodes: nodes, edges: links.map { .init(cause: $0.0, effect: $0.1, inFavour: 10) }))
        let sides = [[0, 1], [3, 2], [4, 5], [7, 6]].map { layout.boxes[$0[0]].x < layout.boxes[$0[1]].x }
        #expect(Set(sides).count == 1)
    }

    @Test func theSameDiagramGivesTheSamePictureAndNothingGivesAnEmptyOne() {
        #expect(CauseLayout(Self.diagram(11)) == CauseLayout(Self.diagram(11)))
        let empty = CauseLayout(CauseDiagram(nodes: [], edges: []))
        #expect(empty.boxes.isEmpty && empty.width == 0 && empty.height == 0)
    }

    /// As many as are ever drawn, all joined to all.
    @Test func theWorstIsDrawnInSeconds() {
        let all = (0..<60).flatMap { cause in (0..<60).map { (cause, $0) } }.filter { $0.0 != $0.1 }
        let diagram = CauseDiagram(
            nodes: (0..<60).map { .init(title: "\($0)") }, edges: all.prefix(240).map { .init(cause: $0.0, effect: $0.1, inFavour: 1) })
        let begin = ContinuousClock.now
        #expect(CauseLayout(diagram).ways.count == 240)
        #expect(ContinuousClock.now - begin < .seconds(20))
    }
}
