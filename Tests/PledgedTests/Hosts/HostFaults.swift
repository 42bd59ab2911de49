import Testing

/// What can go wrong in a network, made to go wrong.
extension HostNetwork {
    /// Loses so many packets in a hundred at each switch; 0 ends it. Between west and east there are two.
    func lose(percent: Int) throws {
        try atSwitches("nft flush chain bridge pledged loss")
        guard percent > 0 else { return }
        try atSwitches("nft add rule bridge pledged loss numgen random mod 100 lt \(percent) counter name lost drop")
    }

    /// Takes the trunk down or up: west and east no longer reach each other, and nobody is told.
    func trunk(isUp: Bool) throws { try atSwitches("ip link set trunk \(isUp ? "up" : "down")") }

    /// Pulls one machine's cable, or puts it in again.
    func cable(_ machine: Int, isIn: Bool) throws { try atSwitches("ip link set h\(machine) \(isIn ? "up" : "down")") }

    /// Lets no datagram to or from one machine through, as many firewalls do, or lets all through.
    func datagrams(_ machine: Int, areBlocked: Bool) throws {
        try atSwitches("nft flush chain bridge pledged datagrams")
        guard areBlocked else { return }
        for side in ["iifname", "oifname"] {
            let datagrams = "\(side) h\(machine) meta l4proto udp"
            try atSwitches("nft add rule bridge pledged datagrams \(datagrams) counter name blocked drop")
        }
    }

    /// Bounds what reaches one machine.
    /// - Parameter kilobits: each second.
    func slow(_ machine: Int, kilobits: Int) throws {
        try atSwitches("tc qdisc replace dev h\(machine) root tbf rate \(kilobits)kbit burst 2kb latency 2s")
    }

    /// Bytes that went through a bounded link, and packets that it had to drop or to hold back.
    func slowed(_ machine: Int) throws -> (bytes: Int, heldBack: Int) {
        let text = try atSwitches("tc -s qdisc show dev h\(machine)")
        let bytes = try #require(Self.numbers(after: "Sent", in: text).first, "\(text)")
        return (bytes, ["dropped", "overlimits"].flatMap { Self.numbers(after: $0, in: text) }.reduce(0, +))
    }

    /// Makes each packet between west and east take longer, each way.
    /// - Throws: ``HostFault`` where the kernel can't.
    func delayTrunk(milliseconds: Int) throws {
        for link in ["trunk", "trunk-east"] {
            try atSwitches("tc qdisc replace dev \(link) root netem delay \(milliseconds)ms")
        }
    }
}
