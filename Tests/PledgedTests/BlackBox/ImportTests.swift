import Foundation
import Testing

/// Elections and bundles that come in twice, halfway, changed, or with a private ledger in them.
@Suite struct ImportTests {
    private static let election = """
        META
        key;value
        description;Made up
        unit;Nowhere
        num_projects;2
        num_votes;3
        vote_type;cumulative
        max_length;2
        max_sum_points;3
        currency;EUR
        PROJECTS
        project_id;cost;name;votes;score
        w;34000;Well;3;5
        p;600;Path;1;2
        VOTES
        voter_id;vote;points
        1;w,p;1,2
        2;w;3
        3;w;1

        """

    private func write(_ home: PledgedHome, _ text: String = election, _ name: String = "e.pb") throws -> String {
        try text.write(toFile: home.file(name), atomically: true, encoding: .utf8)
        return home.file(name)
    }

    @Test func anElectionComesInOnce() throws {
        let home = try PledgedHome()
        let file = try write(home)
        let first = try home.run("import", "--pabulib", file).expectFine()
        #expect(first.output.contains("3 voters became 6 signed entries"), "\(first)")
        #expect(!first.errors.contains("another result"), "\(first)")
        let root = try home.standing().root
        let again = try home.run("import", "--pabulib", file).expectFine()
        #expect(again.output.contains("already here: nothing new"), "\(again)")
        #expect(try home.json("import", "--pabulib", file).number("new") == 0)
        #expect(try home.standing().root == root)
        let other = try PledgedHome("nurse")
        #expect(try other.json("import", "--pabulib", write(other)).text("root") == root)
        #expect(try home.json("import", "--pabulib", file, "--seed", "2").text("root") != root)
    }

    /// Half a collective verifies as well as a whole one: that it is half has to be said.
    @Test func anImportThatWasKilledIsSaidUntilItIsDone() throws {
        let home = try PledgedHome()
        let file = home.file("large.pb")
        try ElectionMaker.write(file, voters: 5_000, projects: 10)
        let run = try home.start("import", "--pabulib", file)
        try eventually("some entries", or: { run.errors }) {
            try home.json("status").list("collectives").first?.number("entries") ?? 0 > 0
        }
        kill(run.process.processIdentifier, SIGKILL)
        _ = try run.wait()
        let standing = try #require(try home.json("status").list("collectives").first)
        #expect(try standing.flag("importing") && standing.number("entries") < 50_010)
        let words = "an import was not finished"
        #expect(try home.run("status").output.contains(words))
        let id = try standing.text("id")
        #expect(try home.run("list", "projects", "--collective", id).errors.contains(words))
        #expect(try home.run("audit", "--collective", id).errors.contains(words))
        #expect(try home.run("import", "--pabulib", file).expectFine().output.contains("completed"))
        #expect(try home.json("status").list("collectives").first?.flag("importing") == false)
        #expect(try !home.run("status").output.contains(words))
    }

    @Test func aForkThatComesInIsSaid() throws {
        let village = try Village(2), liar = village.homes[1], copy = try PledgedHome(nil)
        try village.pledge(liar)
        try liar.copy(to: copy)
        try village.pledge(liar, "2 EUR")
        let daemon = try PledgedDaemon(village.founder)
        try liar.run("sync", daemon.address).expectFine()
        try daemon.stop()
        try village.pledge(copy, "3 EUR", "--risk-fork")
        let bundle = copy.file("other.bundle")
        try copy.run("export", "--bundle", bundle).expectFine()
        let came = try village.founder.run("import", bundle).expectFine()
        for words in ["took in 0 new entries", "fork: the key", "1 entry that counted before no longer"] {
            #expect(came.output.contains(words), "\(came)")
        }
        #expect(try village.founder.run("import", bundle).output.contains("already here: nothing new"))
        // Whoever syncs with them is told as well.
        let again = try PledgedDaemon(village.founder)
        let synced = try liar.run("sync", again.address, "--json").json()
        #expect(try synced.number("dropped") == 1 && (synced.all["forked"] as? [String])?.count == 1, "\(synced)")
    }

