import GossipNet
import PledgeLedger
import Testing

@Suite struct PassiveViewTests {
    private func sample(_ number: Int, _ host: String) -> PeerSample {
        PeerSample(node: PublicKey(SHA256.hash(Array("\(number)".utf8)).raw), address: Address(host: host, port: 4_000))
    }

    private func add(_ number: Int, _ host: String, _ view: inout PassiveView, _ random: inout CoreRandom) throws {
        view.add(sample(number, host), AddressGroup(try #require(Host(host))), &random)
    }

    /// One group's thousands take the free places and no others, in whatever order they come.
    @Test func floodFromOneGroup() throws {
        var view = PassiveView(), random = CoreRandom(seed: 1)
        for number in 0..<20 { try add(number, "20.\(number).1.1", &view, &random) }
        for number in 100..<5_100 { try add(number, "66.66.\(number >> 8).\(number & 255)", &view, &random) }
        #expect(view.count == Limits.passiveMost)
        #expect(view.samples.count { $0.address.host.hasPrefix("20.") } == 20)
        for number in 20..<59 { try add(number, "20.\(number).1.1", &view, &random) }
        #expect(view.count == Limits.passiveMost)
        #expect(view.samples.count { $0.address.host.hasPrefix("66.") } == 1)
    }

    /// Where no group has more than the newcomer's, one of its own goes.
    @Test func evenGroups() throws {
        var view = PassiveView(), random = CoreRandom(seed: 2)
        for number in 0..<Limits.passiveMost { try add(number, "20.\(number / 2).1.\(number % 2)", &view, &random) }
        try add(900, "20.7.1.9", &view, &random)
        #expect(view.count == Limits.passiveMost)
        #expect(view.samples.contains(sample(900, "20.7.1.9")))
        #expect(view.samples.count { $0.address.host.hasPrefix("20.7.") } == 2)
    }

    /// A node is there once, an address too; what is removed is gone.
    @Test func once() throws {
        var view = PassiveView(), random = CoreRandom(seed: 3)
        try add(1, "20.1.1.1", &view, &random)
        try add(1, "20.2.1.1", &view, &random)
        try add(2, "20.1.1.1", &view, &random)
        #expect(view.samples == [sample(1, "20.1.1.1")])
        view.remove(sample(1, "20.1.1.1").node)
        try add(2, "20.1.1.1", &view, &random)
        view.remove(Address(host: "20.1.1.1", port: 4_000))
        #expect(view.count == 0)
        #expect(view.draw(3, &random).isEmpty)
    }

    /// Draws are distinct, and reach everybody.
    @Test func draws() throws {
        var view = PassiveView(), random = CoreRandom(seed: 4), seen = Set<PeerSample>()
        for number in 0..<30 { try add(number, "20.\(number).1.1", &view, &random) }
        for _ in 0..<200 {
            let drawn = view.draw(4, &random)
            #expect(Set(drawn).count == 4)
            seen.formUnion(drawn)
        }
        #expect(seen.count == 30)
        #expect(Set(view.draw(99, &random)).count == 30)
    }
}
