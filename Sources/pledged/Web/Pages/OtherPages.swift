import GossipNet
import PledgeLedger

/// Rounds, each with its split and, behind a fold, every term of it.
enum RoundsPage {
    /// A split is much work: a page shows few.
    private static let most = 10

    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), list = try AskedList(wish, reader)
        let page = try reader.store.pageOfDefinitions(.round, in: reader.id, at: reader.cutoff, after: list.after, limit: most)
        let rounds: [Model] = try page.ids.compactMap { try reader.details.listed($0) }.map { listed in
            let title = listed.text?.title ?? "", answer = try RoundAnswer(listed.id, reader.details, reader.cutoff)
            let model: Model = [
                "title": title.isEmpty ? "round \(listed.id.short)" : SafeText.shown(title, width: 120),
                "href": maker.href(listed.id, .round), "short": listed.id.short, "author": try maker.person(listed.author),
                "blocks": try maker.blocks(answer?.blocks() ?? []),
                "fold": ["blocks": try maker.blocks(answer.map { try RoundExplanation($0, most: PageMaker.terms).terms() } ?? [])] as Model,
            ]
            return model.merging(maker.time(listed.entry.entry.time)) { $1 }
        }
        return try maker.page("rounds", "Rounds", in: "Rounds", [
            "rounds": rounds, "hasRounds": !rounds.isEmpty, "next": maker.next("/rounds", list.cursor(page.next)), "back": maker.back("/rounds", list),
        ])
    }
}

/// The node, and whom it is linked with.
enum NetworkPage {
    static func make(_ reader: LedgerReader, _ wish: WebRequest) throws -> WebAnswer {
        let maker = PageMaker(reader, wish), status = reader.site.board.status()
        var peers = Table([
            .text("node"), .text("address"), .text("since"), .number("round trip"), .text("why"), .text("this ledger"),
        ])
        for peer in status.peers {
            let here = peer.collectives.first { $0.id == reader.id.hex }
            peers.add([
                String((PublicKey(hex: peer.node).map(KeyText.node) ?? peer.node).prefix(14)), peer.address, ISODate.text(peer.since),
                peer.roundTrip.map { "\($0) ms" } ?? "", peer.reason.words, here.map(\.words) ?? "not shared",
            ])
        }
        var limits = Table([.text("what"), .number("used"), .number("bound")])
        for use in status.uses { limits.add([use.name, Count.text(use.used), Count.text(use.bound)]) }
        let model: Model = [
            "peers": try maker.table(peers), "hasPeers": !status.peers.isEmpty, "limits": try maker.table(limits), "hasLimits": !status.uses.isEmpty,
        ]
        let own = [node(status), maker.health()].reduce(model) { $0.merging($1) { own, _ in own } }
        return try maker.page("network", "Network", in: "Network", own, tellsNow: true)
    }

    /// What the node says of itself.
    static func node(_ status: NodeStatus) -> Model {
        [
            "node": PublicKey(hex: status.node).map(KeyText.node) ?? status.node, "address": PageMaker.known(status.address),
            "received": "\(Count.text(status.bytesIn)) bytes since the start",
            "sent": "\(Count.text(status.bytesOut)) bytes since the start, \(Count.words(status.entriesOut, "entry", "entries"))",
            "clock": status.clockOffset.map { "\($0) ms from its peers'" } ?? false as Any,
        ]
    }
}
