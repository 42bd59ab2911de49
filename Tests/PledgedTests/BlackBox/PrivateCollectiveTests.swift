import Foundation
import Testing

@Suite struct PrivateCollectiveTests {
    @Test func theSecretOpensItAndNothingElseDoes() throws {
        let village = try Village(1, "--private")
        let founder = village.founder
        let daemon = try PledgedDaemon(founder, log: "debug")
        let link = try founder.json("invite").text("link")
        let secret = try #require(link.split(separator: "=").last).description
        #expect(secret.count == 64)

        let stranger = try PledgedHome("Stranger"), friend = try PledgedHome("Friend")
        try stranger.run("join", "pledged:\(village.collective)?at=\(daemon.address)").expectFine()
        let refused = try stranger.run("sync", daemon.address)
        refused.expectFault(75, "in common")
        #expect(try stranger.standing().root == nil)
        #expect(try stranger.standing().entries == 0)
        let wrong = String(secret.reversed())
        let guesser = try PledgedHome("Guesser")
        try guesser.run("join", "pledged:\(village.collective)?secret=\(wrong)").expectFine()
        try guesser.run("sync", daemon.address).expectFault(75, "in common")
        #expect(try guesser.standing().root == nil)

        try friend.run("join", link).expectFine()
        let synced = try friend.run("sync", daemon.address, "--json")
        try inStep([founder, friend], entries: village.entries)
        #expect(try synced.json().text("root") == founder.standing().root)

        let bundle = friend.file("out.bundle")
        try friend.run("export", "--bundle", bundle).expectFine()
        let bytes = try #require(FileManager.default.contents(atPath: bundle))
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
        #expect(bytes.range(of: Data(hex: secret)) == nil)
        try daemon.stop()
        for said in [daemon.logs, synced.errors, synced.output, refused.errors, try founder.run("status", "--json").output] {
            #expect(!said.contains(secret) && !said.contains(secret.uppercased()), "\(said)")
        }
        // A node that holds it all, but not the secret, doesn't learn that this one has it too.
        #expect(!refused.errors.contains(village.collective.prefix(12)))
    }
}

extension Data {
    /// The bytes that hex digits stand for.
    init(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        self.init(stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) })
    }
}
