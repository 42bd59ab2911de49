import Testing
import pledged

/// What the doctor makes of a clock and a disk.
@Suite struct MachineCheckupsTests {
    @Test func aClockIsJudgedByThePeersFirst() {
        func state(_ offset: Int64?, _ kept: Bool?) -> Checkup.State { MachineCheckups.clock(offset: offset, isSynchronised: kept).state }
        #expect(state(0, true) == .fine && state(600_000, true) == .fine && state(nil, true) == .fine && state(nil, nil) == .fine)
        #expect(state(600_001, true) == .fault && state(-600_001, nil) == .fault && state(.min, false) == .fault)
        #expect(state(nil, false) == .warning && state(30_001, false) == .warning && state(-2_000, false) == .fine)
        #expect(MachineCheckups.clock(offset: -3_600_000, isSynchronised: true).words.contains("60 minutes ahead"))
    }

    /// Nothing that only those say who dialled in is a fault, and none of it counts beside a dialled peer's word.
    @Test func whatOnlyDiallersSayOfAClockIsAWarning() {
        func clock(_ offset: Int64?, _ inward: Int64?) -> Checkup { MachineCheckups.clock(offset: offset, inward: inward, isSynchronised: true) }
        for far in [600_001, -600_001, .min, .max] as [Int64] { #expect(clock(nil, far).state == .warning && clock(0, far).state == .fine) }
        #expect(clock(nil, 600_000).state == .fine && clock(600_001, nil).state == .fault)
        #expect(MachineCheckups.clock(offset: nil, inward: 0, isSynchronised: false).state == .warning, "strangers vouch for no clock")
        #expect(clock(nil, 86_400_000).words.contains("1440 minutes behind those of nodes that dialled in; only they say so"))
        #expect(clock(nil, -86_400_000).words.contains("1440 minutes ahead of those"))
    }

    @Test func aDiskIsJudgedByWhatIsFree() {
        func disk(_ free: UInt64, _ size: UInt64) -> Checkup { MachineCheckups.disk(free: free, size: size, path: "/x") }
        #expect(disk(10 << 30, 20 << 30).state == .fine && disk(10 << 30, 20 << 30).remedy == nil)
        #expect(disk(900 << 20, 2 << 30).state == .warning && disk(4 << 30, 100 << 30).state == .warning)
        #expect(disk(63 << 20, 100 << 20).state == .fault && disk(0, 0).state == .fault)
        #expect(disk(3_250_000_000, 8_000_000_000).words == "3.2 GB of 8.0 GB free at /x")
    }

    @Test func aCheckupIsALineAndARemedy() {
        let checkup = Checkup("disk", .fault, "full\n\u{1B}[2J", remedy: "free some")
        #expect(checkup.lines.count == 2 && !checkup.lines[0].contains("\n") && !checkup.lines[0].contains("\u{1B}"))
        #expect(checkup.lines[0].hasPrefix("fault    disk           full") && checkup.lines[1].hasSuffix("→ free some"))
    }
}
