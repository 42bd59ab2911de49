import Foundation
import Testing

@Suite struct RootsCommandTests {
    /// Illness comes of dirty water, and that of a broken pump; the nurse suffers from the illness.
    private struct Village {
        let garden: Garden
        let ill: String, water: String, pump: String

        init() throws {
            garden = try Garden()
            let farmer = garden.farmer
            (ill, water, pump) = try (
                farmer.json("problem", "Children fall ill").text("entry"), farmer.json("problem", "Dirty <water>").text("entry"),
                farmer.json("problem", "The pump is broken").text("entry")
            )
            for (cause, effect) in [(water, ill), (pump, water), (ill, pump)] { try farmer.run("cause", cause, effect).expectFine() }
            try garden.share()
            try garden.nurse.run("endorse", ill, "--as", "affected").expectFine()
        }
    }

    @Test func whatLiesDeepestComesFirst() throws {
        let village = try Village(), nurse = village.garden.nurse
        let roots = try nurse.run("roots", "--json").objects()
        // 7/16 passes on each time: 9/16 of 7/16 stays with the water, and so on round the circle.
        #expect(try roots.map { try $0.text("problem") } == [village.water, village.pump, village.ill])
        #expect(try roots.map { try $0.number("rank") } == [1, 2, 3])
        #expect(try roots.allSatisfy { try $0.number("circle") == 1 })
        #expect(try roots[0].list("from").map { try $0.text("effect") } == [village.ill])
        let weights = try roots.reduce(0) { try $0 + $1.number("weight") + $1.number("residue") }
        #expect(try weights == roots[0].number("mass"))
        let words = try nurse.run("roots").expectFine()
        for part in ["Dirty <water>", "in circle 1", "Vicious circle 1", "Popularity is no proof"] {
            #expect(words.output.contains(part), "\(words)")
        }
        // Round the circle and back to where it began, each claim once, in 80 columns.
        let tree = words.outputLines.drop { !$0.hasPrefix("effects, and below") }.dropFirst().prefix(4)
        #expect(tree.map { $0.prefix(14) } == ["Children fall ", "└─ Dirty <wate", "   └─ The pump", "      └─ Child"], "\(words.output)")
        #expect(tree.last?.hasSuffix("circle 1, above") ?? false && tree.allSatisfy { $0.count <= 80 }, "\(words.output)")
        #expect(try nurse.run("roots", "--limit", "1", "--json").objects().count == 1)
        let before = try nurse.run("roots", "--at", "2020-01-01").expectFine()
        #expect(before.output.contains("Nothing has come to rest yet"))
    }

    /// What is printed of all mass adds up to all of it.
    @Test func sharesAddUp() throws {
        let village = try Village(), lines = try village.garden.nurse.run("roots").expectFine().outputLines
        let ranks = lines.dropFirst().prefix { !$0.isEmpty }.compactMap { $0.firstMatch(of: /^ +[0-9]+ +([0-9]+)\.([0-9]) %/) }
        let stayed = try #require(lines.compactMap { $0.firstMatch(of: /^([0-9]+)\.([0-9]) % stayed with the symptoms/) }.first)
        let tenths = (ranks.map(\.output) + [stayed.output]).compactMap { Int($0.1 + $0.2) }
        #expect(ranks.count == 3 && tenths.reduce(0, +) == 1_000, "\(lines)")
    }

