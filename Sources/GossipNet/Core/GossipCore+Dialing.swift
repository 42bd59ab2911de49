import PledgeLedger

// Addresses worth a link. Each is dialled on its own, so one that is dead delays no other.
extension GossipCore {
    /// Dials an address until there is a link. One that waits already and is given again waits no longer.
    mutating func keep(_ address: Address) {
        if dials.contains(address) { return dialAnew([address]) }
        guard dials.count < Limits.addresses else { return }
        dials[address] = Dial(state: .idle(now))
        view(.heard(address, nil, host: nil))
        dialDue()
    }

    /// A collective is new here: those with whom nothing was in common are asked again.
    mutating func dialThoseWithoutCommon() {
        dialAnew(dials.keys.filter { dials[$0]?.lacksCommon == true })
    }

    /// Dials now those of the addresses that wait.
    private mutating func dialAnew(_ addresses: [Address]) {
        for address in addresses {
            guard case .idle = dials[address]?.state else { continue }
            dials[address]?.lacksCommon = false
            dials[address]?.state = .idle(now)
        }
        dialDue()
    }

    mutating func dialFailed(_ address: Address) {
        defer { view(.dialFailed(address)) }
        guard case .dialing = dials[address]?.state else { return }
        let pause = dials[address]?.backOff(&random) ?? 0
        retry(address, in: pause)
        report(.dialFailed(address, again: pause))
    }

    private mutating func retry(_ address: Address, in pause: UInt64) {
        dials[address]?.state = .idle(now.adding(pause))
        arm(now.adding(pause))
    }

    /// Dials what is due, and arms the timer for the rest.
    mutating func dialDue() {
        for address in dials.keys {
            guard let dial = dials[address], case .idle(let moment) = dial.state else { continue }
            if moment > now {
                arm(moment)
            } else if let node = dial.node, link(to: node) != nil {
                dials[address]?.state = .covered
            } else {
                dials[address]?.state = .dialing
                report(.dialing(address))
                out.append(.dial(address))
            }
        }
    }

    /// The node at an address has a link by another way.
    mutating func cover(_ address: Address, _ node: PublicKey) {
        guard dials.contains(address) else { return }
        dials[address]?.state = .covered
        dials[address]?.node = node
    }

    /// A link that was dialled and is not wanted: no dial before so long.
    mutating func settleDial(_ link: Boxed<Link>, again pause: UInt64) {
        guard let address = link.address, dials.contains(address) else { return }
        dials[address]?.node = link.node
        retry(address, in: random.jittered(pause))
    }

    /// A link has gone: its address is dialled again, and so are others of the same node.
    mutating func releaseDials(of link: Boxed<Link>, _ reason: CloseReason?) {
        let hasOther = self.link(to: link.node) != nil
        for address in dials.keys {
            guard let dial = dials[address] else { continue }
            switch dial.state {
            case .linked(link.id): break
            case .covered where dial.node == link.node && !hasOther: break
            default: continue
            }
            switch reason {
            case .nothingInCommon, .goodbye(.nothingInCommon):
                dials[address]?.lacksCommon = true
                retry(address, in: random.jittered(Limits.nothingInCommon))
            case .misbehaviour, .banned, .goodbye(.banned), .goodbye(.misbehaviour):
                retry(address, in: random.jittered(Limits.ban))
            case .goodbye(.noRoom), .leftView: retry(address, in: random.jittered(Limits.noRoom))
            case .duplicate where hasOther, .goodbye(.duplicate) where hasOther: cover(address, link.node)
            default: redial(address, lasted: now.since(link.began))
            }
        }
    }

    private mutating func redial(_ address: Address, lasted: UInt64) {
        if lasted >= Limits.steadyLink {
            dials[address]?.pause = 0
            retry(address, in: UInt64.random(in: 0...Limits.dialPause, using: &random))
        } else {
            retry(address, in: dials[address]?.backOff(&random) ?? 0)
        }
    }
}
