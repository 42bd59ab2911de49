import PledgeLedger

// Addresses worth a link. Each is dialled on its own, so one that is dead delays no other.
extension GossipCore {
    mutating func keep(_ address: Address) {
        guard !dials.contains(address), dials.count < Limits.addresses else { return }
        dials[address] = Dial(state: .idle(now))
        view(.heard(address, nil, host: nil))
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
