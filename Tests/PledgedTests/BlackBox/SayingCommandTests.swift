import Testing

@Suite struct SayingCommandTests {
    @Test func aVouchAdmits() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let key = try nurse.key()
        #expect(try farmer.json("vouch", key, "--text", "My neighbour").number("seq") == 2)
        let shown = try farmer.json("show", key)
        #expect(try shown.flag("voice"))
        #expect(try shown.number("distance") == 1)
        #expect(try shown.list("received").map { try $0.text("key") } == [try farmer.key()])
        #expect(try farmer.run("list", "members", "--json").objects().count == 2)
        try farmer.run("vouch", key, "--take-back").expectFine()
        #expect(try farmer.json("show", key).flag("voice") == false)
        #expect(try farmer.json("show", key).list("received").map { try $0.number("level") } == [0])
        try farmer.run("vouch", key, "--skill", "translation").expectFine()
        #expect(try farmer.json("show", key).flag("voice") == false)
        try farmer.run("vouch", key, "--until", "2999-12-31").expectFine()
        #expect(try farmer.json("show", key).flag("voice"))
        #expect(try farmer.json("show", key, "--at", "3000-01-01").flag("voice") == false)
    }

    @Test func vouchesThatMakeNoSenseAreRefused() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let own = try farmer.key(), key = try nurse.key()
        try farmer.run("vouch", own).expectFault(65, "your own")
        try farmer.run("vouch", key, "--until", "2001-01-01").expectFault(65, "is past")
        try farmer.run("vouch", key, "--until", "tomorrow").expectFault(65, "no date")
        try farmer.run("vouch", key, "--skill", "Too Grand").expectFault(65, "a tag is")
        try farmer.run("vouch", "pledge1nobody").expectFault(65)
        let slip = String(key.dropLast()) + (key.last == "q" ? "p" : "q")
        try farmer.run("vouch", slip).expectFault(65, "typing slip")
        try farmer.run("vouch").expectFault(64, "--help")
    }

    @Test func aVouchThatStandsIsNotSignedAgain() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let key = try nurse.key()
        try farmer.run("vouch", key, "--text", "My neighbour").expectFine()
        for words in [[], ["--text", "My neighbour"]] {
            try farmer.run(["vouch", key] + words).expectFault(73, "vouched so already", "nothing was signed")
        }
        try farmer.run("vouch", key, "--skill", "translation").expectFine()
        try farmer.run("vouch", key, "--skill", "translation").expectFault(73, "already")
        try farmer.run("vouch", key, "--text", "And a friend").expectFine()
        try farmer.run("vouch", key, "--until", "2999-12-31").expectFine()
        try farmer.run("vouch", key, "--until", "2999-12-31").expectFault(73, "already")
        try farmer.run("vouch", key, "--take-back").expectFine()
        try farmer.run("vouch", key, "--take-back").expectFault(73, "took that vouch back already")
        let stranger = try PledgedHome("stranger").key()
        try farmer.run("vouch", stranger, "--take-back").expectFault(66, "you never vouched so for that key")
        #expect(try farmer.run("show", farmer.key()).output.contains("vouches given: 1 of 100"))
        // What was taken back can be said again.
        #expect(try farmer.json("vouch", key).number("seq") == 7)
    }

    /// Who stands farther from the founders since a vouch was taken back has what the ladder gives there, wherever it is said.
    @Test func distancesAreThoseOfTheView() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse"), baker = try PledgedHome("baker")
        func carry(_ from: PledgedHome, _ to: PledgedHome) throws {
            try from.run("export", "--bundle", to.file("in.bundle"), "--replace").expectFine()
            try to.run("import", to.file("in.bundle")).expectFine()
        }
        try farmer.run("found", "Ladder", "--ladder", "5,1,0").expectFine()
        let key = try baker.key(), last = try PledgedHome("smith").key()
        try farmer.run("vouch", nurse.key()).expectFine()
        try farmer.run("vouch", key).expectFine()
        try carry(farmer, nurse)
        try nurse.run("vouch", key).expectFine()
        try carry(nurse, farmer)
        try farmer.run("vouch", key, "--take-back").expectFine()
        try carry(farmer, baker)
        #expect(try baker.json("show", key).number("distance") == 2 && baker.json("show", key).number("vouches_allowed") == 0)
        #expect(try farmer.run("show", farmer.key()).output.contains("vouches given: 2 of 5"))
        #expect(try baker.run("list", "members", "--json").objects().map { try $0.number("distance") } == [0, 1, 2])
        try baker.run("vouch", last).expectFault(77, "2 steps from the founders", "no vouches to give")
    }

    @Test func aKeyThatIsKnownHereGoesByItsBeginning() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let key = try nurse.key(), short = String(key.prefix(15))
        try farmer.run("vouch", short).expectFault(66, "no key here begins with")
        try farmer.run("vouch", key).expectFine()
        let listed = try farmer.run("list", "entries").output
        #expect(listed.contains("\(short)…"), "\(listed)")
        for text in [short, "\(short)…", "\(short)...", short.uppercased(), String(key.prefix(13))] {
            #expect(try farmer.json("show", text).text("key") == key, "\(text)")
        }
        try farmer.run("show", String(key.prefix(12))).expectFault(65)
        try farmer.run("vouch", short, "--take-back").expectFine()
        try farmer.run("endorse", "\(short)…").expectFine()
        let own = String(try farmer.key().prefix(15))
        #expect(try farmer.run("list", "entries", "--author", own, "--json").objects().count == 4)
        let slip = String(key.dropLast()) + (key.last == "q" ? "p" : "q")
        try farmer.run("show", slip).expectFault(65, "typing slip")
    }

    @Test func theLatestWordCounts() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        let key = try nurse.key()
        try farmer.run("endorse", key, "--as", "donor").expectFine()
        #expect(try farmer.json("show", key).number("for") == 0 + 1)
        try farmer.run("endorse", key, "--against", "--firmly", "--text", "Not any more").expectFine()
        let shown = try farmer.json("show", key)
        #expect(try shown.number("for") == 0)
        #expect(try shown.number("against") == 1)
        #expect(try shown.list("endorsements").map { try $0.number("stance") } == [-2])
    }

    @Test func endorsementsAreCheckedBeforeSigning() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project()
        try farmer.run("endorse", project, "--as", "king").expectFault(65, "beneficiary")
        try farmer.run("endorse", "ffffff").expectFault(66, "nothing here")
        try farmer.run("endorse", project, "--re", "ffffff").expectFault(66, "nothing here")
        try farmer.run("endorse", project, "--re", project).expectFault(65, "is no endorsement but a project")
        #expect(try farmer.run("list", "entries", "--json").objects().count == 2)
        try farmer.run("endorse", project).expectFault(65, "is your own", "no weight", "--re ID")
        try farmer.run("endorse", try farmer.key()).expectFault(65, "is your own")
        #expect(try farmer.run("list", "entries", "--json").objects().count == 2)
    }

    /// On one's own things a word has no weight, but what others said there can be answered.
    @Test func aWordOnOnesOwnAnswersAnother() throws {
        let garden = try Garden()
        let word = try garden.nurse.json("endorse", garden.project, "--against", "--text", "Too deep").text("entry")
        try garden.share()
        let answer = try garden.farmer.json("endorse", garden.project, "--re", word, "--text", "The rock begins lower").text("entry")
        #expect(try garden.farmer.json("show", answer).text("re") == word)
        let shown = try garden.farmer.json("show", garden.project)
        #expect(try shown.number("for") == 0 && shown.number("against") == 1)
    }

    @Test func aFounderCanEraseACharterSWords() throws {
        let farmer = try PledgedHome("farmer")
        let collective = try farmer.found("Fund with a person's name")
        try farmer.run("retract", collective, "--erase").expectFine()
        let charter = try farmer.json("show", collective)
        #expect(charter.all["title"] == nil)
        #expect(try charter.flag("erased"))
        try farmer.run("retract", collective, "--erase").expectFault(73, "already")
    }

    @Test func onlyOwnEntriesAreTakenBackAndOnlyOnce() throws {
        let farmer = try PledgedHome("farmer")
        let collective = try farmer.found()
        let project = try farmer.project()
        let pledge = try farmer.json("pledge", project, "25 EUR", "--text", "Secret words").text("entry")
        let retraction = try farmer.json("retract", pledge).text("entry")
        #expect(try farmer.json("show", project).list("asks").map { try $0.number("pledged") } == [0])
        #expect(try farmer.json("show", pledge).text("retracted_by") == retraction)
        #expect(try farmer.json("show", pledge).text("text") == "Secret words")
        try farmer.run("retract", pledge).expectFault(73, "already", "--erase")
        try farmer.run("retract", retraction).expectFault(65, "say the thing again")
        try farmer.run("retract", pledge, "--erase").expectFine()
        let erased = try farmer.json("show", pledge)
        #expect(try erased.flag("erased"))
        #expect(erased.all["text"] == nil)
        try farmer.run("retract", pledge, "--erase").expectFault(73, "already")
        // Words that never were are asked to go once.
        let wordless = try farmer.json("pledge", project, "5 EUR").text("entry")
        try farmer.run("retract", wordless, "--erase").expectFine()
        try farmer.run("retract", wordless, "--erase").expectFault(73, "already, words and all")
        try farmer.run("retract", collective).expectFault(77, "a charter can't be taken back")
        try farmer.run("retract", "ffffff").expectFault(66, "nothing here")
    }
}
