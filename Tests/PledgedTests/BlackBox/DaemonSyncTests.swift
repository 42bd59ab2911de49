import Testing

/// `sync` in a home whose daemon runs: the daemon does it, and keeps its links.
@Suite struct DaemonSyncTests {
    @Test func theDaemonMeetsAPeerThatItHasALinkWith() throws {
        let village = try Village(2)
        let far = try PledgedDaemon(village.founder)
        let near = try PledgedDaemon(village.homes[1], peers: [far.address])
        try eventually("a link") { try village.homes[1].json("status").list("peers").count == 1 }
        for _ in 0..<3 {
            try village.pledge(village.founder)
            let synced = try village.homes[1].json("sync", far.address)
            #expect(try synced.text("root") == village.founder.standing().root)
            #expect(try synced.list("collectives").first?.flag("may_sign") == true)
        }
        #expect(!near.logs.contains("another link to the same node"), "\(near.logs)")
        #expect(!far.logs.contains("ended"), "\(far.logs)")
    }

    @Test func theDaemonDialsAPeer() throws {
        let village = try Village(2)
        try village.pledge(village.founder, "5 EUR")
        let far = try PledgedDaemon(village.founder)
        let near = try PledgedDaemon(village.homes[1])
        let synced = try village.homes[1].run("sync", far.address).expectFine()
        #expect(synced.output.contains("received 1 entry"), "\(synced)")
        #expect(try village.pledged(village.homes[1]) == 500)
        let port = far.port
        try far.stop()
        try village.homes[1].run("sync", "127.0.0.1:\(port)").expectFault(75, "no link to 127.0.0.1:\(port)")
        try near.stop()
    }

    /// A restored backup whose daemon runs already asks as one without.
    @Test func theDaemonAsksForTheOwner() throws {
        let village = try Village(2), backup = try PledgedHome(nil)
        try village.pledge(village.homes[1], "1 EUR")
        try village.homes[1].copy(to: backup)
        try backup.becomeOwnNode()
        let older = try PledgedDaemon(village.founder)
        let near = try PledgedDaemon(backup, peers: [older.address])
        let synced = try backup.run("sync", older.address).expectFine()
        #expect(synced.errors.contains("did not know your last entry before"), "\(synced)")
        try backup.run("pledge", village.project, "3 EUR").expectUnsigned(75, "confirm")
        try near.stop()
    }
}
