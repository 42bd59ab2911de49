import PledgeLedger

// Whom to be linked with: tells the views what happens, and carries out what they want.
extension GossipCore {
    mutating func view(_ input: ViewInput) {
        guard config.stays else { return }
        var wanted: [ViewOutput] = []
        views.handle(input, now: now, random: &random, into: &wanted)
        for output in wanted { carryOut(output) }
    }

    private mutating func carryOut(_ output: ViewOutput) {
        switch output {
        case .send(let node, let message):
            if let id = link(to: node) { send(id, .views(message)) }
        case .dial(let address): dialForViews(address)
        case .drop(let node, let reason):
            if let id = link(to: node) { close(id, .leftView(reason), .noRoom) }
        }
    }

    /// The link to a node.
    func link(to node: PublicKey) -> LinkID? { linkTo[node] }

    /// Dials an address that is not kept by hand, or sooner than its turn where it is.
    private mutating func dialForViews(_ address: Address) {
        switch dials[address]?.state {
        case .dialing: return
        case .linked, .covered:
            if let node = dials[address]?.node { return view(.dialDuplicate(address, node)) }
        case .idle: dials[address]?.state = .dialing
        case nil: break
        }
        report(.dialing(address))
        out.append(.dial(address))
    }

    /// A node that stays is common company from its hello on.
    mutating func enterViews(_ id: LinkID) {
        guard let link = links[id], link.staysHere, config.stays else { return }
        links[id]?.isInViews = true
        tellUp(link)
    }

    private mutating func tellUp(_ link: Boxed<Link>) {
        let address = link.address ?? link.host.flatMap { host in
            link.port == 0 ? nil : Address(host: host, port: link.port)
        }
        view(.linkUp(
            link.node, host: link.host, address: address, isOutbound: link.role == .initiator,
            isDiallable: link.address != nil || link.port != 0,
            isKept: link.address.map { dials.contains($0) } ?? false))
    }

    /// Tells the views of a link that has gone, or of a dial that came to nothing: each is answered.
    mutating func leaveViews(_ link: Boxed<Link>, _ reason: CloseReason?) {
        let parting = parting(reason)
        if link.isInViews { return view(.linkDown(link.node, parting)) }
        guard let address = link.address else { return }
        guard case .unwanted = parting else { return view(.dialFailed(address)) }
        tellUp(link)
        view(.linkDown(link.node, parting))
    }

    private func parting(_ reason: CloseReason?) -> ViewInput.Parting {
        switch reason {
        case nil, .silent, .stuck, .dead: .lost
        case .nothingInCommon, .goodbye(.nothingInCommon): .unwanted(Limits.nothingInCommon)
        case .misbehaviour, .banned, .goodbye(.misbehaviour), .goodbye(.banned): .unwanted(Limits.ban)
        case .duplicate, .leftView, .goodbye: .polite
        }
    }
}
