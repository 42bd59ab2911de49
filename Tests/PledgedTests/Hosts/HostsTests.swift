import Foundation
import GossipNet
import GossipSim
import Testing

/// Twelve real nodes on twelve real hosts: each in a network namespace with an address of its own.
///
/// They are in one collective. Each was given the addresses of the two that started before it, and
/// the last one that of the first: a ring that any one of them can leave.
@Suite(
    .serialized, .village(of: 12),
    .enabled(
        if: HostTools.canMakeNetworks,
        "needs root, bash, iproute2, nftables, and a kernel with network namespaces, veth and bridges"))
struct HostsTests {
    @Test func entriesReachAllThroughLossAndASlowLink() throws {
        try withHosts(before: { network in
            try network.lose(percent: 5)
            try network.slow(12, kilobits: 64)
        }) { network, hosts, village in
            try inStep(hosts.map(\.home))
            var took: [Duration] = []
            for (count, author) in [hosts[0], hosts[6], hosts[11], hosts[3]].enumerated() {
                try took.append(pledge(by: author, in: village, reaches: hosts, pledges: count + 1, within: 20))
            }
            // Words that the slow link needs a second for.
            let text = String(repeating: "because ", count: 1_000)
            try took.append(pledge(by: hosts[4], "--text", text, in: village, reaches: hosts, pledges: 5, within: 30))
            try eventually("the words", or: { try standings(hosts) }) {
                try hosts.allSatisfy { try $0.home.standing().lackingTexts == 0 }
            }
            let lost = try network.packets("lost"), slowed = try network.slowed(12)
            print("through 5 % loss: to the last of 12 hosts within \(took); \(lost) packets lost, slow link \(slowed)")
            #expect(lost > 0 && slowed.bytes > text.utf8.count && slowed.heldBack > 0, "the faults did not happen")
        }
    }

    @Test(.enabled(if: HostTools.canDelay, "needs a kernel with netem"))
    func entriesReachAllOverALongLink() throws {
        try withHosts(before: { try $0.delayTrunk(milliseconds: 150) }) { network, hosts, village in
            try inStep(hosts.map(\.home))
            for (count, author) in [hosts[0], hosts[11]].enumerated() {
                let took = try pledge(by: author, in: village, reaches: hosts, pledges: count + 1, within: 20)
                print("over a link of 300 ms there and back: to the last of 12 hosts within \(took)")
                #expect(took > .milliseconds(150), "the delay did not happen")
            }
        }
    }

    @Test func bothSidesOfAPartitionGoOnAndNothingIsLost() throws {
        try withHosts { network, hosts, village in
            let west = Array(hosts.prefix(network.west)), east = Array(hosts.dropFirst(network.west))
            try inStep(hosts.map(\.home))
            try network.trunk(isUp: false)
            try pledge(by: west[0], in: village, reaches: west, pledges: 1, within: 20)
            try pledge(by: east[5], in: village, reaches: east, pledges: 1, within: 20)
            try pledge(by: east[2], in: village, reaches: east, pledges: 2, within: 20)
            #expect(try village.pledged(west[5].home) == 100 && village.pledged(east[0].home) == 200)
            #expect(try west[0].home.standing().root != east[0].home.standing().root)
            // Both sides shall have given each other up, so that they must find each other again.
            if try probeByDatagram(hosts) { try waitUntilApart(west, east) }

            try network.trunk(isUp: true)
            let begin = ContinuousClock.now
            try eventually("all three pledges", within: 60, or: { try standings(hosts) }) {
                try hosts.allSatisfy { try village.pledged($0.home) == 300 }
            }
            try inStep(hosts.map(\.home))
            print("after the partition: all 12 hosts hold everything within \(ContinuousClock.now - begin)")
        }
    }

    @Test func aHostWithoutUDPStaysLinkedAndIsNamed() throws {
        try withHosts { network, hosts, village in
            let walled = hosts[4], others = hosts.filter { $0 !== walled }
            try inStep(hosts.map(\.home))
            try network.datagrams(walled.machine, areBlocked: true)
            try network.sendDatagram(from: others[0].machine, to: walled.address)
            #expect(try network.packets("blocked") > 0, "the fault did not happen")
            try pledge(by: walled, in: village, reaches: hosts, pledges: 1, within: 20)
            try pledge(by: hosts[9], in: village, reaches: hosts, pledges: 2, within: 20)
            #expect(try !walled.links().isEmpty)
            guard try probeByDatagram(hosts) else {
                try Test.cancel("this program's status has no `udp_blocked`: it probes by TCP alone")
            }
            try expectNamed(walled, among: others)

            try network.datagrams(walled.machine, areBlocked: false)
            try eventually("no warning any more", or: { "\(try hosts.map { try $0.links() })" }) {
                try hosts.allSatisfy { try !$0.links().contains { $0.isUDPBlocked == true } }
            }
            #expect(try !walled.links().isEmpty)
        }
    }