    @Test func whatWaitsIsInNoFileAndThatIsSaid() throws {
        let founder = try PledgedHome("farmer"), newcomer = try PledgedHome("nurse")
        _ = try founder.found()
        let project = try founder.project()
        for name in ["y", "./-", "é"] { try founder.run("export", "--bundle", name).expectFine() }
        let bundle = founder.file("a.bundle")
        try founder.run("export", "--bundle", bundle).expectFine()
        try newcomer.run("import", bundle).expectFine()
        try newcomer.run("pledge", project, "1 EUR").expectFine()
        let exported = try newcomer.run("export", "--bundle", newcomer.file("b.bundle")).expectFine()
        #expect(try exported.errors.contains("your own 2 entries") && exported.errors.contains(newcomer.key()), "\(exported)")
        // By files alone: a vouch comes back, and the entries go out.
        try founder.run("vouch", newcomer.key()).expectFine()
        try founder.run("export", "--bundle", bundle, "--replace").expectFine()
        try newcomer.run("import", bundle).expectFine()
        let second = try newcomer.run("export", "--bundle", newcomer.file("c.bundle")).expectFine()
        #expect(!second.errors.contains("Not in the file"), "\(second)")
        try founder.run("import", newcomer.file("c.bundle")).expectFine()
        #expect(try founder.json("show", project).list("asks").first?.number("pledged") == 100)
    }

    @Test func whatIsNoFileIsNamed() throws {
        let home = try PledgedHome()
        _ = try home.found()
        try home.run("import", "--pabulib", home.file("none.pb")).expectFault(66, "none.pb")
        let folder = home.file("folder")
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try home.run("import", "--pabulib", folder).expectFault(65, "is a folder")
        try home.run("import", folder).expectFault(65, "is a folder")
        try home.run("audit", folder).expectFault(65, "is a folder")
        try home.run("audit", home.path).expectFine()
        let two = Self.election.replacingOccurrences(of: "cumulative", with: "choose-1")
            .replacingOccurrences(of: "max_sum_points;3\n", with: "").replacingOccurrences(of: "num_votes;3", with: "num_votes;1")
            .replacingOccurrences(of: "2;w;3\n3;w;1\n", with: "")
        try home.run("import", "--pabulib", write(home, two)).expectFault(65, "e.pb:", "names 2 projects", "max_length 1")
    }

    @Test func whatAProjectCostsIsInItsWords() throws {
        let home = try PledgedHome()
        try home.run("import", "--pabulib", try write(home)).expectFine()
        let projects = try home.run("list", "projects", "--json").objects()
        let costs = try projects.map { "\(try $0.text("title")): \(try $0.text("text"))" }.sorted()
        #expect(costs == ["Path: Cost: 600 EUR", "Well: Cost: 34000 EUR"])
        #expect(try home.run("show", projects[0].text("id")).output.contains("Cost: "))
    }

    /// Another file under the same voters' names must not sign second stories in their feeds.
    @Test func aCorrectedFileIsAnotherCollective() throws {
        let home = try PledgedHome()
        let first = try home.json("import", "--pabulib", write(home))
        let corrected = try write(home, Self.election.replacing("2;w;3", with: "2;w;2").replacing(";3;5", with: ";3;4"))
        let second = try home.json("import", "--pabulib", corrected)
        #expect(try first.text("collective") != second.text("collective"))
        #expect(try second.number("new") == 6)
        for id in try [first, second].map({ try $0.text("collective") }) {
            try home.run("use", id).expectFine()
            #expect(try home.standing().forks == 0)
            #expect(try home.standing().entries == 6)
        }
        let voters = try [first, second].map { fields in
            try home.run("list", "members", "--json", "--collective", fields.text("collective")).objects().map { try $0.text("key") }
        }
        #expect(Set(voters[0]).isDisjoint(with: voters[1]))
    }

