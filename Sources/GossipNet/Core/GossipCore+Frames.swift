import PledgeLedger

// Which part of the core a frame is for.
extension GossipCore {
    // Here and in what else runs for every frame no copy of a link's or channel's state is kept in a
    // variable: while it lived, every change of the state would copy the collections in it.
    mutating func receive(_ frame: Frame, from id: LinkID) {
        guard links.contains(id) else { return }
        hear(id)
        switch frame {
        case .hello(let hello): receiveHello(hello, from: id)
        case .ping(let number): send(id, .pong(number))
        case .pong(let number):
            receivePong(number, from: id)
            if let node = links[id]?.node { probe(.linkAnswered(node, number: number)) }
        case .views(let message):
            guard links[id]?.hasHello == true else { return punish(id, .beforeHello) }
            charge(id)
            if links[id]?.isInViews == true, let node = links[id]?.node { view(.message(from: node, message)) }
        case .bye(let farewell):
            out.append(.close(id, .goodbye(farewell)))
            linkDown(id, .goodbye(farewell))
        default:
            guard links[id]?.hasHello == true else { return punish(id, .beforeHello) }
            guard let number = frame.collective, let collective = links[id]?.numbers[number] else {
                return punish(id, .unknownCollective)
            }
            // A collective that was closed here may still be spoken of.
            let channel = Channel(link: id, collective: collective, number: number)
            if hasChannel(channel) { receive(frame, on: channel) }
        }
    }

    /// Something came over a link. The prober is told now and then.
    private mutating func hear(_ id: LinkID) {
        guard let heard = links[id]?.heard, let node = links[id]?.node else { return }
        links[id]?.heard = now
        links[id]?.doubted = nil
        if now.since(heard) >= Limits.hearAgain, links[id]?.hasDatagrams == true { probe(.linkHeard(node)) }
    }

    private func hasChannel(_ channel: Channel) -> Bool {
        domains.contains(channel.collective) && links[channel.link]?.channels.contains(channel.collective) == true
    }

    private mutating func receive(_ frame: Frame, on channel: Channel) {
        switch frame {
        case .roots(let frame): receiveRoots(frame, on: channel)
        case .walk(let frame): receiveWalk(frame, on: channel)
        case .heads(let frame): receiveHeads(frame.heads, walk: frame.walk, on: channel)
        case .missing(let frame): receiveMissing(frame, on: channel)
        case .need(let frame): receiveNeed(frame, on: channel)
        case .segment(let frame): receiveSegment(frame, on: channel)
        case .done(let frame): receiveDone(frame, on: channel)
        case .proof(let frame): receiveProof(frame, on: channel)
        case .idsRequest(let frame): receiveIDsRequest(frame, on: channel)
        case .ids(let frame): receiveIDs(frame, on: channel)
        case .fetch(let frame): receiveFetch(frame, on: channel)
        case .fetched(let frame): receiveFetched(frame, on: channel)
        case .extras(let frame): receiveExtras(frame, on: channel)
        case .waiting(let frame): receiveHeads(frame.heads, walk: 0, on: channel)
        case .announce(let frame): receiveAnnounce(frame, on: channel)
        case .graft(let frame): receiveGraft(frame, on: channel)
        case .prune: receivePrune(on: channel)
        case .since(let frame): receiveSince(frame, on: channel)
        case .changes(let frame): receiveChanges(frame, on: channel)
        case .cancel(let frame): receiveCancel(frame, on: channel)
        case .hello, .ping, .pong, .bye, .views: break
        }
    }
}
