import Foundation
import Testing

/// What somebody thinks who lost their voice is told apart from what counts, wherever it is told.
@Suite struct UnheardWordsTests {
    @Test func theyStandApart() throws {
        let garden = try Garden(), farmer = garden.farmer
        let problem = try farmer.json("problem", "Dry").text("entry"), cause = try farmer.json("problem", "No rain").text("entry")
        let claim = try farmer.json("cause", cause, problem).text("entry")
        let report = try farmer.json("report", garden.project, "--text", "It gives water").text("entry")
        try garden.share()
        try garden.nurse.run("endorse", garden.project, "--firmly", "--as", "expert", "--text", "I know wells").expectFine()
        for target in [problem, claim, report] { try garden.nurse.run("endorse", target, "--against").expectFine() }
        try garden.share()
        #expect(try farmer.run("show", garden.project).expectFine().output.contains("1 for, 0 against"))
        try farmer.run("vouch", garden.nurse.key(), "--take-back").expectFine()

        let project = try farmer.run("show", garden.project).expectFine().output
        for words in ["nobody with a voice has endorsed it yet\n", "not counted, of people without a voice:\n", "is firmly for, as expert: \"I know wells\"",
            "    not counted, of people without a voice:\n      nurse",
        ] {
            #expect(project.contains(words), "\(project)")
        }
        for target in [problem, claim, report] {
            let shown = try farmer.run("show", target).expectFine().output
            #expect(shown.contains("not counted, of people without a voice:\n  nurse"), "\(shown)")
        }
        let list = try farmer.run("list", "endorsements").expectFine().outputLines.dropFirst()
        #expect(list.count == 4 && list.allSatisfy { $0.hasSuffix("without a voice") }, "\(list)")
        let ids = try farmer.run("list", "endorsements", "--json").objects().map { object in
            #expect(try object.flag("voiceless"))
            return try object.text("id")
        }
        #expect(try farmer.run("show", ids[0]).expectFine().output.contains("its author is without a voice"))

        let daemon = try PledgedDaemon(farmer, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let shown = try page.get("/projects/\(garden.project.prefix(12))").body
        let behind = try #require(shown.split(separator: "id=\"endorsed\"").last)
        #expect(behind.contains("Nobody with a voice has endorsed it yet.") && !behind.contains("<h3>For</h3>"), "\(behind)")
        #expect(behind.contains("<h3>Not counted</h3>") && behind.contains("without a voice, so not counted"), "\(behind)")
        #expect(shown.contains("What others say of it</h4><p><span class=\"tag bad\">") && shown.contains("counted</span>"))
        for path in ["/problems/\(problem.prefix(12))", "/entries/\(claim.prefix(12))", "/entries/\(report.prefix(12))"] {
            let body = try page.get(path).body
            #expect(body.contains("Nobody with a voice has endorsed or denied it yet.") && body.contains("without a voice, so not counted"), "\(body)")
        }
        try daemon.stop()
    }
}
