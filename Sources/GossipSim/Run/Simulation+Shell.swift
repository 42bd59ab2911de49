import GossipNet
import PledgeLedger

// What a shell does with its core's outputs. A new output needs a line here and no other place.
extension Simulation {
    mutating func carryOut(_ output: Output, _ node: Int) {
        switch output {
        case .dial(let address): dial(node, address)
        case .close(let link, let reason):
            noteClose(link, node, reason)
            close(link, by: node)
        case .send(let link, let frame): send(frame, on: link, from: node)
        case .datagram(let link, let datagram): sendDatagram(datagram, on: link, from: node)
        case .wake(let moment): setWake(node, at: max(now, moment.milliseconds - 1_000))
        case .serve(let channel, let ticket, let need, let ranges): serve(node, channel, ticket, need, ranges)
        case .serveChanges(let channel, let ticket, let since): serveChanges(node, channel, ticket, since)
        case .serveProof(let channel, let author): serveProof(node, channel, author)
        case .serveFetch(let channel, let ids, let texts): serveFetch(node, channel, ids, texts: texts)
        case .answerIDs(let channel, let number, let author, let seqs):
            let ids = seqs.map { nodes[node].store.id(author, at: $0, pool) ?? .zero }
            send(.ids(.init(collective: channel.number, number: number, ids: ids)), on: channel.link, from: node)
        case .take(let channel, let ticket, _, let entries): add(.entries(channel, ticket, entries), node)
        case .takeProof(let channel, let ticket, let first, let second):
            add(.proof(channel, ticket, first, second), node)
        case .takeFetched(let channel, let ticket, let id, let entry, _):
            add(.fetched(channel, ticket, id, entry: entry), node)
        case .readIDs(let ticket, _, let author, let seqs):
            tell(node, .ids(ticket, seqs.map { nodes[node].store.id(author, at: $0, pool) }))
        case .report(let event): hear(event, node)
        case .inStep, .progress, .peerClock: break
        }
    }

    /// Puts a frame on a link; a hostile node may put others in its place.
    mutating func send(_ frame: Frame, on link: LinkID, from node: Int) {
        guard !nodes[node].isHonest else {
            checkTold(frame, node)
            return post(.frame(frame, size: frame.size), on: link, from: node)
        }
        for said in nodes[node].hostile?.replace(frame, &tally) ?? [] { postHostile(said, on: link, from: node) }
    }

    /// What a hostile node says goes through the codec, so that nothing gets past its checks.
    mutating func postHostile(_ frame: Frame, on link: LinkID, from node: Int) {
        let bytes = FrameCodec.encode(frame)
        do throws(FrameFault) {
            post(.frame(try FrameCodec.decode(bytes), size: bytes.count), on: link, from: node)
        } catch { post(.malformed(error, size: bytes.count), on: link, from: node) }
    }

    private mutating func serve(
        _ node: Int, _ channel: Channel, _ ticket: Ticket, _ need: UInt32, _ ranges: [FeedRange]
    ) {
        let number = number(of: channel.link), side = wires[number].side(of: node)
        guard wires[number].isOpen(side) else { return }
        noteGiven(ranges, to: wires[number].node(1 - side), by: node)
        if need > 0 { noteServer(node, of: wires[number].node(1 - side)) }
        for range in ranges {
            for packed in nodes[node].store.segments(range, pool) {
                let segment = Frame.Segment(
                    collective: channel.number, need: need, author: range.author, entries: packed, hops: range.hops)
                wires.stream(.frame(.segment(segment)), on: number, from: side)
            }
        }
        wires.stream(.told(.served(channel.link, ticket)), on: number, from: side)
        pumpStream(number, side)
    }

    private mutating func serveChanges(_ node: Int, _ channel: Channel, _ ticket: Ticket, _ since: Frame.Since) {
        let heads = nodes[node].store.headsChanged(after: since.change, pool)
        for frame in Frame.Changes.answer(heads, to: since) { send(frame, on: channel.link, from: node) }
        give(node, .served(channel.link, ticket))
    }

    /// A peer that is given entries of the node's person can't be the one who confirms them.
    private mutating func noteGiven(_ ranges: [FeedRange], to peer: Int, by node: Int) {
        guard node < persons.count, persons[node].restored != nil else { return }
        let own = persons[node].key.publicKey
        if ranges.contains(where: { $0.author == own }) { persons[node].restored?.give(to: nodes[peer].key) }
    }

    private mutating func serveProof(_ node: Int, _ channel: Channel, _ author: PublicKey) {
        guard let number = pool.known(author), nodes[node].store[number].fork != 0 else { return }
        let slot = nodes[node].store[number]
        send(
            .proof(.init(
                collective: channel.number, first: pool[slot.first].entry.entry.bytes,
                second: pool[slot.second].entry.entry.bytes)),
            on: channel.link, from: node)
    }

    /// The charter is the only thing that is ever fetched: entries here name no definitions, and have no texts.
    private mutating func serveFetch(_ node: Int, _ channel: Channel, _ ids: [EntryID], texts: Bool) {
        for id in ids {
            let isHeld = id == pool.collective && nodes[node].store.charterHeld && !texts
            send(
                .fetched(.init(
                    collective: channel.number, id: id, texts: texts,
                    content: isHeld ? .entry(pool.charter.entry.bytes) : .nothing)),
                on: channel.link, from: node)
        }
    }

    mutating func volunteer() {
        schedule(.volunteer, at: now + 1_000)
        for node in nodes.indices where nodes[node].isUp && !nodes[node].isHonest {
            for wire in nodes[node].wires where wires[wire].isGreeted {
                for frame in nodes[node].hostile?.volunteer(pool, &tally) ?? [] {
                    postHostile(frame, on: wires[wire].id, from: node)
                }
            }
        }
    }
}
