import PledgeLedger

extension Node {
    /// The root of a collective's frontier as the node announces it; nil where it knows no such collective.
    /// It follows the store within a second, at once after ``wake()``.
    public func root(of id: CollectiveID) -> Digest? {
        queue.sync { core.domains[id]?.tree.root() }
    }
}
