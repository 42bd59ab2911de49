/// A picture of causes as SVG: it carries all it needs, fits light and dark surroundings, and says in
/// words what it shows to those who can't see it.
package struct CauseSVG {
    private let diagram: CauseDiagram
    private let layout: CauseLayout
    /// Said under the legend: when and from what the picture was made.
    private let note: String
    /// Whose problems they are; empty where the page around it says so.
    private let name: String
    /// Whether it stands within a page that has the style.
    private let isWithin: Bool
    private static let margin = 24
    private static let legendHeight = 148
    private static let headingHeight = 36

    package init(_ diagram: CauseDiagram, name: String = "", note: String, within isWithin: Bool = false) {
        self.diagram = diagram
        (self.note, self.name) = (note, name)
        self.isWithin = isWithin
        layout = CauseLayout(diagram)
    }

    private var width: Int { max(layout.width, 720) + 2 * Self.margin }
    private var height: Int { top + layout.height + Self.legendHeight + Self.margin }
    /// Where the boxes begin.
    private var top: Int { Self.margin + (name.isEmpty ? 0 : Self.headingHeight) }
    private var title: String { name.isEmpty ? "Root causes" : "Root causes: \(name)" }

    package var text: String {
        let shift = Self.margin + (max(layout.width, 720) - layout.width) / 2
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" \
            role="\(isWithin ? "group" : "img")" aria-labelledby="title desc">
            <title id="title">\(Markup.escaped(title))</title>
            <desc id="desc">\(Markup.escaped(description))</desc>
            \(isWithin ? "" : "<style>\n\(CauseSVGStyle.text)\n</style>")
            <defs>
            \(Self.arrowhead("head"))
            \(Self.arrowhead("no"))
            </defs>
            <rect class="ground" width="\(width)" height="\(height)"/>
            \(heading)
            <g transform="translate(\(shift) \(top))">
            \((edges + nodes).joined(separator: "\n"))
            </g>
            \(legend.joined(separator: "\n"))
            </svg>

            """
    }

    private var heading: String {
        guard !name.isEmpty else { return "" }
        let shown = WrappedTitle.lines(title, width: width / 11, lines: 1)[0]
        return "<text class=\"heading\" x=\"\(Self.margin)\" y=\"\(Self.margin + 12)\">\(Markup.escaped(shown))</text>"
    }

    /// The picture in words.
    private var description: String {
        let heaviest = diagram.nodes.enumerated().filter { $0.element.weight > 0 }
            .sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.prefix(5)
            .map { "\($0.element.title) (\(Self.percent($0.element.weight)))" }
        let roots = heaviest.isEmpty ? "No problem has root weight." : "Most root weight: \(heaviest.joined(separator: "; "))."
        return "\(diagram.nodes.count) problems and \(diagram.edges.count) claims that one brings about another. \(roots)"
    }

    // MARK: problems

    private var nodes: [String] {
        zip(diagram.nodes, layout.boxes).map { node, box in
            let size = box.size, circle = node.circle == 0 ? "" : " circle"
            let lines = box.lines.enumerated().map { index, line in
                "<text x=\"\(box.x + box.width / 2)\" y=\"\(box.y + size.font + 6 + 2 * size.level + index * size.lineHeight)\" class=\"name s\(size.level)\">\(Markup.escaped(line))</text>"
            }
            let link = node.link.map { "<a href=\"\(Markup.escaped($0))\">" }
            return (link ?? "") + """
                <g class="problem w\(size.level)\(circle)"><title>\(Markup.escaped(words(node)))</title>\
                <rect x="\(box.x)" y="\(box.y)" width="\(box.width)" height="\(box.height)" rx="8"/>\(lines.joined())\
                <text x="\(box.x + box.width / 2)" y="\(box.y + box.height - 10 - size.level)" class="figure">\(Markup.escaped(figures(node)))</text></g>
                """ + (link == nil ? "" : "</a>")
        }
    }

    private func figures(_ node: CauseDiagram.Node) -> String {
        let circle = node.circle == 0 ? "" : "↻\(node.circle) · "
        let suffered = node.suffered == 0 ? "" : " · felt \(Self.percent(node.suffered))"
        return "\(circle)root \(Self.percent(node.weight))\(suffered)"
    }

    private func words(_ node: CauseDiagram.Node) -> String {
        let circle = node.circle == 0 ? "" : "; in vicious circle \(node.circle)"
        let suffered = node.suffered == 0 ? "" : "; \(Self.percent(node.suffered)) of what people suffer from"
        return "\(node.title): \(Self.percent(node.weight)) of all the weight rests here\(suffered)\(circle)"
    }

    // MARK: causes

    private var edges: [String] {
        let most = max(diagram.edges.map { $0.inFavour - $0.against }.max() ?? 0, 1)
        return zip(diagram.edges, layout.ways).map { edge, way in
            let voices = edge.inFavour + edge.against, isDenied = edge.isDenied
            // What carries nothing is thin, however loud it is.
            let tenths = 12 + 48 * max(0, edge.inFavour - edge.against) / most
            let path = Self.path(way.points)
            let stroke = "stroke-width=\"\(tenths / 10).\(tenths % 10)\""
            let title = "\(diagram.nodes[edge.cause].title) brings about \(diagram.nodes[edge.effect].title): "
                + "\(Self.tenths(edge.inFavour)) voices for, \(Self.tenths(edge.against)) against"
            let line = "<path class=\"cause\(way.isDown && !isDenied ? " down" : "")\(isDenied ? " denied" : "")\" \(stroke) d=\"\(path)\" "
                + "marker-end=\"url(#\(isDenied ? "no" : "head"))\"/>"
            let share = voices == 0 ? 0 : edge.against * 50 / voices
            let red = edge.against == 0 ? "" : "<path class=\"against\" \(stroke) d=\"\(path)\" "
                + "stroke-dasharray=\"\(max(share, 2)) \(50 - max(share, 2))\"/>"
            return "<g><title>\(Markup.escaped(title))</title>\(line)\(red)</g>"
        }
    }

    /// Straight within each pair of points, curved between pairs; both ends stand upright.
    private static func path(_ points: [CauseLayout.Point]) -> String {
        guard let first = points.first else { return "" }
        var path = "M\(first.x) \(first.y)", from = first
        for (index, to) in points.enumerated().dropFirst() {
            let middle = (from.y + to.y) / 2
            path += index % 2 == 0 ? "L\(to.x) \(to.y)" : "C\(from.x) \(middle) \(to.x) \(middle) \(to.x) \(to.y)"
            from = to
        }
        return path
    }

    private static func arrowhead(_ id: String) -> String {
        "<marker id=\"\(id)\" class=\"\(id)\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"11\" markerHeight=\"11\" "
            + "markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 10z\"/></marker>"
    }

    // MARK: legend

    private var legend: [String] {
        let x = Self.margin, y = top + layout.height + Self.margin + 8
        let shades = (0...5).map { "<rect class=\"shade w\($0)\" x=\"\(x + $0 * 22)\" y=\"\(y + 10 - 2 * $0)\" width=\"22\" height=\"\(4 + 2 * $0)\"/>" }
        func label(_ text: String, _ x: Int, _ y: Int) -> String {
            "<text class=\"legend\" x=\"\(x)\" y=\"\(y)\">\(Markup.escaped(text))</text>"
        }
        func sample(_ kind: String, _ y: Int, _ more: String = "") -> String {
            "<path class=\"\(kind)\" d=\"M\(x) \(y)L\(x + 132) \(y)\"\(more)/>"
        }
        let hidden = diagram.hidden == (0, 0) ? [] : [
            "Not drawn: \(Count.words(diagram.hidden.nodes, "lighter problem", "lighter problems")) and "
                + "\(Count.words(diagram.hidden.edges, "claim", "claims")).",
        ]
        return shades + [
            label("the larger and stronger, the more root weight: where what people suffer comes to rest", x + 146, y + 12),
            sample("cause", y + 31, " stroke-width=\"3\" marker-end=\"url(#head)\""),
            label("causes lead up to effects; the thicker, the more voices for it than against", x + 146, y + 36),
            sample("cause", y + 53, " stroke-width=\"4\""),
            sample("against", y + 53, " stroke-width=\"4\" stroke-dasharray=\"15 35\""),
            label("red: the share of voices that deny it; thin grey under red: denied by half or more, carries nothing", x + 146, y + 58),
            "<rect class=\"sample circle\" x=\"\(x)\" y=\"\(y + 68)\" width=\"132\" height=\"16\" rx=\"5\"/>",
            label("↻ part of a vicious circle; dashed arrows lead down and close one", x + 146, y + 80),
            label(([RootsAnswer.weakness] + hidden).joined(separator: " "), x, y + 106), label(note, x, y + 124),
        ]
    }

    /// Thousandths as percent with one decimal.
    static func percent(_ thousandths: Int) -> String { "\(thousandths / 10).\(thousandths % 10) %" }

    /// Tenths with their decimal.
    static func tenths(_ tenths: Int) -> String { "\(tenths / 10).\(tenths % 10)" }
}