    @Test func aKilledNodeIsNoticedAndComesBack() throws {
        try withHosts { network, hosts, village in
            let victim = hosts[5], others = hosts.filter { $0 !== victim }
            try inStep(hosts.map(\.home))
            let peers = try others.filter { try $0.isLinked(to: victim) }
            try #require(!peers.isEmpty)
            victim.crash()
            try expectNoticed(victim, by: peers, within: 10)

            try pledge(by: hosts[0], in: village, reaches: others, pledges: 1, within: 20)
            try victim.start()
            try pledge(by: hosts[11], in: village, reaches: hosts, pledges: 2, within: 60)
            try inStep(hosts.map(\.home))
        }
    }

    /// The simulator is believed for a thousand nodes; here it is held against twelve real ones, five times: each
    /// time the tree is another one, and every entry takes it.
    @Test func entriesSpreadAsTheSimulatorSays() throws {
        let rounds = 5, settled = 3, networks = 5
        var measured: [Host.Pushes] = [], took = Duration.zero
        for _ in 0..<networks {
            try withHosts { network, hosts, village in
                try inStep(hosts.map(\.home))
                // A tree that grows while the last hosts still look for peers is a deeper one.
                try eventually("full views", within: 60, or: { "\(try hosts.map { try $0.links().count })" }) {
                    try hosts.allSatisfy { try $0.links().count >= Limits.activeTarget }
                }
                let begin = ContinuousClock.now
                var pledges = 0, before: [Host.Pushes] = []
                for round in 0..<rounds {
                    if round == settled { before = try hosts.map { try $0.pushes() } }
                    // Nobody looks on meanwhile: twelve hosts share this machine with whoever looks.
                    for author in hosts.dropLast() { try author.home.run("pledge", village.project, "1 EUR").expectFine() }
                    pledges += hosts.count
                    try pledge(by: hosts[hosts.count - 1], in: village, reaches: hosts, pledges: pledges, within: 20)
                }
                took += ContinuousClock.now - begin
                measured.append(Host.Pushes.sum(try hosts.map { try $0.pushes() }, less: before))
            }
        }
        let all = Host.Pushes.sum(measured), entries = rounds * 12, interval = took / (networks * entries)
        let predicted = try Self.predicted(12, entries: entries, every: interval)
        print("measured: \(measured), one in \(interval); the simulator: over \(predicted.hops) links, \(predicted.copies) copies")
        #expect(all.entries > 1_200, "most of the 1,320 come by a push")
        #expect(abs(all.meanHops / predicted.hops - 1) <= 0.2)
        #expect(abs(all.copies / predicted.copies - 1) <= 0.2)
    }

    /// What the simulator says of so many nodes on one quick network that loses nothing; the mean of thirty seeds.
    private static func predicted(_ nodes: Int, entries: Int, every interval: Duration) throws -> (hops: Double, copies: Double) {
        var hops = 0.0, redundancy = 0.0
        let seeds = 1...30 as ClosedRange<UInt64>
        for seed in seeds {
            let milliseconds = Int(interval / .milliseconds(1)), start = 4_000
            let options = Options(nodes: nodes, seed: seed, seconds: (start + entries * milliseconds) / 1_000 + 1)
            var plan = Plan(options)
            plan.weather = Plan.Weather(loss: 0)
            plan.weather.latency = 1...1
            plan.interval = UInt64(milliseconds)
            plan.expected = []
            var simulation = try Simulation(options, plan)
            let report = simulation.run()
            #expect(report.isGood, "\(report.failures)")
            func figure(_ name: String) throws -> Double { try #require(report.figures.first { $0.name == name }).value }
            hops += try figure("hops_mean")
            redundancy += try figure("redundancy")
        }
        return (hops / Double(seeds.count), 1 + redundancy / Double(seeds.count))
    }

    /// Nobody is told of anybody: a hello on the network that they share is how they meet.
    @Test func hostsOnOneNetworkFindEachOther() throws {
        try withHosts(4, saysHello: true) { network, hosts, village in
            try eventually("links of all", or: { "\(try hosts.map { try $0.links() })" }) {
                try hosts.allSatisfy { host in try hosts.contains { try $0 !== host && host.isLinked(to: $0) } }
            }
            let took = try pledge(by: hosts[3], in: village, reaches: hosts, pledges: 1, within: 30)
            print("hosts that found each other: to the last of 4 within \(took)")
        }
    }

    /// No end of a connection is ever heard from a host without a cable: only probing can tell.
    @Test func aHostWithoutACableIsNoticedAndComesBack() throws {
        try withHosts { network, hosts, village in
            let victim = hosts[7], others = hosts.filter { $0 !== victim }
            try inStep(hosts.map(\.home))
            let peers = try others.filter { try $0.isLinked(to: victim) }
            try #require(!peers.isEmpty)
            try network.cable(victim.machine, isIn: false)
            try pledge(by: victim, in: village, reaches: [victim], pledges: 1, within: 20)
            try pledge(by: hosts[2], in: village, reaches: others, pledges: 1, within: 20)
            if try probeByDatagram(others) { try expectNoticed(victim, by: peers, within: 10) }

            try network.cable(victim.machine, isIn: true)
            try eventually("both pledges", within: 60, or: { try standings(hosts) }) {
                try hosts.allSatisfy { try village.pledged($0.home) == 200 }
            }
            try inStep(hosts.map(\.home))
        }
    }
}

// MARK: steps that the tests share

extension HostsTests {
    /// Runs a test on hosts, and takes them away afterwards, however it ends.
    /// - Parameters:
    ///   - saysHello: whether they are to find each other, and are told of nobody.
    ///   - before: faults that are there before any node starts.
    private func withHosts(
        _ count: Int = 12, saysHello: Bool = false, before: (HostNetwork) throws -> Void = { _ in },
        _ body: (HostNetwork, [Host], Village) throws -> Void
    ) throws {
        let begin = ContinuousClock.now
        let network = try HostNetwork(machines: count)
        defer { network.remove() }
        try network.build()
        if saysHello { try network.allowHello() }
        try before(network)
        let village = try #require(FoundedVillage.shared).copy()
        let hosts = village.homes.prefix(count).enumerated().map { index, home in
            let machine = index + 1
            let peers = [machine - 1, machine - 2].filter { $0 > 0 } + (machine == network.machines ? [1] : [])
            return Host(machine, of: network, home: home, peers: saysHello ? [] : peers, saysHello: saysHello)
        }
        defer { for host in hosts { host.crash() } }
        for host in hosts { try host.start() }
        print("\(count) hosts took \(ContinuousClock.now - begin)")
        try body(network, hosts, village)
        #expect(try network.packetsOutside() == hosts.map { _ in 0 }, "somebody tried to reach the world outside")
    }

