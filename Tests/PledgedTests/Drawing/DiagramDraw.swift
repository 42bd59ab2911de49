import pledged

extension CauseDiagram {
    /// A random diagram, with circles, lonely problems and titles of all lengths.
    init(seed: UInt64, nodes count: Int, edges: Int) {
        var random = TextRandom(seed: seed)
        let words = ["water", "the", "school", "far", "Überschwemmung", "水が足りない", "a", "unbelievablylongwordwithoutanyspace"]
        let nodes = (0..<count).map { _ in
            let title = (0..<Int.random(in: 0...9, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
            return Node(
                title: title.joined(separator: " "), weight: Int.random(in: 0...300, using: &random),
                suffered: Int.random(in: 0...4, using: &random) == 0 ? 200 : 0, circle: Int.random(in: 0...2, using: &random))
        }
        var pairs: Set<[Int]> = [], drawn: [Edge] = []
        for _ in 0..<edges {
            let (cause, effect) = (Int.random(in: 0..<count, using: &random), Int.random(in: 0..<count, using: &random))
            guard cause != effect, pairs.insert([cause, effect]).inserted else { continue }
            drawn.append(Edge(
                cause: cause, effect: effect, inFavour: Int.random(in: 0...90, using: &random),
                against: Int.random(in: 0...1, using: &random) * 20))
        }
        self.init(nodes: nodes, edges: drawn)
    }
}
