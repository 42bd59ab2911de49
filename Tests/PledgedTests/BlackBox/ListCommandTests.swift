import Foundation
import PledgeLedger
import Testing
import pledged

/// Lists of pledges and endorsements, what they can be narrowed to, and their columns as CSV.
@Suite struct ListCommandTests {
    /// A share of what nobody may be able to carry says nothing: bars and lists show what is backed, and the rest beside it.
    @Test func whatIsNotBackedFillsNoBar() throws {
        let garden = try Garden(asks: ["100 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "30 EUR").expectFine()
        try nurse.run("pledge", garden.project, "25 EUR").expectFine()
        try nurse.run("pledge", garden.project, "9000000000000 EUR").expectFine()
        try garden.share()
        let list = try farmer.run("list", "projects").expectFine().output
        #expect(list.contains("25.00 EUR of 100.00 EUR (25 %) and 9000000000000.00 EUR not backed"), "\(list)")
        let shown = try farmer.run("show", garden.project).expectFine().output
        #expect(shown.contains("] 25 %") && shown.contains("9000000000025.00 EUR  25.00 EUR"), "\(shown)")
        let item = try farmer.run("list", "projects", "--json").objects()[0].list("asks")[0]
        #expect(try item.number("backed") == 2_500 && item.number("pledged") == 900_000_000_002_500)
    }

    /// Where there are too many promises to look at each, the list says that it did not.
    @Test func aLongListOfPromisesIsNotLookedInto() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project("Well", asks: "100 EUR")
        try farmer.run("profile", "--capacity", "30 EUR").expectFine()
        for _ in 0..<51 { try farmer.run("pledge", project, "1 EUR").expectFine() }
        let list = try farmer.run("list", "projects").expectFine().output
        #expect(list.contains("51.00 EUR of 100.00 EUR pledged, backed or not"), "\(list)")
    }

    @Test func pledgesAreListedWithTheirStageBackingAndConditions() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let other = try farmer.project("Fence", asks: "50 EUR")
        try garden.share()
        try nurse.run("profile", "--capacity", "40 EUR").expectFine()
        let due = try nurse.json("pledge", garden.project, "10 EUR").text("entry")
        let loan = try nurse.json("pledge", garden.project, "20 EUR", "--loan-until", "2999-01-01").text("entry")
        let bare = try nurse.json("pledge", garden.project, "500 EUR").text("entry")
        let tied = try nurse.json("pledge", other, "1 EUR", "--with", garden.project, "--min-people", "3").text("entry")
        let gone = try nurse.json("pledge", other, "2 EUR").text("entry")
        try nurse.run("retract", gone).expectFine()
        try nurse.run("settle", loan, "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", loan, "--received").expectFine()
        let rows = Dictionary(uniqueKeysWithValues: try farmer.run("list", "pledges", "--json").objects().map { (try $0.text("id"), $0) })
        #expect(rows.count == 5)
        let stages = try [due, loan, bare, tied, gone].map { try rows[$0]?.text("stage") }
        #expect(stages == ["due", "paid", "open", "open", "retracted"])
        #expect(try rows[bare]?.flag("backed") == false && rows[due]?.flag("backed") == true && rows[due]?.flag("met") == true)
        #expect(try rows[loan]?.number("lent") == 2_000 && rows[loan]?.number("repaid") == 0 && rows[due]?.all["lent"] == nil)
        for (id, row) in rows { #expect(try row.text("stage") == farmer.json("show", id).text("stage")) }
        let lines = try farmer.run("list", "pledges").expectFine().outputLines
        func line(_ id: String) -> String { lines.first { $0.hasPrefix(id.prefix(12)) }.map { String($0) } ?? "" }
        #expect(lines.first?.contains("stage") == true && lines.first?.contains("conditions") == true)
        #expect(line(due).contains("due now") && line(due).contains("yes") && line(bare).contains(" no "))
        #expect(line(tied).contains("only with \"Well <b>& =1\" (\(garden.project.prefix(12))), from 3 people on") && line(gone).contains("taken back"))
        #expect(line(loan).contains("a loan until 2999-01-01") && line(loan).contains("0.00 EUR of 20.00 EUR repaid"))
    }

    @Test func pledgesAreNarrowedByStageProjectAndAuthor() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        for home in [farmer, nurse] { try home.run("profile", "--capacity", "100 EUR").expectFine() }
        let first = try nurse.json("pledge", garden.project, "1 EUR").text("entry")
        let second = try nurse.json("pledge", garden.project, "2 EUR").text("entry")
        let pool = try farmer.json("round", "Pool", "--unit", "EUR").text("entry")
        let filled = try farmer.json("pledge", pool, "3 EUR").text("entry")
        try nurse.run("settle", second, "--paid").expectFine()
        try garden.share()
        func list(_ options: String...) throws -> Set<String> {
            Set(try farmer.run(["list", "pledges", "--json"] + options).objects().map { try $0.text("id") })
        }
        #expect(try list() == [first, second, filled])
        #expect(try list("--stage", "due") == [first, filled] && list("--stage", "half") == [second])
        #expect(try list("--stage", "due", "--stage", "half") == [first, second, filled] && list("--stage", "defaulted").isEmpty)
        #expect(try list("--author", nurse.key()) == [first, second] && list("--author", farmer.key()) == [filled])
        #expect(try list("--author", farmer.key(), "--project", garden.project).isEmpty)
        #expect(try list("--project", garden.project, "--stage", "due", "--author", nurse.key()) == [first])
        #expect(try farmer.run("list", "pledges", "--stage", "defaulted").errors.contains("There are no such pledges"))
        #expect(try farmer.run("list", "pledges", "--stage", "due", "--stage", "half", "--limit", "1").errors.contains("Only the first 1"))
        try farmer.run("list", "pledges", "--stage", "late").expectFault(64, "no stage", "open, firm, due, paid")
        try farmer.run("list", "projects", "--stage", "due").expectFault(64, "list pledges")
        try farmer.run("list", "causes", "--author", nurse.key()).expectFault(64, "--author goes with")
    }

