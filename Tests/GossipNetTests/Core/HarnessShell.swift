import GossipNet
import PledgeLedger

// What the shell does with outputs, in miniature.
extension Harness {
    mutating func carryOut(_ output: Output, _ node: Int) {
        switch output {
        case .send(let id, let frame): post(id, from: node, frame)
        case .close(let id, _): close(id, by: node)
        case .wake(let moment): wake(node, at: moment)
        case .serve(let channel, let ticket, let need, let ranges): serve(node, channel, ticket, need, ranges)
        case .serveChanges(let channel, let ticket, let since):
            let heads = nodes[node].stores[channel.collective]?.headsChanged(after: since.change)
            for frame in Frame.Changes.answer(heads, to: since) { post(channel.link, from: node, frame) }
            nodes[node].changesTicket = ticket
            if !nodes[node].isSlow { give(node, .served(channel.link, ticket)) }
        case .serveProof(let channel, let author):
            let proof = nodes[node].stores[channel.collective]?.feeds[author]?.proof ?? []
            guard proof.count == 2 else { return }
            post(channel.link, from: node, .proof(.init(
                collective: channel.number, first: proof[0], second: proof[1])))
        case .serveFetch(let channel, let ids, let texts): serveFetch(node, channel, ids, texts)
        case .answerIDs(let channel, let number, let author, let seqs):
            let ids = seqs.map { nodes[node].stores[channel.collective]?.feeds[author]?.id(at: $0) ?? .zero }
            post(channel.link, from: node, .ids(.init(collective: channel.number, number: number, ids: ids)))
        case .take(let channel, let ticket, let author, let entries):
            store(node, channel, ticket) { $0.take(author, entries) }
        case .takeProof(let channel, let ticket, let first, let second):
            store(node, channel, ticket) { $0.takeProof(first, second) }
        case .takeFetched(let channel, let ticket, let id, let entry, let text):
            takeFetched(node, channel, ticket, id, entry: entry, text: text)
        case .readIDs(let ticket, let collective, let author, let seqs):
            let feed = nodes[node].stores[collective]?.feeds[author]
            give(node, .ids(ticket, seqs.map { feed?.id(at: $0) }))
        case .datagram(let id, let datagram):
            // Datagrams go their own way: also where no frame is heard.
            guard let wire = wires[id], wire.isUp else { return }
            give(wire.from == node ? wire.to : wire.from, .datagram(id, datagram))
        case .dial, .inStep, .progress, .peerClock, .report: break
        }
    }

    private mutating func serve(
        _ node: Int, _ channel: Channel, _ ticket: Ticket, _ need: UInt32, _ ranges: [FeedRange]
    ) {
        for range in ranges {
            for packed in nodes[node].stores[channel.collective]?.segments(range) ?? [] {
                if need != 0 { entriesServed[node, default: 0] += nodes[node].stores[channel.collective]?.unpack(packed).count ?? 0 }
                post(channel.link, from: node, .segment(.init(
                    collective: channel.number, need: need, author: range.author, entries: packed, hops: range.hops)))
            }
        }
        if !nodes[node].isSlow { give(node, .served(channel.link, ticket)) }
    }

    private mutating func serveFetch(_ node: Int, _ channel: Channel, _ ids: [EntryID], _ texts: Bool) {
        for id in ids {
            let store = nodes[node].stores[channel.collective]
            let bytes = texts ? store?.texts[id] : store?.things[id]
            let content: Frame.Fetched.Content = bytes.map { texts ? .text($0) : .entry($0) } ?? .nothing
            post(channel.link, from: node, .fetched(.init(
                collective: channel.number, id: id, texts: texts, content: content)))
        }
    }

    private mutating func store(
        _ node: Int, _ channel: Channel, _ ticket: Ticket, _ change: (inout MiniStore) -> (Outcome, [HeadChange])
    ) {
        // Taken out, so that it is changed in place.
        guard var store = nodes[node].stores.removeValue(forKey: channel.collective) else { return }
        let (outcome, changes) = change(&store)
        nodes[node].stores[channel.collective] = store
        if !changes.isEmpty { tell(node, channel.collective, changes, from: channel.link) }
        answer(node, channel.link, .stored(channel.link, ticket, outcome))
    }

