import Foundation
import Testing

/// Real daemons that share a ledger over real sockets.
@Suite struct NetworkTests {
    @Test func aCutOffNodeComesBackAndNoEntryIsLost() throws {
        let village = try Village(3)
        let (farmer, nurse, teacher) = (village.homes[0], village.homes[1], village.homes[2])
        let first = try PledgedDaemon(farmer)
        let second = try PledgedDaemon(nurse, peers: [first.address])
        var third = try PledgedDaemon(teacher, peers: [second.address])
        try village.pledge(teacher, "1 EUR")
        try inStep(village.homes, entries: village.entries + 2)  // with the profile before the first pledge
        try third.stop()

        for _ in 0..<3 {
            try village.pledge(teacher, "10 EUR")
            try village.pledge(farmer, "20 EUR")
            try village.pledge(nurse, "40 EUR")
        }
        let near = try inStep([farmer, nurse])
        #expect(try teacher.standing().root != near.root)
        #expect(try village.pledged(teacher) == 3_100)
        #expect(try village.pledged(farmer) == 18_100)

        third = try PledgedDaemon(teacher, peers: [second.address])
        let together = try inStep(village.homes)
        // Three pledges each, the teacher's first one, and the profiles of nurse and teacher.
        #expect(together.entries == village.entries + 9 + 1 + 2)
        for home in village.homes { #expect(try village.pledged(home) == 21_100) }
        withExtendedLifetime((first, third)) {}
    }

    @Test func aNodeFindsItsPeerAgainAfterARestart() throws {
        let village = try Village(2)
        let (farmer, nurse) = (village.homes[0], village.homes[1])
        var first = try PledgedDaemon(farmer)
        let address = first.address
        let second = try PledgedDaemon(nurse, peers: [address])
        try village.pledge(farmer)
        try inStep(village.homes, entries: village.entries + 1)
        try first.stop()
        try village.pledge(farmer)
        try eventually("no peers") { try nurse.json("status").list("peers").isEmpty }

        first = try PledgedDaemon(farmer, listen: address)
        try inStep(village.homes, entries: village.entries + 2, within: 60)
        first.crash()
        try village.pledge(farmer)
        first = try PledgedDaemon(farmer, listen: address)
        try inStep(village.homes, entries: village.entries + 3, within: 60)
        withExtendedLifetime(second) {}
    }

    @Test func anAddressFromALinkIsKept() throws {
        let village = try Village(1)
        let newcomer = try PledgedHome("Newcomer")
        let daemon = try PledgedDaemon(village.founder)
        let link = try village.founder.json("invite").text("link")
        #expect(link.contains("at=\(daemon.address)"))
        try newcomer.run("join", link).expectFine()
        let other = try PledgedDaemon(newcomer)
        try inStep([village.founder, newcomer])
        withExtendedLifetime(other) {}
    }

    /// The design's figure is 100 ms, which the benchmarks measure; here a busy machine may be slow.
    @Test func aPledgeReachesAConnectedPeerAtOnce() throws {
        let village = try Village(2)
        let (farmer, nurse) = (village.homes[0], village.homes[1])
        let first = try PledgedDaemon(farmer, log: "info")
        let second = try PledgedDaemon(nurse, peers: [first.address], log: "info")
        try eventually("a link") { try !farmer.json("status").list("peers").isEmpty }
        try inStep([farmer, nurse])
        var took: [Duration] = []
        for count in 1...10 {
            try village.pledge(farmer)
            let begin = ContinuousClock.now
            try eventually("the pledge") { try nurse.standing().entries == village.entries + count }
            took.append(ContinuousClock.now - begin)
        }
        let sorted = took.sorted()
        print("from a pledge to a peer's store: median \(sorted[5]), longest \(sorted[9])")
        #expect(sorted[5] < .seconds(2), "\(took)")
        withExtendedLifetime((first, second)) {}
    }

    /// An invitation taken while the node runs leads it to the others without more ado.
    @Test func whoJoinsWhileTheirNodeRunsIsLinked() throws {
        let village = try Village(2), newcomer = try PledgedHome("newcomer")
        let running = try PledgedDaemon(newcomer), first = try PledgedDaemon(village.founder)
        try newcomer.run("join", try village.founder.json("invite").text("link")).expectFine()
        try inStep([village.founder, newcomer])
        for daemon in [running, first] { try daemon.stop() }
    }

    @Test func aNewcomerWaitsUntilVouchedForThenCountsEverywhere() throws {
        let village = try Village(2)
        let newcomer = try PledgedHome("Newcomer")
        let first = try PledgedDaemon(village.homes[0])
        let second = try PledgedDaemon(village.homes[1], peers: [first.address])
        try newcomer.run("join", try village.homes[1].json("invite").text("link")).expectFine()
        let third = try PledgedDaemon(newcomer)
        try inStep([village.founder, newcomer])
        let pledge = try newcomer.run("pledge", village.project, "7 EUR", "--json")
        #expect(pledge.errors.contains("waiting room"), "\(pledge)")

        for home in [village.homes[1], newcomer] {
            try eventually("somebody waiting") { try home.standing().waiting == 1 }
            #expect(try village.pledged(home) == 0)
        }
        try village.homes[1].run("vouch", newcomer.key()).expectFine()
        let all = village.homes + [newcomer]
        // The vouch with the voucher's profile before it, the newcomer's profile, and the pledge.
        try inStep(all, entries: village.entries + 4)
        for home in all {
            #expect(try home.standing().waiting == 0)
            #expect(try village.pledged(home) == 700)
        }
        withExtendedLifetime((second, third)) {}
    }

    @Test func erasedWordsGoEverywhereAndComeToNobodyLater() throws {
        let words = "A sentence that its author regrets"
        let village = try Village(2)
        let (farmer, nurse) = (village.homes[0], village.homes[1])
        let first = try PledgedDaemon(farmer)
        let second = try PledgedDaemon(nurse, peers: [first.address])
        let pledge = try village.pledge(farmer, "5 EUR", "--text", words)
        try eventually("the words") { try nurse.run("show", pledge, "--json").output.contains(words) }
        try farmer.run("retract", pledge, "--erase").expectFine()
        for home in [farmer, nurse] {
            try eventually("the erasure") { try home.run("show", pledge, "--json").output.contains("\"erased\":true") }
            #expect(try !home.run("show", pledge).output.contains(words))
        }
        let late = try PledgedHome("Late")
        try late.run("join", try nurse.json("invite").text("link")).expectFine()
        try late.run("sync", second.address).expectFine()
        try inStep([farmer, nurse, late])
        #expect(try late.standing().lackingTexts == 0)
        #expect(try !late.run("show", pledge, "--json").output.contains(words))
        withExtendedLifetime((first, second)) {}
    }

    /// What was erased can't be read out of the store's files either, once nobody has it open.
    @Test func erasedWordsLeaveTheFiles() throws {
        let words = "Another sentence that its author regrets"
        let village = try Village(2)
        let daemon = try PledgedDaemon(village.homes[0])
        let pledge = try village.pledge(village.homes[1], "5 EUR", "--text", words)
        try village.homes[1].run("sync", daemon.address).expectFine()
        try village.homes[1].run("retract", pledge, "--erase").expectFine()
        try village.homes[1].run("sync", daemon.address).expectFine()
        try inStep(village.homes)
        try daemon.stop()
        for home in village.homes {
            for name in ["ledger.sqlite", "ledger.sqlite-wal"] {
                let bytes = FileManager.default.contents(atPath: home.file(name)) ?? Data()
                #expect(bytes.range(of: Data(words.utf8)) == nil, "\(name) still holds the words")
            }
        }
    }

    /// One session is enough for what waits, too: the vouch that follows makes it count at once.
    @Test func whatWaitsForVouchesTravelsWithOneSync() throws {
        let village = try Village(1)
        let newcomer = try PledgedHome("newcomer")
        let daemon = try PledgedDaemon(village.founder)
        try newcomer.run("join", try village.founder.json("invite").text("link")).expectFine()
        try newcomer.run("sync", daemon.address).expectFine()
        try village.pledge(newcomer, "4 EUR")
        try newcomer.run("sync", daemon.address).expectFine()
        #expect(try village.founder.standing().waiting == 1)
        try village.founder.run("vouch", newcomer.key()).expectFine()
        #expect(try village.pledged(village.founder) == 400)
        try daemon.stop()
        #expect(!daemon.logs.contains("connection was lost"), "\(daemon.logs)")
    }
}
