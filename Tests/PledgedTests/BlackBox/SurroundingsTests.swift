import Foundation
import Testing

/// What is around a project: skills, others on the same problem, reports, and the voice of those it is for.
@Suite struct SurroundingsTests {
    private static func share(_ one: PledgedHome, _ other: PledgedHome) throws {
        for (from, to) in [(one, other), (other, one)] {
            try from.run("export", "--bundle", from.file("hand.bundle"), "--replace").expectFine()
            try to.run("import", from.file("hand.bundle")).expectFine()
        }
    }

    @Test func showTellsWhatIsAroundAProject() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        try nurse.run("join", farmer.json("invite").text("link")).expectFine()
        try farmer.run("vouch", nurse.key()).expectFine()
        let ill = try farmer.json("problem", "Children fall ill").text("entry")
        let again = try farmer.json("problem", "Sick children", "--same-as", ill).text("entry")
        let well = try farmer.run(["project", "Well", "--ask", "900 EUR", "--ask", "20 h digging", "--ask", "2 h welding", "--works-on", ill, "--json"])
            .json().text("entry")
        let latrines = try farmer.run(["project", "Latrines", "--ask", "1 EUR", "--works-on", again, "--json"]).json().text("entry")
        try farmer.run("project", "Film", "--ask", "1 EUR").expectFine()
        let alone = try farmer.run("show", well).output
        for words in ["nobody offers digging yet", "Latrines", "a promise can hang on both", "under-reviewed: nobody but its author"] {
            #expect(alone.contains(words), "\(words) in \(alone)")
        }
        #expect(try farmer.run("list", "reviews", "--json").objects().allSatisfy { try $0.number("reviews") == 0 })
        try Self.share(farmer, nurse)
        let key = try nurse.key()
        try nurse.run("profile", "--skill", "digging", "--skill", "nursing").expectFine()
        let evidence = nurse.file("photo")
        try Data("a well".utf8).write(to: URL(fileURLWithPath: evidence))
        let report = try nurse.json("report", well, "--text", "It gives water", "--metric", "households", "--value", "41", "--evidence", evidence).text("entry")
        try nurse.run("endorse", well, "--against", "--as", "beneficiary", "--text", "Half of us have none").expectFine()
        try Self.share(farmer, nurse)
        try farmer.run("endorse", report, "--as", "steward").expectFine()
        let word = try farmer.json("show", well).list("beneficiaries")[0].text("id")
        try farmer.run("endorse", well, "--re", word, "--as", "steward", "--text", "We dig on in May").expectFine()
        // What somebody else answers is no steward's reply.
        try nurse.run("endorse", report, "--re", word).expectFine()
        let shown = try farmer.json("show", well)
        let offers = try shown.list("offers")
        #expect(try offers.map { try $0.text("skill") } == ["digging", "welding"])
        #expect(offers[0].all["people"] as? [String] == [key] && offers[1].all["people"] as? [String] == [])
        #expect(try shown.list("also_on").map { try $0.text("project") } == [latrines])
        #expect(try shown.list("reports").map { try $0.number("evidence") } == [1])
        #expect(try shown.list("reports")[0].list("voices").map { try $0.text("as") } == ["steward"])
        #expect(try shown.list("beneficiaries").map { try $0.number("stance") } == [-1])
        #expect(try shown.list("beneficiaries")[0].list("replies").map { try $0.text("author") } == [farmer.key()])
        let words = try farmer.run("show", well).output
        for part in ["digging is offered by nurse", "1 report, 1 piece of evidence", "\"It gives water\", households 41",
            "is for, as steward", "those it is for: 0 for, 1 against", "is against, as beneficiary: \"Half of us have none\"",
            "in reply, farmer", "is for, as steward: \"We dig on in May\""]
        {
            #expect(words.contains(part), "\(part) in \(words)")
        }
        #expect(!words.contains("under-reviewed"))
        let reviews = try farmer.run("list", "reviews", "--json").objects()
        #expect(try reviews.last?.text("id") == well && reviews.map { try $0.number("reviews") } == [0, 0, 2])
        #expect(try farmer.run("list", "reviews").output.contains("under-reviewed"))
        // What a later profile leaves out is offered no more.
        try nurse.run("profile", "--skill", "nursing").expectFine()
        try Self.share(farmer, nurse)
        #expect(try farmer.json("show", well).list("offers")[0].all["people"] as? [String] == [])
        try farmer.run("check").expectFine()
    }
}