    /// Pledges one euro, and waits until all these hosts show so many of them.
    /// - Returns: how long that took, the program's own start for each look included.
    @discardableResult
    private func pledge(
        by author: Host, _ options: String..., in village: Village, reaches hosts: [Host], pledges: Int,
        within seconds: Double
    ) throws -> Duration {
        try author.home.run(["pledge", village.project, "1 EUR"] + options).expectFine()
        let begin = ContinuousClock.now
        var left = hosts[...]
        try eventually("\(pledges) pledges", within: seconds, or: { try standings(hosts) }) {
            while let host = left.first, try village.pledged(host.home) == pledges * 100 { left.removeFirst() }
            return left.isEmpty
        }
        return ContinuousClock.now - begin
    }

    private func expectNoticed(_ victim: Host, by peers: [Host], within seconds: Double) throws {
        let begin = ContinuousClock.now
        let links = { "\(try peers.map { try $0.links() })" }
        try eventually("no link with host \(victim.machine)", within: seconds, or: links) {
            try peers.allSatisfy { try !$0.isLinked(to: victim) }
        }
        print("host \(victim.machine) was missed by its \(peers.count) peers within \(ContinuousClock.now - begin)")
    }

    /// Waits until the walled host, and all who have a link with it, say that UDP is blocked between
    /// them; and expects that nobody says so of any other link.
    private func expectNamed(_ walled: Host, among others: [Host]) throws {
        try eventually("a warning at the walled host", or: { "\(try walled.links())" }) {
            try walled.links().contains { $0.isUDPBlocked == true } && walled.logs.contains("UDP is blocked")
        }
        try eventually("a warning at its peers", or: { "\(try others.map { try $0.links() })" }) {
            let links = try others.flatMap { try $0.links() }.filter { $0.address == walled.address }
            return !links.isEmpty && links.allSatisfy { $0.isUDPBlocked == true }
        }
        for other in others {
            let wrong = try other.links().filter { $0.isUDPBlocked == true && $0.address != walled.address }
            #expect(wrong.isEmpty, "host \(other.machine): \(wrong)")
        }
    }

    /// Waits until no host of one side has a link with one of the other.
    private func waitUntilApart(_ west: [Host], _ east: [Host]) throws {
        let far = Set(east.map(\.address))
        try eventually("no link across", within: 20, or: { "\(try (west + east).map { try $0.links() })" }) {
            try west.allSatisfy { try $0.links().allSatisfy { !far.contains($0.address) } }
                && east.allSatisfy { try $0.links().allSatisfy { far.contains($0.address) } }
        }
    }

    /// Whether these nodes probe their peers by datagram; an older program pings by TCP alone.
    private func probeByDatagram(_ hosts: [Host]) throws -> Bool {
        try hosts.contains { try $0.links().contains { $0.isUDPBlocked != nil } }
    }

    private func standings(_ hosts: [Host]) throws -> String {
        try hosts.map { "host \($0.machine): \(try $0.home.standing())" }.joined(separator: "\n")
    }
}
