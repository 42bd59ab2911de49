import GossipNet
import PledgeLedger
import Testing

/// What peers may do to the broadcast tree, and what it costs whom.
@Suite struct BroadcastHostileTests {
    private let collective = CoreDraw.collective

    /// Node 0 with peers 1…count, each on link 1…count, in step.
    private func star(_ count: Int, feeds: Int = 3) -> BroadcastNet {
        var net = BroadcastNet(seed: 5)
        let store = net.draw.store(feeds: feeds)
        for _ in 0...count { net.add(store) }
        for peer in 1...count { net.link(0, peer, latency: 20) }
        net.pass(2_000)
        net.forget()
        return net
    }

    private func announce(_ net: inout BroadcastNet, _ link: UInt64, _ author: PublicKey, stop: UInt64) {
        let note = Frame.Announce.Note(author: author, stop: stop, id: 7, hops: 2)
        net.deliver(LinkID(link), to: 0, .announce(.init(collective: 0, heads: [note])))
    }

    private func grafts(_ net: BroadcastNet) -> Int { net.frames["graft", default: 0] }

    /// Announced and not delivered: the next announcer is asked, and each but once.
    @Test func nextAnnouncerIsAsked() {
        var net = star(3)
        let author = net.draw.author()
        net.isLost = { _, frame in if case .roots = frame { true } else { false } }
        for link: UInt64 in 1...3 { announce(&net, link, author, stop: 1) }
        net.pass(20_000)
        #expect(grafts(net) == 3, "\(net.frames)")
        let grafted = net.said.compactMap { said -> UInt64? in
            if case .grafted(let channel) = said.event { channel.link.number } else { nil }
        }
        #expect(grafted == [1, 2, 3])
    }

    /// Somebody lies about how much there is: the honest announcer behind is neither blamed nor missed.
    @Test func liarDoesNotShadowTheHonest() {
        var net = star(2)
        let author = net.draw.author()
        announce(&net, 1, author, stop: Limits.seq)
        net.prune(2, at: 0)
        net.sign(2, author)
        net.pass(10_000)
        #expect(net.nodes[0].store.head(author)?.stop == 1)
        let muted = net.said.filter { if case .muted = $0.event { true } else { false } }
        #expect(muted.isEmpty)
        // The honest one is eager again, the liar is not relied upon.
        #expect(net.nodes[0].core.eagerLinks(of: collective).contains(LinkID(2)))
    }

    /// Who announces without end and delivers nothing is ignored, then held for it.
    @Test func emptyAnnouncerIsMutedAndThenClosed() {
        var net = star(2)
        net.isLost = { from, _ in from == 1 }
        var last = 0
        for round in 0..<200 {
            for _ in 0..<10 { announce(&net, 1, net.draw.author(), stop: 1) }
            // The hostile node still shows that it lives.
            for node in 0...1 { net.deliver(LinkID(1), to: node, .pong(9_999)) }
            net.pass(5_000)
            if round == 3 { last = grafts(net) }
            if net.hasPunished(0) { break }
        }
        #expect(net.said.contains { if case .muted = $0.event { true } else { false } })
        #expect(net.hasPunished(0), "\(net.frames)")
        #expect(last <= 10 * 4, "\(last) grafts before it was ignored")
        // The other peer has nothing to do with it.
        let author = net.draw.author()
        net.sign(2, author)
        net.pass(1_000)
        #expect(net.nodes[0].store.head(author)?.stop == 1)
    }

    /// A flood of announcements makes few grafts; past its allowance roots are compared instead.
    @Test func floodOfAnnouncementsIsBounded() {
        var net = star(2)
        net.isLost = { from, _ in from == 1 }
        for _ in 0..<5_000 { announce(&net, 1, net.draw.author(), stop: 1) }
        net.pass(3_000)
        #expect(grafts(net) <= Limits.announcedAtOnce, "\(net.frames)")
        #expect(net.frames["roots", default: 0] >= 1)
        let author = net.draw.author()
        net.sign(2, author)
        net.pass(1_000)
        #expect(net.nodes[0].store.head(author)?.stop == 1)
    }

    /// What was announced is announced again and again: that costs.
    @Test func repeatedAnnouncementsEndTheLink() {
        var net = star(1)
        let author = net.draw.author()
        for _ in 0...Limits.uselessFrames + 10 { announce(&net, 1, author, stop: 1) }
        #expect(net.hasPunished(0))
    }

    /// Grafts and prunes without end are charged too, and served no faster than requests are.
    @Test(arguments: [true, false]) func floodsOfGraftsAndPrunesEndTheLink(isGraft: Bool) {
        var net = star(1)
        let author = net.nodes[0].store.heads[0].author
        for _ in 0...Limits.uselessFrames + 10 {
            net.deliver(LinkID(1), to: 0, isGraft
                ? .graft(.init(collective: 0, author: author, after: 0)) : .prune(.init(collective: 0)))
        }
        #expect(net.hasPunished(0))
        #expect(net.frames["segment", default: 0] <= Int(Limits.requestsAtOnce) + 1, "\(net.frames)")
    }

    /// A graft is served from the store, however long ago the entry came.
    @Test func graftIsServedFromTheStore() {
        var net = star(2, feeds: 1)
        let author = net.nodes[0].store.heads[0].author
        net.pass(200_000)
        net.forget()
        net.deliver(LinkID(1), to: 0, .graft(.init(collective: 0, author: author, after: 0)))
        net.pass(200)
        #expect(net.frames["segment"] == 1, "\(net.frames)")
    }

    /// Equal places with different entries: histories are searched at once, and the fork is proven.
    @Test func announcedForkIsFound() {
        var net = star(1)
        let author = net.draw.author()
        net.prune(1, at: 0)
        net.prune(1, at: 1)
        net.sign(0, author, face: 1)
        net.sign(1, author, face: 2)
        net.pass(2_000)
        #expect(net.nodes.allSatisfy { $0.store.head(author)?.fork == 1 })
    }

    /// Fork proofs go to lazy peers at once.
    @Test func proofsGoToLazyPeers() {
        var net = star(2)
        let author = net.draw.author()
        net.sign(1, author, face: 1)
        net.pass(500)
        for peer in 1...2 {
            net.prune(UInt64(peer), at: 0)
            net.prune(UInt64(peer), at: peer)
        }
        net.forge(1, author)
        net.pass(100)
        #expect(net.nodes.allSatisfy { $0.store.head(author)?.fork == 1 }, "\(net.frames)")
    }

    /// A peer that reads too slowly gets roots instead of announcements.
    @Test func slowReaderIsNotAnnouncedTo() {
        var net = star(1)
        net.prune(1, at: 0)
        net.give(0, .backlog(LinkID(1), true))
        let authors = (0..<100).map { _ in net.draw.author() }
        for author in authors { net.sign(0, author) }
        net.pass(1_000)
        #expect(net.frames["announce"] == nil && net.frames["segment"] == nil, "\(net.frames)")
        net.give(0, .backlog(LinkID(1), false))
        net.pass(2_000)
        for author in authors { #expect(net.holders(author, 1) == 2) }
    }
}

extension BroadcastNet {
    /// The peer at the other end of a link asks a node not to push.
    mutating func prune(_ link: UInt64, at node: Int) { deliver(LinkID(link), to: node, .prune(.init(collective: 0))) }

    func hasPunished(_ node: Int) -> Bool {
        said.contains { said in
            if said.node == node, case .misbehaviour = said.event { true } else { false }
        }
    }
}
