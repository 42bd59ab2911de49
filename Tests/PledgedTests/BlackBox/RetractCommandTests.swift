import Testing

/// Taking back what others rely on.
@Suite struct RetractCommandTests {
    @Test func whatHangsOnAProjectIsSaid() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("pledge", garden.project, "25.50 EUR").expectFine()
        try nurse.run("pledge", garden.project, "2 h").expectFine()
        let gone = try nurse.json("pledge", garden.project, "9 EUR").text("entry")
        let silent = try nurse.run("retract", gone).expectFine()
        #expect(!silent.errors.contains("Mind"), "\(silent.errors)")
        try garden.share()
        let back = try farmer.run("retract", garden.project).expectFine()
        #expect(back.errors.contains("Mind: 2 promises hang on it, 25.50 EUR and 2 h in all"), "\(back.errors)")
        #expect(back.errors.contains("undoes none of that"), "\(back.errors)")
        let erased = try farmer.run("retract", garden.project, "--erase").expectFine()
        #expect(!erased.errors.contains("Mind"), "\(erased.errors)")
        try garden.share()
        // It still counts, and that is said to whoever promises now.
        let late = try nurse.run("pledge", garden.project, "1 EUR", "--json")
        #expect(late.code == 0 && late.errors.contains("taken this project back. What is promised to it counts all the same"), "\(late.errors)")
        #expect(try nurse.json("show", garden.project).list("asks")[0].number("pledged") == 2_650)
        #expect(try nurse.run("explain", garden.project).output.contains("taken back by its author (entry "))
        let unused = try farmer.project("Unused", asks: "5 EUR")
        #expect(try !farmer.run("retract", unused).expectFine().errors.contains("Mind"))
    }

    @Test func whatIsInAPoolIsSaid() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let round = try farmer.json("round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "9 EUR").text("entry")
        try garden.share()
        try nurse.run("pledge", round, "7 EUR").expectFine()
        try garden.share()
        #expect(try farmer.run("retract", round).expectFine().errors.contains("Mind: 1 promise is in its pool, 7.00 EUR in all"))
    }

    /// Who says that they paid and then takes the promise back: it is taken back until the other side says that it came.
    @Test func aTakeBackAfterOnesOwnWordIsToldAsWhatItIs() throws {
        let garden = try Garden(asks: ["90 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "50 EUR").expectFine()
        let pledge = try nurse.json("pledge", garden.project, "10 EUR").text("entry")
        try nurse.run("settle", pledge, "6 EUR", "--paid").expectFine()
        try nurse.run("retract", pledge).expectFine()
        try garden.share()
        #expect(try farmer.json("show", pledge).text("stage") == "retracted")
        let words = try farmer.run("explain", pledge).expectFine().output
        for part in ["stage: taken back", "farmer", "to say that 6.00 EUR was received", "paid only where both say so", "6.00 EUR paid"] {
            #expect(words.contains(part), "\(part) in \(words)")
        }
        #expect(try farmer.run("list", "pledges").output.contains("`explain` has what was said of it"))
        try farmer.run("settle", pledge, "6 EUR", "--received").expectFine()
        let stages = try #require(farmer.json("show", pledge).all["stages"] as? [String: Any])
        #expect(stages["paid"] as? Int == 600 && stages["retracted"] as? Int == 400)
    }
}
