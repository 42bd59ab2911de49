import GossipNet
import Testing

/// Whose clock has a say, and when.
@Suite struct PeerClocksTests {
    private let hour: Int64 = 3_600_000
    private let near = AddressGroup(text: "192.0/16"), far = AddressGroup(text: "198.51/16")

    private func link(_ number: UInt64) -> LinkID { LinkID(number) }

    @Test func nobodyHasNoWord() {
        var clocks = PeerClocks()
        #expect(clocks.offset == nil)
        clocks.note(link(1), offset: hour, group: near, isDialled: true)
        #expect(clocks.offset == hour)
        clocks.remove(link(1))
        #expect(clocks.offset == nil)
    }

    /// However many dial in, whom this node dialled decides.
    @Test func whoDialsInHasNoSay() {
        var clocks = PeerClocks()
        clocks.note(link(1), offset: 200, group: far, isDialled: true)
        for number: UInt64 in 2..<100 {
            clocks.note(link(number), offset: hour, group: AddressGroup(text: "203.\(number)/16"), isDialled: false)
        }
        #expect(clocks.offset == 200)
        clocks.remove(link(1))
        #expect(clocks.offset == nil && clocks.inwardOffset == hour, "where nobody was dialled they warn, and no more")
    }

    /// One stranger worries nobody, however many keys they have; a second one elsewhere who says as much does.
    @Test func whoDialsInIsHeardOnceTwoGroupsSayAsMuch() {
        var clocks = PeerClocks()
        for number: UInt64 in 1...50 { clocks.note(link(number), offset: 24 * hour, group: near, isDialled: false) }
        #expect(clocks.inwardOffset == nil)
        clocks.note(link(51), offset: -24 * hour, group: far, isDialled: false)
        #expect(clocks.inwardOffset == nil, "they contradict each other")
        clocks.note(link(51), offset: hour, group: far, isDialled: false)
        #expect(clocks.inwardOffset == hour && clocks.offset == nil)
        clocks.note(link(52), offset: 5, group: AddressGroup(text: "203.0/16"), isDialled: true)
        #expect(clocks.inwardOffset == nil && clocks.offset == 5, "whom this node dialled knows better")
        clocks.remove(link(52))
        clocks.remove(link(51))
        #expect(clocks.inwardOffset == nil && clocks.offset == nil)
    }

    /// One machine with many keys is one voice, and of two voices the nearer one is believed.
    @Test func oneSayForEachGroup() {
        var clocks = PeerClocks()
        for number: UInt64 in 1...50 { clocks.note(link(number), offset: -hour, group: near, isDialled: true) }
        clocks.note(link(51), offset: -300, group: far, isDialled: true)
        #expect(clocks.offset == -300)
    }

    /// Three groups: the one in the middle, whatever the others say.
    @Test(arguments: [(-3_600_000, 100, 200), (100, 200, .max), (.min, 50, .max)] as [(Int64, Int64, Int64)])
    func theMiddleOfThree(low: Int64, middle: Int64, high: Int64) {
        var clocks = PeerClocks()
        let groups = ["192.0/16", "198.51/16", "203.0/16"].map(AddressGroup.init(text:))
        for (number, offset) in [high, low, middle].enumerated() {
            clocks.note(link(UInt64(number)), offset: offset, group: groups[number], isDialled: true)
        }
        #expect(clocks.offset == middle)
    }
}
