import GossipNet
import Testing

@Suite struct DoorkeeperTests {
    private func host(_ text: String) throws -> HostGroup { try HostGroup(text).orFail(text) }

    @Test func theNewestIsRefusedWhileTheOldestHasItsGrace() throws {
        var door = Doorkeeper(limits: .standard)
        let one = try host("10.0.0.1"), two = try host("10.0.0.2")
        for ticket in 1...8 as ClosedRange<UInt64> {
            #expect(door.arrive(ticket, from: one, now: Moment(milliseconds: ticket)) == .enter)
        }
        #expect(door.arrive(9, from: one, now: Moment(milliseconds: 1_000)) == .refuse(.tooManyHalfOpen))
        #expect(door.arrive(10, from: two, now: Moment(milliseconds: 1_000)) == .enter)
        #expect(door.arrive(11, from: one, now: Moment(milliseconds: 1_001)) == .replace(1))
        #expect(door.arrive(12, from: one, now: Moment(milliseconds: 1_001)) == .refuse(.tooManyHalfOpen))
        #expect(door.halfOpen == 9)
        door.leave(2)
        #expect(door.arrive(13, from: one, now: Moment(milliseconds: 1_001)) == .enter)
    }

    @Test func allTogetherAreCapped() throws {
        var door = Doorkeeper(limits: .standard)
        for number in 0..<64 as Range<UInt64> {
            let from = try host("10.0.\(number / 8).1")
            #expect(door.arrive(number, from: from, now: Moment(milliseconds: 0)) == .enter)
        }
        let other = try host("192.168.0.1")
        #expect(door.arrive(100, from: other, now: Moment(milliseconds: 999)) == .refuse(.tooManyHalfOpen))
        #expect(door.arrive(101, from: other, now: Moment(milliseconds: 1_000)) == .replace(0))
        #expect(door.halfOpen == 64)
    }

    @Test func linksAreCappedAtTheDoorAndAtTheEndOfTheHandshake() throws {
        var limits = LinkLimits()
        limits.inboundLinks = 2
        var door = Doorkeeper(limits: limits)
        let one = try host("10.0.0.1")
        for ticket in 1...3 as ClosedRange<UInt64> { _ = door.arrive(ticket, from: one, now: Moment(milliseconds: 0)) }
        let linked = [1, 2, 3].map { door.link($0) }
        #expect(linked == [true, true, false])
        #expect(door.arrive(4, from: one, now: Moment(milliseconds: 0)) == .refuse(.tooManyLinks))
        #expect(door.inboundLinks == 2)
        #expect(door.halfOpen == 0)
        door.unlink()
        #expect(door.arrive(5, from: one, now: Moment(milliseconds: 0)) == .enter)
    }

    @Test func countsNeverLeaveTheirBounds() throws {
        for seed in 0..<20 as Range<UInt64> {
            var draw = SecureTestGenerator(seed: seed)
            var limits = LinkLimits()
            limits.halfOpen = 10
            limits.halfOpenPerHost = 3
            limits.inboundLinks = 5
            var door = Doorkeeper(limits: limits)
            var now = Moment(milliseconds: 0)
            var inside: [UInt64: Int] = [:]
            var links = 0
            for ticket in 0..<500 as Range<UInt64> {
                now = now.adding(draw.next() % 300)
                let number = Int(draw.next() % 6)
                switch draw.next() % 4 {
                case 0:
                    if let leaving = inside.keys.min() {
                        inside[leaving] = nil
                        if door.link(leaving) { links += 1 }
                    }
                case 1:
                    if links > 0 { links -= 1; door.unlink() }
                default:
                    switch door.arrive(ticket, from: try host("10.0.0.\(number)"), now: now) {
                    case .enter: inside[ticket] = number
                    case .replace(let older):
                        #expect(inside.removeValue(forKey: older) != nil, "seed \(seed)")
                        inside[ticket] = number
                    case .refuse: break
                    }
                }
                #expect(door.halfOpen == inside.count, "seed \(seed)")
                #expect(door.halfOpen <= 10 && door.inboundLinks <= 5, "seed \(seed)")
                #expect(door.inboundLinks == links, "seed \(seed)")
                let most = Dictionary(grouping: inside.values) { $0 }.values.map(\.count).max() ?? 0
                #expect(most <= 3, "seed \(seed)")
            }
        }
    }
}

@Suite struct HostGroupTests {
    @Test func whoCountsAsOneHost() throws {
        #expect(HostGroup("10.0.0.1") == HostGroup("::ffff:10.0.0.1"))
        #expect(HostGroup("10.0.0.1") != HostGroup("10.0.0.2"))
        #expect(HostGroup("2001:db8:1:2::1") == HostGroup("2001:db8:1:2:ffff::9"))
        #expect(HostGroup("2001:db8:1:2::1") != HostGroup("2001:db8:1:3::1"))
        #expect(HostGroup("::1") != HostGroup("127.0.0.1"))
        #expect(HostGroup("a name") == nil)
        #expect(HostGroup("") == nil)
    }
}
