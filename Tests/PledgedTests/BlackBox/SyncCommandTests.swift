import Testing

/// What `sync` says of what came and went.
@Suite struct SyncCommandTests {
    /// Entries that wait for a vouch count as received as they count as sent, and once: not again when the vouch comes.
    @Test func whatWaitsForAVouchIsCountedWhenItComes() throws {
        let founder = try PledgedHome("farmer"), newcomer = try PledgedHome("nurse"), copy = try PledgedHome(nil)
        _ = try founder.found()
        let daemon = try PledgedDaemon(founder)
        try newcomer.run("join", founder.json("invite").text("link")).expectFine()
        try newcomer.run("sync", daemon.address).expectFine()
        try newcomer.copy(to: copy)
        for title in ["Dry well", "Broken bridge"] { try newcomer.run("problem", title).expectFine() }
        try newcomer.run("sync", daemon.address).expectFine()
        // Two problems, and before them their author's name.
        let taken = try copy.run("sync", daemon.address).expectFine()
        #expect(taken.output.contains("received 3 entries, sent 0"), "\(taken)")
        try founder.run("vouch", newcomer.key()).expectFine()
        let admitted = try copy.run("sync", daemon.address).expectFine()
        #expect(admitted.output.contains("received 1 entry, sent 0"), "\(admitted)")
        try daemon.stop()
    }

    /// A node that prefers its link to the original turns a copy away, and the copy is told what it is.
    @Test func aCopyWhoseOriginalIsLinkedIsToldSo() throws {
        let village = try Village(2), copy = try PledgedHome(nil)
        let homes = try village.homes.sorted { try $0.nodeKey().publicKey < $1.nodeKey().publicKey }
        try homes[1].copy(to: copy)
        let original = try PledgedDaemon(homes[1]), peer = try PledgedDaemon(homes[0], peers: [original.address])
        try eventually("a link") { try homes[0].json("status").list("peers").count == 1 }
        try copy.run("sync", peer.address).expectFault(75, "a copy of this home", copy.file("node.key"), "pledged init")
        try copy.becomeOwnNode()
        try copy.run("sync", peer.address).expectFine()
        for daemon in [peer, original] { try daemon.stop() }
    }
}