    private mutating func takeFetched(
        _ node: Int, _ channel: Channel, _ ticket: Ticket, _ id: EntryID, entry: [UInt8]?, text: [UInt8]?
    ) {
        if let entry { nodes[node].stores[channel.collective]?.things[id] = entry }
        if let text { nodes[node].stores[channel.collective]?.texts[id] = text }
        if id == channel.collective, let state = nodes[node].stores[id]?.state { give(node, .opened(state)) }
        give(node, .stored(channel.link, ticket, Outcome(accepted: 1)))
    }

    mutating func tell(_ node: Int, _ collective: CollectiveID, _ changes: [HeadChange], from: LinkID? = nil) {
        let entries = nodes[node].stores[collective]?.entries ?? 0
        let number = nodes[node].stores[collective]?.number ?? 0
        give(node, .changed(collective, changes, entries: entries, from: from, number: number))
    }

    /// The shell says that it wrote the latest answer to a cursor.
    mutating func giveServedChanges(_ node: Int, _ link: LinkID) {
        guard let ticket = nodes[node].changesTicket else { return }
        give(node, .served(link, ticket))
        run()
    }

    // MARK: Using

    /// A person at a node signs entries.
    mutating func append(
        _ node: Int, _ collective: CollectiveID, _ author: PublicKey, count: Int = 1, face: UInt8 = 0
    ) {
        for _ in 0..<count {
            guard let change = nodes[node].stores[collective]?.append(author, face: face) else { return }
            tell(node, collective, [change])
        }
    }

    /// So many people who are new sign an entry each at a node.
    mutating func appendNew(_ node: Int, authors: Int, _ draw: inout CoreDraw) {
        for _ in 0..<authors { append(node, CoreDraw.collective, draw.author()) }
        run()
    }

    func root(_ node: Int, _ collective: CollectiveID) -> Digest? { nodes[node].stores[collective]?.root }

    /// Whether all nodes hold the same of a collective.
    func agree(_ collective: CollectiveID) -> Bool {
        Set(nodes.indices.compactMap { root($0, collective) }).count == 1
    }

    /// How often a node said that it is in step.
    func inSteps(_ node: Int) -> Int {
        nodes[node].outputs.count { if case .inStep = $0 { true } else { false } }
    }

    /// Whether the last that a node said of a comparison is that it is in step.
    func isInStep(_ node: Int) -> Bool {
        for output in nodes[node].outputs.reversed() {
            switch output {
            case .inStep: return true
            case .report(.behind), .report(.walking): return false
            default: continue
            }
        }
        return false
    }

    func events(_ node: Int) -> [Event] {
        nodes[node].outputs.compactMap { if case .report(let event) = $0 { event } else { nil } }
    }

    /// Bytes of all frames but hellos and entries.
    var controlBytes: Int {
        bytes.reduce(0) { ["hello", "segment"].contains($1.key) ? $0 : $0 + $1.value }
    }
}

extension Output {
    /// What people would see, as against work for the shell.
    var isNews: Bool {
        switch self {
        case .inStep, .progress, .peerClock, .report, .dial, .close: true
        default: false
        }
    }
}

extension Frame {
    var kind: String {
        switch self {
        case .hello: "hello"
        case .roots: "roots"
        case .walk: "walk"
        case .heads: "heads"
        case .missing: "missing"
        case .need: "need"
        case .segment: "segment"
        case .done: "done"
        case .proof: "proof"
        case .idsRequest: "idsRequest"
        case .ids: "ids"
        case .fetch: "fetch"
        case .fetched: "fetched"
        case .extras: "extras"
        case .waiting: "waiting"
        case .ping: "ping"
        case .pong: "pong"
        case .bye: "bye"
        case .views: "views"
        case .announce: "announce"
        case .graft: "graft"
        case .prune: "prune"
        case .since: "since"
        case .changes: "changes"
        case .cancel: "cancel"
        }
    }
}
