import GossipNet
import PledgeLedger
import Testing

/// Probers against each other.
@Suite struct ProbeNetworkTests {
    /// A node falls silent, its links too, and no reset comes: all know within 5 s, of nobody else.
    @Test(arguments: 2...9) func aSilentNodeIsKnownDeadWithinFiveSeconds(count: Int) {
        var worst: UInt64 = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            var network = ProbeNetwork(count, seed: seed)
            network.delays = seed.isMultiple(of: 2) ? 0...1 : 5...20
            network.run(20_000 + seed * 317)
            let killed = network.now
            network.dead = [0]
            network.run(6_000)
            let deaths = network.deaths(of: 0)
            #expect(deaths.count == count - 1, "seed \(seed)")
            #expect(network.allDeaths == count - 1, "seed \(seed)")
            worst = max(worst, deaths.values.map { $0.since(killed) }.max() ?? .max)
        }
        #expect(worst <= 5_000, "\(worst) ms")
        #expect(worst > 1_000)
    }

    /// After a minute in which nothing happened, within 9 s.
    @Test(arguments: [2, 5, 8, 11]) func aSilentNodeIsKnownDeadInQuietTimes(count: Int) {
        var worst: UInt64 = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            var network = ProbeNetwork(count, seed: seed)
            network.delays = seed.isMultiple(of: 2) ? 0...1 : 5...20
            network.run(90_000 + seed * 317)
            #expect(network.suspicions == 0)
            let killed = network.now
            network.dead = [0]
            network.run(10_000)
            let deaths = network.deaths(of: 0)
            #expect(deaths.count == count - 1, "seed \(seed)")
            #expect(network.allDeaths == count - 1, "seed \(seed)")
            worst = max(worst, deaths.values.map { $0.since(killed) }.max() ?? .max)
        }
        #expect(worst <= 9_100, "\(worst) ms")
    }

    /// The arithmetic in ``Prober``: with 5 peers, one collective, headers of UDP and IPv4.
    @Test func idleTrafficIsLow() {
        var network = ProbeNetwork(6, seed: 3)
        network.run(30_000)
        network.forget()
        let seconds = 600
        network.run(UInt64(seconds) * 1_000)
        let each = network.bytes / seconds / 6, onTheWire = (network.bytes + 28 * network.datagrams) / seconds / 6
        #expect(each <= 110, "\(each) bytes a second and node")
        #expect(onTheWire <= 160, "\(onTheWire) with headers")
        #expect(each > 80, "every pair has its exchange")
        #expect(network.questions == 0 && network.news.isEmpty)
    }

    /// A full active view at rest, with headers of UDP and IPv4.
    @Test func aFullViewAtRestCostsLittleMore() {
        var network = ProbeNetwork(11, seed: 3)
        network.run(90_000)
        network.forget()
        let seconds = 600
        network.run(UInt64(seconds) * 1_000)
        let onTheWire = (network.bytes + 28 * network.datagrams) / seconds / 11
        #expect((115...135).contains(onTheWire), "\(onTheWire) bytes a second and node")
        #expect(network.questions == 0 && network.news.isEmpty)
    }

    @Test func anotherRootIsSeenWithinARound() {
        for seed in 1...10 as ClosedRange<UInt64> {
            var network = ProbeNetwork(6, seed: seed)
            network.run(20_000)
            #expect(network.differences.isEmpty)
            network.roots[2] = SHA256.hash([2])
            let changed = network.now
            network.run(3_200)
            let seen = network.differences.filter { $0.node == 2 || $0.from == network.keys[2] }
            #expect(Set(seen.map(\.node)).count == 6, "both sides of each pair know, seed \(seed)")
            #expect(seen.allSatisfy { $0.at.since(changed) <= 3_200 })
        }
    }

    /// Datagrams blocked between two, in one direction or both: said, by who notices, and nobody dies.
    @Test(arguments: [false, true]) func blockedDatagramsAreSaidOnce(bothWays: Bool) {
        for count in [2, 5] {
            var network = ProbeNetwork(count, seed: 4)
            network.run(20_000)
            network.blocked = [.init(from: 0, to: 1)]
            if bothWays { network.blocked.insert(.init(from: 1, to: 0)) }
            network.run(60_000)
            #expect(network.allDeaths == 0 && network.suspicions == 0)
            let said = network.news.filter { $0.output == .datagramsBlocked(network.keys[1 - $0.node]) }
            #expect(Set(said.map(\.node)).contains(0) && said.count <= 2, "\(count) nodes")
            #expect(said.count == network.news.count)
            network.blocked = []
            network.forget()
            network.run(10_000)
            #expect(network.news.filter { $0.output == .datagramsPass(network.keys[1 - $0.node]) }.count == said.count)
        }
    }

    /// Neither datagrams nor frames pass between two, but both reach others: helpers vouch.
    @Test func helpersVouchForANodeThatOnlyTheyReach() {
        var network = ProbeNetwork(5, seed: 5)
        network.run(20_000)
        let pairs: Set<ProbeNetwork.Pair> = [.init(from: 0, to: 1), .init(from: 1, to: 0)]
        (network.blocked, network.linksCut) = (pairs, pairs)
        network.run(60_000)
        #expect(network.allDeaths == 0)
    }

    /// One in a hundred lost, 20 to 200 ms one way: ten minutes of 8 nodes, and nobody is buried.
    @Test(arguments: 1...3 as ClosedRange<UInt64>) func aBadNetworkBuriesNobody(seed: UInt64) {
        var network = ProbeNetwork(8, seed: seed)
        (network.delays, network.lost) = (20...200, 10)
        network.run(600_000)
        #expect(network.allDeaths == 0, "\(network.suspicions) suspicions")
        network.lost = 200
        network.run(300_000)
        #expect(network.allDeaths == 0, "one in five lost; \(network.suspicions) suspicions")
        #expect(network.questions > 0, "datagrams really were lost")
        let killed = network.now
        network.dead = [3]
        network.run(30_000)
        #expect(network.deaths(of: 3).count == 7 && network.allDeaths == 7)
        #expect(network.deaths(of: 3).values.allSatisfy { $0.since(killed) < 25_000 })
    }

    @Test(arguments: [20_000, 120_000]) func halfOfTheNodesAtOnce(calm: UInt64) {
        for seed in 1...5 as ClosedRange<UInt64> {
            var network = ProbeNetwork(8, seed: seed)
            network.run(calm)
            network.dead = [0, 1, 2, 3]
            network.run(20_000)
            #expect((0..<4).allSatisfy { network.deaths(of: $0).count == 4 }, "seed \(seed)")
            #expect(network.allDeaths == 16)
        }
    }

    @Test func theSameSeedGivesTheSameRun() {
        func trace() -> [String] {
            var network = ProbeNetwork(6, seed: 9)
            (network.delays, network.lost) = (1...150, 100)
            network.run(60_000)
            network.dead = [1]
            network.run(30_000)
            let news = network.news.map { "\($0.at) \($0.node) \($0.output)" }
            return news + ["\(network.bytes)", "\(network.datagrams)"]
        }
        let first = trace()
        #expect(first == trace())
        #expect(first.count > 6)
    }
}
