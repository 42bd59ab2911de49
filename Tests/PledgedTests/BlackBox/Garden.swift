import Foundation
import Testing

/// A farmer who founds and gardens, and a nurse who gives: two members who hand each other bundles.
struct Garden {
    let farmer: PledgedHome
    let nurse: PledgedHome
    let project: String

    /// - Parameter options: of the project.
    init(asks: [String] = ["1200 EUR", "40 h", "900 JPY"], _ options: String...) throws {
        farmer = try PledgedHome("farmer")
        nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        try nurse.run("join", farmer.json("invite").text("link")).expectFine()
        try farmer.run("vouch", nurse.key()).expectFine()
        project = try farmer.run(["project", "Well <b>& =1", "--json"] + asks.flatMap { ["--ask", $0] } + options).json().text("entry")
        try share()
    }

    /// Both hold what either says from here on.
    func share() throws {
        for (from, to) in [(farmer, nurse), (nurse, farmer)] {
            let bundle = from.file("hand.bundle")
            try from.run("export", "--bundle", bundle, "--replace").expectFine()
            try to.run("import", bundle).expectFine()
        }
    }

    /// The nurse gives, and both say so. - Returns: the pledge, and the farmer's word on it.
    func gift(_ amount: String, received: String? = nil) throws -> (pledge: String, word: String) {
        let pledge = try nurse.json("pledge", project, amount).text("entry")
        try nurse.run("settle", pledge, "--paid").expectFine()
        try share()
        let word = try farmer.run(["settle", pledge, "--received", "--json"] + (received.map { [$0] } ?? [])).json().text("entry")
        try share()
        return (pledge, word)
    }
}
