import Foundation
import Testing

/// A founder and friends, all members, who hold the same ledger with one project in it. No daemon runs.
struct Village {
    let homes: [PledgedHome]
    let collective: String
    let project: String
    /// Entries that all of them hold.
    let entries: Int

    var founder: PledgedHome { homes[0] }

    init(_ count: Int, _ options: String...) throws {
        homes = try (0..<max(1, count)).map { try PledgedHome("Person \($0)") }
        let founder = homes[0]
        collective = try founder.run(["found", "Village fund", "--json"] + options).json().text("collective")
        project = try founder.project("Well", asks: "1200 EUR", "40 h")
        let link = try founder.json("invite").text("link")
        for friend in homes.dropFirst() {
            try friend.run("join", link).expectFine()
            try founder.run("vouch", friend.key()).expectFine()
        }
        let daemon = try PledgedDaemon(founder)
        for friend in homes.dropFirst() { try friend.run("sync", daemon.address).expectFine() }
        try daemon.stop()
        entries = try inStep(homes).entries
    }

    /// Pledges to the project. - Returns: the entry's id.
    @discardableResult
    func pledge(_ home: PledgedHome, _ amount: String = "1 EUR", _ options: String...) throws -> String {
        try home.run(["pledge", project, amount, "--json"] + options).json().text("entry")
    }

    /// Cents pledged to the project, as a home shows it.
    func pledged(_ home: PledgedHome) throws -> Int {
        try #require(try home.json("show", project).list("asks").first).number("pledged")
    }
}
