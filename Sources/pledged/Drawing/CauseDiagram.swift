/// What a picture of problems and their causes has to show.
package struct CauseDiagram: Hashable, Sendable {
    package struct Node: Hashable, Sendable {
        package var title: String
        /// Root weight, in thousandths of all mass.
        package var weight: Int
        /// What people say they suffer from it, in thousandths of all mass.
        package var suffered: Int
        /// The vicious circle that it is part of, from 1; 0 for none.
        package var circle: Int
        /// Where a page says more of it; nil for nowhere.
        package var link: String?

        package init(title: String, weight: Int = 0, suffered: Int = 0, circle: Int = 0, link: String? = nil) {
            (self.title, self.weight, self.suffered, self.circle) = (title, weight, suffered, circle)
            self.link = link
        }
    }

    /// A problem said to bring about another, both by index.
    package struct Edge: Hashable, Sendable {
        package var cause: Int
        package var effect: Int
        /// Voices, in tenths of a member's.
        package var inFavour: Int
        package var against: Int

        /// Whether half of its voices or more deny it: it carries nothing then.
        package var isDenied: Bool { against >= inFavour }

        package init(cause: Int, effect: Int, inFavour: Int, against: Int = 0) {
            (self.cause, self.effect, self.inFavour, self.against) = (cause, effect, inFavour, against)
        }
    }

    package var nodes: [Node]
    package var edges: [Edge]
    /// Problems and edges that are not drawn.
    package var hidden: (nodes: Int, edges: Int) = (0, 0)

    package init(nodes: [Node], edges: [Edge]) {
        self.nodes = nodes
        self.edges = edges.filter { $0.cause != $0.effect && nodes.indices.contains($0.cause) && nodes.indices.contains($0.effect) }
    }

    /// A problem's root weight beside the heaviest's, from 0 for none to 5: what its box is drawn by.
    package func level(_ node: Node) -> Int {
        let most = nodes.map(\.weight).max() ?? 0
        return most == 0 ? 0 : (node.weight * 5 + most - 1) / most
    }

    package static func == (left: CauseDiagram, right: CauseDiagram) -> Bool {
        left.nodes == right.nodes && left.edges == right.edges && left.hidden == right.hidden
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(nodes)
        hasher.combine(edges)
    }
}