    @Test func anImportThatWasBrokenOffIsCompleted() throws {
        let home = try PledgedHome(), whole = try PledgedHome("nurse")
        let (voters, projects) = (3_000, 10)
        try ElectionMaker.write(home.file("large.pb"), voters: voters, projects: projects)
        let all = try whole.json("import", "--pabulib", home.file("large.pb"))
        let run = try home.start("import", "--pabulib", home.file("large.pb"))
        let held: Int = try eventually("a part of the election") {
            let count = try home.json("status").list("collectives").first?.number("entries") ?? 0
            return count > 0 || !run.process.isRunning ? count : nil
        }
        kill(run.process.processIdentifier, SIGKILL)
        _ = try run.wait()
        try #require(held < voters * projects + projects, "the import was over before it could be broken off")
        let again = try home.run("import", "--pabulib", home.file("large.pb")).expectFine()
        #expect(again.output.contains("completed collective"), "\(again)")
        #expect(again.output.contains(try all.text("root")), "\(again)")
        try home.run("check").expectFine()
    }

    @Test func resultsThatTheVotesDoNotGiveAreSaid() throws {
        let home = try PledgedHome()
        let file = try write(home, Self.election.replacing(";3;5", with: ";4;9"))
        let result = try home.run("import", "--pabulib", file).expectFine()
        let notes = result.errorLines.filter { $0.contains("another result") }
        #expect(notes.count == 1, "\(result)")
        for part in ["1 project states", "\"w\"", "votes \"4\"", "give 3"] { #expect(result.errors.contains(part), "\(result)") }
    }

    @Test(arguments: [
        ("1;w,p;1,2", "1;w,p;2,2", ":17: gives points that add up to 4; META allows max_sum_points 3"),
        ("max_length;2", "max_length;1", ":17: names 2 projects; META allows max_length 1"),
        ("max_length;2", "min_length;2", ":18: names 1 project; META allows min_length 2"),
        ("max_length;2", "max_points;2", ":18: gives a project 3 points; META allows max_points 2"),
        ("max_length;2", "min_sum_points;2", ":19: gives points that add up to 1; META allows min_sum_points 2"),
        ("max_length;2", "max_sum_cost;34000", ":17: names projects above max_sum_cost 34000"),
        ("max_length;2", "max_length;many", ":8: has the max_length \"many\""),
    ])
    func aVoteThatBreaksTheFileSRuleIsRefused(_ old: String, _ new: String, _ words: String) throws {
        let home = try PledgedHome()
        let file = try write(home, Self.election.replacing(old, with: new))
        try home.run("import", "--pabulib", file).expectFault(65, words)
        #expect(try home.json("status").list("collectives").isEmpty)
    }

    // MARK: bundles

    @Test func aPrivateCollectiveDoesNotGoPublicWithoutAWord() throws {
        let village = try Village(1, "--private"), taker = try PledgedHome("nurse")
        let bundle = taker.file("out.bundle")
        let written = try village.founder.run("export", "--bundle", bundle).expectFine()
        #expect(written.errors.contains("private, and whoever has the file can read all of it"), "\(written)")
        let taken = try taker.run("import", bundle).expectFine()
        #expect(taken.errors.contains("public on this node") && taken.errors.contains("pledged join LINK"), "\(taken)")
        #expect(taken.output.contains("took in \(village.entries) new entries"), "\(taken)")

        let link = try village.founder.json("invite").text("link")
        let joined = try taker.run("join", link).expectFine()
        #expect(joined.output.contains("private from now on"), "\(joined)")
        #expect(try taker.json("status").list("collectives").map { try $0.flag("private") } == [true])
        let again = try taker.run("import", bundle).expectFine()
        #expect(again.output.contains("already here: nothing new") && !again.errors.contains("public"), "\(again)")
        // A node that has the secret finds it here now, and a stranger does not.
        let daemon = try PledgedDaemon(village.founder)
        try taker.run("sync", daemon.address).expectFine()
        try taker.run("join", "pledged:\(village.collective)/secret=\(String(repeating: "0", count: 64))")
            .expectFault(73, "another secret")
    }

    @Test func aPublicCollectiveSBundleIsWrittenWithoutAWarning() throws {
        let village = try Village(1)
        let bundle = village.founder.file("out.bundle")
        let written = try village.founder.run("export", "--bundle", bundle).expectFine()
        #expect(!written.errors.contains("private"), "\(written)")
        #expect(written.output.contains("of 1 feed "), "\(written)")
        try village.founder.run("export", "--bundle", bundle).expectFault(73, "--replace writes over it")
        try village.founder.run("export", "--bundle", bundle, "--replace").expectFine()
    }
}
