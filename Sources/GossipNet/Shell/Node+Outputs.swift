import Logging
import PledgeLedger

/// From the core to links and store.
extension Node {
    func carryOut(_ output: Output) {
        switch output {
        case .dial(let address): network.dial(address)
        case .close(let link, let reason):
            network.close(link)
            drop(link, why: reason.description)
        case .send(let link, let frame): send(frame, on: link)
        case .datagram(let link, let datagram):
            let bytes = DatagramCodec.encode(datagram)
            bytesOut += UInt64(bytes.count)
            network.sendDatagram(link, bytes)
        case .wake(let moment): wake(at: moment)
        case .serve(let channel, let ticket, let need, let ranges):
            streamer.serve(channel, need: need, noteGiven(ranges, on: channel)) { [weak self] sent in
                self?.served(channel, ticket, sent)
            }
        case .serveChanges(let channel, let ticket, let since):
            streamer.serveChanges(channel, since) { [weak self] sent in self?.served(channel, ticket, sent) }
        case .serveProof(let channel, let author): streamer.serveProof(channel, author: author)
        case .serveFetch(let channel, let ids, let texts): streamer.serveFetch(channel, ids, texts: texts)
        case .answerIDs(let channel, let number, let author, let seqs):
            streamer.answerIDs(channel, number: number, author: author, seqs: seqs)
        case .take(let channel, let ticket, _, let entries):
            hand(.init(channel: channel, ticket: ticket, work: .entries(entries)))
        case .takeProof(let channel, let ticket, let first, let second):
            hand(.init(channel: channel, ticket: ticket, work: .proof(first, second)))
        case .takeFetched(let channel, let ticket, let id, let entry, let text):
            hand(.init(channel: channel, ticket: ticket, work: .fetched(id, entry: entry, text: text)))
        case .readIDs(let ticket, let collective, let author, let seqs):
            streamer.readIDs(of: author, in: collective, at: seqs) { [weak self] ids in
                self?.read(ticket, ids)
            }
        case .inStep(let channel, let node): inStep(channel, node)
        case .progress(let channel, let received, let expected):
            links[channel.link]?.note(channel.collective) { $0.note(received: received, expected: expected) }
            onEvent(.progress(channel.collective, received: received, expected: expected))
        case .peerClock(let link, let time): heardClock(link, time)
        case .report(let event): report(event)
        }
    }

    private func send(_ frame: Frame, on link: LinkID) {
        let bytes = FrameCodec.encode(frame)
        bytesOut += UInt64(bytes.count)
        let isUrgent = switch frame {
        case .proof, .ping, .pong: true
        default: false
        }
        network.send(link, bytes, urgent: isUrgent)
    }

    private func served(_ channel: Channel, _ ticket: Ticket, _ sent: Streamer.Sent) {
        queue.async {
            self.bytesOut += UInt64(sent.bytes)
            self.entriesOut += UInt64(sent.entries)
            self.feed(.served(channel.link, ticket))
        }
    }

    private func read(_ ticket: Ticket, _ ids: [EntryID?]) {
        queue.async { self.feed(.ids(ticket, ids)) }
    }

    /// Gives work to the ingest; a link that brings more than it can take is not read for a while.
    private func hand(_ item: Ingest.Item) {
        if ingest.add(item) { network.pauseReading(item.channel.link) }
    }

    private func inStep(_ channel: Channel, _ node: PublicKey) {
        links[channel.link]?.note(channel.collective) { $0.note(received: 0, expected: 0) }
        logging { try store.setImporting(false, channel.collective) }
        noteMeetings(with: node) { $0.inStep.insert(channel.collective) }
        onEvent(.inStep(channel.collective, peer: node))
    }

    private func report(_ event: Event) {
        switch event {
        case .hello(let link, _, let common):
            if let peer = links[link]?.peer.node {
                onEvent(.linked(peer: peer, common: common))
                noteMeetings(with: peer) { $0.common = common }
            }
            for id in common { links[link]?.note(id) { _ in } }
        case .arrived(_, _, _, let hops, let entries):
            pushes.entries += UInt64(entries)
            pushes.hops += UInt64(hops) * UInt64(entries)
        case .pushedTwice(_, let entries): pushes.again += UInt64(entries)
        case .unlinked(_, let node, let reason): noteTwin(reason, by: node)
        case .ownHead(let channel, let node, let head, let held): heard(channel.collective, node, head: head, held)
        default: break
        }
        log(event.line { [links] link in links[link].map { self.name($0.peer.node) } ?? "\(link)" } node: { self.name($0) })
    }
}

extension NodeStatus.Collective {
    /// How far the catch-up under way is: another one where less came than before.
    mutating func note(received: UInt64, expected: UInt64) {
        if began == nil || received < self.received { (began, before) = (Node.wallClock, received) }
        (self.received, self.expected) = (received, expected)
        if received >= expected { began = nil }
    }
}