    /// A promise of which a part is paid and the rest is due is in both lists.
    @Test func aPledgeIsFoundByTheStageOfAnyPart() throws {
        let garden = try Garden(asks: ["1200 EUR"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        try nurse.run("profile", "--capacity", "500 EUR").expectFine()
        let pledge = try nurse.json("pledge", garden.project, "25 EUR").text("entry")
        try nurse.run("settle", pledge, "10 EUR", "--paid").expectFine()
        try garden.share()
        try farmer.run("settle", pledge, "6 EUR", "--received").expectFine()
        func list(_ stage: String) throws -> [String] {
            try farmer.run("list", "pledges", "--stage", stage, "--json").objects().map { try $0.text("id") }
        }
        #expect(try farmer.json("show", pledge).text("stage") == "half")
        for stage in ["half", "due", "paid"] { #expect(try list(stage) == [pledge], "\(stage)") }
        for stage in ["open", "disputed", "retracted"] { #expect(try list(stage).isEmpty, "\(stage)") }
        #expect(try farmer.run("help", "list").expectFine().output.contains("of which all or a part is there"))
    }

    /// What no quorum had covered at the time is marked, as a view of that time may leave it out.
    @Test func whatWasNotCoveredByThenIsMarked() throws {
        let farmer = try PledgedHome("farmer"), witness = try PledgedHome("witness")
        _ = try farmer.found("Village fund", "--witness", witness.key())
        _ = try (farmer.project(), farmer.json("problem", "Children fall ill"), farmer.json("round", "Pool", "--unit", "EUR", "--rule", "equal-shares"))
        for list in ["projects", "problems", "rounds"] {
            let then = try farmer.run("list", list, "--at", "2999-01-01").expectFine().outputLines
            #expect(then.count == 2 && then[1].hasSuffix("not covered by then"), "\(then)")
            let object = try farmer.run("list", list, "--at", "2999-01-01", "--json").objects()[0]
            #expect(try object.text("not_yet").hasSuffix("it was not there yet: no quorum of witnesses had covered it"))
            #expect(try !farmer.run("list", list).expectFine().output.contains("covered by"))
            #expect(try farmer.run("list", list, "--json").objects()[0].all["not_yet"] == nil)
        }
    }

    @Test func endorsementsAreEachAuthorsLatestWordAndAnswers() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let early = try nurse.json("endorse", garden.project).text("entry")
        let late = try nurse.json("endorse", garden.project, "--against", "--as", "beneficiary", "--text", "Too far away").text("entry")
        let person = try nurse.json("endorse", farmer.key()).text("entry")
        try garden.share()
        let reply = try farmer.json("endorse", garden.project, "--re", late, "--as", "steward", "--text", "We move it").text("entry")
        func list(_ options: String...) throws -> [String] {
            try farmer.run(["list", "endorsements", "--json"] + options).objects().map { try $0.text("id") }
        }
        #expect(try list() == [reply, person, late] && !list().contains(early))
        #expect(try list("--on", garden.project) == [late] && list("--on", late) == [reply] && list("--on", farmer.key()) == [person])
        #expect(try list("--author", nurse.key()) == [person, late] && list("--limit", "1") == [reply])
        let lines = try farmer.run("list", "endorsements").expectFine().outputLines
        #expect(lines.contains { $0.contains("against") && $0.contains("beneficiary") && $0.contains("Too far away") })
        #expect(lines.contains { $0.contains("answers \(late.prefix(12))") })
        try nurse.run("retract", late).expectFine()
        try garden.share()
        #expect(try list("--on", garden.project).isEmpty)
        try farmer.run("list", "projects", "--on", garden.project).expectFault(64, "list endorsements")
    }

    /// Every list has its own columns, all that its objects can have, whether or not there is anything in it.
    @Test func columnsAreTheSameWhateverIsListed() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h"], "--lock", "2999-01-01"), (farmer, nurse) = (garden.farmer, garden.nurse)
        let lists = ["projects", "rounds", "problems", "causes", "pledges", "settlements", "reports", "reviews", "endorsements", "members", "entries", "forks"]
        let empty = try PledgedHome("teacher")
        _ = try empty.found()
        func titles(_ home: PledgedHome, _ words: [String]) throws -> [String] {
            let text = try home.run(words + ["--csv"]).expectFine().output
            return text.split(separator: "\r\n").first?.split(separator: ",").map { String($0) } ?? []
        }
        let commands = lists.map { ["list", $0] } + [["rally"], ["roots"]]
        let before = try commands.map { try titles(empty, $0) }
        #expect(before.allSatisfy { $0.count > 3 })
        let effect = try nurse.json("problem", "Children fall ill", "--place", "here").text("entry")
        let cause = try nurse.json("problem", "The well is dirty").text("entry")
        let claim = try nurse.json("cause", cause, effect).text("entry")
        try garden.share()
        try farmer.run("endorse", effect, "--as", "affected").expectFine()
        let (pledge, _) = try garden.gift("10 EUR")
        try nurse.run("pledge", garden.project, "5 EUR", "--min-people", "2", "--loan-until", "2999-05-01", "--text", "=a").expectFine()
        try farmer.run("project", "Filter", "--ask", "9 EUR", "--works-on", cause, "--split", "\(nurse.key())=2", "--bonus", "5 EUR").expectFine()
        try farmer.run("round", "Pool", "--unit", "EUR", "--rule", "matching", "--cap", "9 EUR").expectFine()
        try nurse.run("report", garden.project, "--metric", "litres", "--value", "7", "--spent", "1 EUR").expectFine()
        try nurse.run("retract", claim).expectFine()
        _ = try nurse.sign(.settle(Settle(pledge: try #require(EntryID(hex: pledge)), side: .received, amount: 9)))
        try garden.share()
        for (command, columns) in zip(commands, before) {
            #expect(try titles(farmer, command) == columns, "\(command)")
            for object in try farmer.run(command + ["--json"]).objects() {
                let missing = Self.fields(object).subtracting(columns)
                #expect(missing.isEmpty, "\(command): \(missing)")
            }
            let cells = try farmer.run(command + ["--csv"]).expectFine().output
            #expect(!cells.contains("{") && !cells.contains("["), "one value a cell: \(command): \(cells)")
        }
        try farmer.run("rally", "--csv", "--json").expectFault(64, "choose one")
        try farmer.run("roots", "--csv", "--json").expectFault(64, "choose one")
    }

    /// Columns that an object needs: what is nested is named by both; lists of objects have lines or lists of their own.
    private static func fields(_ object: JSONFields) -> Set<String> {
        var all = object.all
        for ask in all["asks"] as? [[String: Any]] ?? [] { all.merge(ask) { first, _ in first } }
        for (name, value) in all where ["asks", "endorsements", "from"].contains(name) && value is [[String: Any]] { all[name] = nil }
        // Of a fork they are `one` and `other`.
        all["ids"] = nil
        return Set(all.flatMap { name, value in (value as? [String: Any])?.keys.map { "\(name)_\($0)" } ?? [name] })
    }

    /// A treasurer's sheet: a line an ask, the unit of a word, and titles beside ids.
    @Test func aSheetSaysSomethingByItself() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let (pledge, _) = try garden.gift("10 EUR")
        try nurse.run("endorse", farmer.key()).expectFine()
        func sheet(_ list: String) throws -> [[String: String]] {
            let lines = try nurse.run("list", list, "--csv").expectFine().output.split(separator: "\r\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
            let titles = try #require(lines.first)
            return lines.dropFirst().map { Dictionary(zip(titles, $0)) { first, _ in first } }
        }
        let projects = try sheet("projects")
        #expect(projects.map { $0["ask"] } == ["1", "2"] && projects.map { $0["unit"] } == ["iso4217:EUR", "time:min"])
        #expect(projects.map { $0["id"] } == [garden.project, garden.project] && projects.map { $0["stages_paid"] } == ["1000", "0"])
        let words = try sheet("settlements")
        #expect(words.map { $0["unit"] } == ["iso4217:EUR", "iso4217:EUR"] && words.allSatisfy { $0["pledge"] == pledge && $0["to"] == garden.project })
        #expect(words.allSatisfy { $0["to_title"] == "Well <b>& =1" })
        let given = try sheet("pledges")
        #expect(given.map { $0["to_title"] } == ["Well <b>& =1"] && given.map { $0["stages_paid"] } == ["1000"])
        #expect(try sheet("endorsements").map { $0["target_title"] } == ["farmer"])
    }

    /// The page names every list's columns in their order.
    @Test func thePageOfSheetsHasTheColumns() throws {
        let page = try String(contentsOfFile: pledgedTestsRoot.appending(path: "docs/sheets.md").path(), encoding: .utf8)
        let home = try PledgedHome("farmer")
        _ = try home.found()
        let stages = "stages_open,stages_firm,stages_due,stages_paid,stages_refunded,stages_half,stages_disputed,stages_defaulted,stages_lapsed,stages_retracted"
        for list in ["projects", "rounds", "problems", "causes", "pledges", "settlements", "reports", "reviews", "endorsements", "members", "forks"] {
            var titles = try #require(home.run("list", list, "--csv").expectFine().output.split(separator: "\r\n").first.map(String.init))
            let head = "id,kind,author,alias,time,seq,standing,void,idle,covers_nothing,not_yet,retracted_by,erased,"
            if titles.hasPrefix(head) {
                titles = String(titles.dropFirst(head.count)).replacing(/^(title,)?text,/, with: "")
            }
            let said = titles.replacing(stages, with: "STAGES").replacing(",", with: ", ")
            let row = try #require(page.split(separator: "\n").first { $0.hasPrefix("| `\(list)` |") }, "\(list)")
            let named = row.replacing("and one for each [stage](views-pledges.md#stages): ", with: "").replacing("stages_open … stages_retracted", with: "STAGES")
            #expect(named == "| `\(list)` | \(said) |", "\(list)")
        }
    }

    @Test func aProblemIsShownWithItsWeightClaimsAndProjects() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let effect = try nurse.json("problem", "Children fall ill").text("entry")
        let cause = try nurse.json("problem", "The well is dirty").text("entry")
        let claim = try nurse.json("cause", cause, effect, "--strength", "3").text("entry")
        try garden.share()
        let again = try farmer.json("problem", "Dirty well", "--same-as", cause).text("entry")
        try farmer.run("endorse", effect, "--as", "affected").expectFine()
        let filter = try farmer.json("project", "Filter", "--ask", "9 EUR", "--works-on", cause).text("entry")
        let shown = try farmer.json("show", cause)
        #expect(try shown.number("rank") == 1 && shown.number("weight") > 0 && shown.number("mass") == 1 << 40)
        #expect(try shown.list("claims").map { try $0.text("id") } == [claim])
        #expect(try shown.list("projects").map { try $0.text("project") } == [filter])
        let words = try farmer.run("show", cause).expectFine().output
        for part in ["root weight", "rank 1 of 1", "what it is said to bring about:", "strength 3 of 3", "claim \(claim.prefix(12))",
            "projects that work on it:", "\"Filter\"", "repeated by \"Dirty well\""] { #expect(words.contains(part), "\(part) in \(words)") }
        let other = try farmer.run("show", again).expectFine().output
        #expect(other.contains("it repeats another problem, and counts as \"The well is dirty\"") && other.contains("no project works on it yet"))
        #expect(try farmer.json("show", again).text("counted_as") == cause)
        #expect(try farmer.run("show", effect).output.contains("what is said to bring it about:"))
    }
}
