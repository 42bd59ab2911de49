import Foundation
import Testing

/// `watch`: entries as they arrive.
@Suite struct WatchTests {
    @Test func entriesShowAsTheyCome() throws {
        let village = try Village(2)
        let daemon = try PledgedDaemon(village.founder)
        let watching = try village.founder.start("watch", "--limit", "3", "--json")
        try eventually("the watch") { watching.errors.contains("Watching") }
        let own = try village.pledge(village.founder, "3 EUR")
        let other = try village.pledge(village.homes[1], "4 EUR")
        try village.homes[1].run("sync", daemon.address).expectFine()
        let seen = try watching.wait(seconds: 30).expectFine().objects()
        #expect(try [seen.first, seen.last].map { try $0?.text("id") } == [own, other])
        // The first that somebody says in a collective is who they are.
        #expect(try seen.map { try $0.text("kind") } == ["pledge", "profile", "pledge"])
        try daemon.stop()
    }

    @Test func withoutADaemonItSaysSo() throws {
        let village = try Village(1)
        let watching = try village.founder.start("watch", "--limit", "1")
        try eventually("the watch") { watching.errors.contains("Watching") }
        try village.pledge(village.founder, "3 EUR")
        let result = try watching.wait(seconds: 30).expectFine()
        #expect(result.errors.contains("No daemon"), "\(result)")
        #expect(result.output.contains("pledge by") && result.output.contains("3.00 EUR"), "\(result)")
        withExtendedLifetime(village) {}
    }

    @Test func zeroEntriesAreNotAsked() throws {
        try PledgedHome("farmer").run("watch", "--limit", "0").expectFault(64, "--limit")
    }
}
