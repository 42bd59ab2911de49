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
            try atSwitches("nft add rule bridge pledged datagrams \(side) h\(machine) meta l4proto udp counter name blocked drop")
        }
    }

    /// Bounds what reaches one machine.
    /// - Parameter kilobits: each second.
    func slow(_ machine: Int, kilobits: Int) throws {
        try atSwitches("tc qdisc replace dev h\(machine) root tbf rate \(kilobits)kbit burst 2kb latency 400ms")
    }

    /// Bytes that went through a bounded link, and packets that it had to drop or to hold back.
    func slowed(_ machine: Int) throws -> (bytes: Int, heldBack: Int) {
        let words = try atSwitches("tc -s qdisc show dev h\(machine)")
            .split { !$0.isLetter && !$0.isNumber }
        func number(after word: Substring) throws -> Int {
            let index = try #require(words.firstIndex(of: word), "\(words)") + 1
            return try #require(words.indices.contains(index) ? Int(words[index]) : nil, "\(words)")
        }
        return (try number(after: "Sent"), try number(after: "dropped") + number(after: "overlimits"))
    }

    /// Makes each packet between west and east take longer, each way.
    /// - Throws: ``HostFault`` where the kernel can't.
    func delayTrunk(milliseconds: Int) throws {
        for link in ["trunk", "trunk-east"] {
            try atSwitches("tc qdisc replace dev \(link) root netem delay \(milliseconds)ms")
        }
    }
}