    @Test func denialsShow() throws {
        let village = try Village(), nurse = village.garden.nurse
        let claim = try nurse.run("list", "causes", "--json").objects().first { try $0.text("cause") == village.water }
        try nurse.run("endorse", try #require(claim).text("id"), "--against", "--firmly").expectFine()
        // One for and one against: nothing flows, and all stays with the symptom.
        #expect(try nurse.run("roots", "--json").objects().isEmpty)
        let explained = try nurse.run("explain", village.ill).expectFine().output
        #expect(explained.contains("denied by half or more") && explained.contains("100.0 % was put here"))
    }

    /// What is said of a problem counts when its author took it back, too: then it is marked wherever roots are shown.
    @Test func whatItsAuthorTookBackIsMarked() throws {
        let village = try Village(), (farmer, nurse) = (village.garden.farmer, village.garden.nurse)
        let back = try farmer.json("retract", village.water).text("entry")
        try village.garden.share()
        let lines = try nurse.run("roots").expectFine().outputLines
        #expect(lines[1].contains(village.water.prefix(12)) && lines[1].hasSuffix("taken back, in circle 1"), "\(lines)")
        #expect(lines.contains { $0.contains("└─ Dirty") && $0.contains("taken back, circle 1") }, "\(lines)")
        #expect(lines.count { $0.contains("taken back") } == 2, "\(lines)")
        let roots = try nurse.run("roots", "--json").objects()
        #expect(try roots[0].text("retracted_by") == back && roots[1].all["retracted_by"] == nil)
        try nurse.run("roots", "--svg", nurse.file("causes.svg")).expectFine()
        let picture = try String(contentsOfFile: nurse.file("causes.svg"), encoding: .utf8)
        #expect(picture.contains("<title>(taken back) Dirty &lt;water&gt;: "), "\(picture)")
        let daemon = try PledgedDaemon(nurse, web: ["--web", "127.0.0.1:0"]), page = try daemon.page().get("/causes").body
        let item = try #require(page.split(separator: "\n").first { $0.contains("<ol class=\"ranks\">") })
        #expect(item.contains("Dirty &lt;water&gt;") && item.contains("<span class=\"remark\">taken back</span>"), "\(item)")
        try daemon.stop()
    }

    @Test func thePictureIsSVG() throws {
        let village = try Village(), nurse = village.garden.nurse
        let path = nurse.file("causes.svg")
        try nurse.run("roots", "--svg", path).expectFine()
        try nurse.run("roots", "--svg", path).expectFault(73, "--replace")
        let picture = try String(contentsOfFile: path, encoding: .utf8)
        #expect(picture.hasPrefix("<svg xmlns=") && picture.contains("Dirty &lt;water&gt;") && !picture.contains("<water>"))
        #expect(picture.components(separatedBy: "class=\"problem").count == 4)
        #expect(picture.contains("class=\"cause down\""))
        for format in ["--csv", "--json"] {
            try nurse.run("roots", "--svg", "-", format).expectFault(64, "--svg - draws to standard output")
            try nurse.run("roots", "--svg", path, "--replace", format).expectFine()
        }
        let lonely = try Garden()
        try lonely.nurse.run("roots", "--svg", "-").expectFault(66, "nothing to draw")
    }

    @Test func theRallyListLeadsToThem() throws {
        let village = try Village(), nurse = village.garden.nurse
        let none = try nurse.run("rally", "--json")
        #expect(try none.objects().isEmpty && none.errors.contains("`pledged project --works-on`"))
        let deep = try nurse.run(["project", "Mend the pump", "--ask", "100 EUR", "--works-on", village.pump, "--json"]).json().text("entry")
        let high = try nurse.run(["project", "Medicine", "--ask", "100 EUR", "--works-on", village.ill, "--json"]).json().text("entry")
        let lines = try nurse.run("rally", "--json").objects()
        #expect(try lines.map { try $0.text("project") } == [deep, high])
        #expect(try lines[0].number("unmet") == 10_000)
        try nurse.run("pledge", deep, "99.99 EUR").expectFine()
        #expect(try nurse.run("rally", "--json").objects().map { try $0.text("project") } == [high, deep])
        #expect(try nurse.run("rally").expectFine().output.contains("0.01 EUR"))
    }

    /// One share is nowhere said to be two: where it rests, what a claim carried, and what a project would reach.
    @Test func aShareIsRoundedAlikeEverywhere() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let ill = try farmer.json("problem", "Children fall ill").text("entry")
        var claims: [String: String] = [:], projects: [String: String] = [:]
        for name in ["Dirty water", "Smoke", "Flies"] {
            let cause = try farmer.json("problem", name).text("entry")
            claims[name] = try farmer.json("cause", cause, ill).text("entry")
            projects[name] = try farmer.run("project", "Against \(name)", "--ask", "9 EUR", "--works-on", cause, "--json").json().text("entry")
        }
        let dust = try farmer.json("problem", "Dust").text("entry"), flies = try farmer.json("show", #require(claims["Flies"])).text("cause")
        try farmer.run("cause", flies, dust).expectFine()
        try garden.share()
        try nurse.run("endorse", ill, "--as", "affected").expectFine()
        try nurse.run("endorse", #require(claims["Smoke"])).expectFine()
        // 1, 2 and 1/2 voices of 3 1/2 on 7/8 · 7/9 of all.
        let roots = try nurse.run("roots").expectFine().outputLines, rally = try nurse.run("rally").expectFine().outputLines
        let stayed = try #require(roots.compactMap { $0.firstMatch(of: /^([0-9.]+ %) stayed with the symptoms/) }.first?.1)
        let ill100 = try nurse.run("explain", ill).expectFine().output
        #expect(ill100.contains("100.0 % was put here; \(stayed) of it stayed"), "\(stayed) in \(ill100)")
        for (name, claim) in claims {
            let row = try #require(roots.first { $0.contains(name) }), weight = try #require(row.firstMatch(of: /[0-9.]+ %/)).0
            let carried = try nurse.run("explain", claim).expectFine().output
            #expect(carried.contains(": \(weight) of all that people suffer was carried on by it"), "\(weight) in \(carried)")
            let project = try #require(projects[name])
            #expect(rally.contains { $0.contains(project.prefix(12)) && $0.contains(weight) }, "\(weight) in \(rally)")
        }
    }
}
