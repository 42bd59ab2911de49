import GossipNet
import PledgeLedger

/// What a node shows that has no collective yet: what is there, and what to do next.
enum EmptyPage {
    /// Collectives named that were joined and whose charter has not come.
    private static let most = 20

    static func make(_ site: Site, _ route: Route) throws -> WebAnswer {
        let status = site.board.status()
        let joined: [Model] = try site.store.collectives().prefix(most).map { ["id": $0.id.short, "words": words($0.id, status)] }
        let model: Model = [
            "joined": joined, "hasJoined": !joined.isEmpty, "warnings": Health(status).warnings,
            "links": status.peers.isEmpty ? "It is linked with no other node." : "It is linked with \(Count.words(status.peers.count, "other node", "other nodes")).",
        ]
        let here = PageMaker.nav(here: "", "").first { $0["href"] as? String == route.path }?["name"] as? String ?? "Home"
        return try site.templates.page("empty", model.merging(NetworkPage.node(status)) { own, _ in own }, [
            "title": here, "collective": false, "id": "none", "change": "0", "suffix": "", "nav": PageMaker.nav(here: here, ""),
            "asOf": false, "moment": false, "others": false, "preview": false, "version": Pledged.version,
        ])
    }

    /// How far a charter's way here is.
    private static func words(_ id: CollectiveID, _ status: NodeStatus) -> String {
        let there = status.peers.filter { $0.collectives.contains { $0.id == id.hex } }.count
        return there == 0 ? "no node that it is linked with has it: `pledged sync HOST:PORT` with one that does, or `pledged serve --peer HOST:PORT`"
            : "it comes from \(Count.words(there, "node", "nodes"))"
    }

    /// What is amiss where there is nothing to show, for whatever watches over services.
    static func warning(_ site: Site) throws -> String? {
        guard try site.isEmpty else { return nil }
        let joined = try site.store.collectives()
        return joined.isEmpty ? "no collective is here yet: `pledged join LINK` or `pledged found NAME`"
            : "the charter of \(joined.map(\.id.short).joined(separator: ", ")) has not arrived yet"
    }
}
