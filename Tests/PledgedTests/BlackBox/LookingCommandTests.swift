import Foundation
import PledgeLedger
import Testing
import pledged

@Suite struct LookingCommandTests {
    @Test func whatWasTakenBackAndWhatWasNotThereYetIsSaid() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let kept = try home.project("Well"), gone = try home.project("Bridge")
        try home.run("retract", gone).expectFine()
        let list = try home.run("list", "projects").expectFine().outputLines
        #expect(list.contains { $0.contains(gone.prefix(12)) && $0.contains("taken back") }, "\(list)")
        #expect(list.contains { $0.contains(kept.prefix(12)) && !$0.contains("taken back") }, "\(list)")
        let early = try home.run("show", kept, "--at", "2020-01-01").expectFine()
        #expect(early.errors.contains("was not there yet"), "\(early)")
        #expect(try !home.run("show", kept).errors.contains("was not there yet"))
    }

    /// Names and counts of a past time are of that time.
    @Test func whoSomebodyWasIsOfTheTimeAskedFor() throws {
        let farmer = try PledgedHome("farmer"), key = try farmer.key(), hour: UInt64 = 3_600_000, now = wallClock()
        _ = try farmer.found()
        let before = try farmer.json("show", key).number("entries")
        _ = try farmer.sign(.profile(Profile()), text: "gardener", claiming: now - 48 * hour)
        let problem = try farmer.sign(.problem(Problem()), text: "Dirty water", claiming: now - 47 * hour)
        try farmer.run("profile", "--name", "farmer").expectFine()
        let then = ISODate.stamp(now - 24 * hour), shown = try farmer.json("show", key, "--at", then)
        #expect(try shown.number("entries") == 2 && shown.text("alias") == "gardener")
        #expect(try farmer.run("show", key, "--at", then).output.contains("2 entries here"))
        #expect(try farmer.json("show", key).number("entries") == before + 3 && farmer.json("show", key).text("alias") == "farmer")
        #expect(try farmer.json("show", key, "--at", "2020-01-01").number("entries") == 0)
        for (time, name) in [(then, "gardener"), ("2999-01-01", "farmer")] {
            let line = try farmer.run("list", "problems", "--at", time).expectFine().outputLines.first { $0.hasPrefix(problem.prefix(12)) }
            #expect(try #require(line).contains("\(name) (pledge1"), "\(time)")
        }
    }

    /// What no quorum has covered is not counted at a time, and there is no name yet.
    @Test func whatNobodyCoveredIsNotCounted() throws {
        let farmer = try PledgedHome("farmer"), witness = try PledgedHome("witness"), key = try farmer.key()
        _ = try farmer.found("Village fund", "--witness", witness.key())
        let then = try farmer.json("show", key, "--at", "2999-01-01")
        #expect(try then.number("entries") == 0 && then.all["alias"] is NSNull)
        #expect(try farmer.json("show", key).number("entries") > 0 && farmer.json("show", key).text("alias") == "farmer")
    }

    /// A denial of a claim that was taken back, and a word that its author said anew, count for nothing.
    @Test func endorsementsWithoutEffectSaySo() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse)
        let (effect, cause) = try (farmer.json("problem", "Children fall ill").text("entry"), farmer.json("problem", "Dirty water").text("entry"))
        let claim = try farmer.json("cause", cause, effect).text("entry")
        try garden.share()
        let first = try nurse.json("endorse", claim).text("entry"), denial = try nurse.json("endorse", claim, "--against").text("entry")
        #expect(try nurse.json("show", first).text("idle") == "its author said something else of the same later, in entry \(denial.prefix(12))")
        #expect(try nurse.json("show", denial).all["idle"] == nil)
        try garden.share()
        let back = try farmer.json("retract", claim).text("entry")
        let shown = try farmer.run("show", denial).expectFine().output, why = "claim \(claim.prefix(12)) was taken back by its author, in entry \(back.prefix(12))"
        #expect(shown.contains("counts for nothing: \(why)"), "\(shown)")
        let line = try farmer.run("list", "endorsements").expectFine().outputLines.first { $0.hasPrefix(denial.prefix(12)) }
        #expect(try #require(line).hasSuffix("counts for nothing"))
    }

    /// What counts for nothing says so and why, in the words that refuse it here; a part that counts is told apart.
    @Test func entriesThatCountForNothingSayWhy() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h"]), (farmer, nurse) = (garden.farmer, garden.nurse)
        let project: EntryID = try id(garden.project), euro = try #require(Unit("iso4217:EUR")), dollar = try #require(Unit("iso4217:USD"))
        let problem: EntryID = try id(farmer.json("problem", "Children fall ill").text("entry"))
        let own = try Home(opening: farmer.path).authorKey().publicKey
        let theirs = try nurse.json("pledge", garden.project, "9 EUR").text("entry"), pledge: EntryID = try id(theirs)
        try garden.share()
        let idle: [(Facts, String)] = [
            (.pledge(Pledge(to: project, ask: 1, quantity: Quantity(5, dollar))), "ask 1 is not in the unit of 0.05 USD; it asks for 1: 1200.00 EUR"),
            (.pledge(Pledge(to: project, ask: 9, quantity: Quantity(5, euro))), "the project has no ask 9; it asks for 1: 1200.00 EUR"),
            (.pledge(Pledge(to: problem, ask: 1, quantity: Quantity(5, euro))), "is no project and no round"),
            (.endorse(Endorse(target: project.raw, stance: 1)), "there their word has no weight"),
            (.endorse(Endorse(target: own.raw, stance: 1)), "there their word has no weight"),
            (.cause(Cause(cause: project, effect: problem, strength: 1, evidence: [])), "is no problem"),
            (.settle(Settle(pledge: pledge, side: .paid, amount: 900)), "--paid is for who pledged to say"),
            (.settle(Settle(pledge: problem, side: .paid, amount: 900)), "is no pledge"),
            (.settle(Settle(pledge: pledge, side: .repaid, amount: 900)), "is no loan"),
            (.retract(Retract(target: pledge)), "is somebody else's"), (.vouch(Vouch(subject: own)), "that key is its author's own"),
        ]
        for (facts, why) in idle {
            let entry = try farmer.sign(facts), shown = try farmer.run("show", entry).expectFine().output
            #expect(shown.contains("counts for nothing: ") && shown.contains(why), "\(why) in \(shown)")
            #expect(try farmer.json("show", entry).text("idle").contains(why))
        }
        let much = try farmer.sign(.settle(Settle(pledge: pledge, side: .received, amount: 1_000)))
        #expect(try farmer.run("show", much).output.contains("counts in part: 10.00 EUR is more than was pledged, 9.00 EUR"))
        let rows = try farmer.run("list", "entries").outputLines
        #expect(rows.count { $0.hasSuffix("counts for nothing") } == idle.count && rows.count { $0.hasSuffix("counts in part") } == 1, "\(rows)")
        #expect(try farmer.json("show", theirs).all["idle"] == nil)
    }

    /// What another program may sign, and this one refuses: it says so in the same words, each with how much of it counts.
    @Test func whatAnotherProgramSignedSaysWhyItIsIdle() throws {
        let garden = try Garden(), (farmer, nurse) = (garden.farmer, garden.nurse), now = wallClock(), hour: UInt64 = 3_600_000
        let project: EntryID = try id(garden.project), euro = try #require(Unit("iso4217:EUR")), five = Quantity(5, euro)
        let ill: EntryID = try id(farmer.json("problem", "Ill").text("entry")), dry: EntryID = try id(farmer.json("problem", "Dry").text("entry"))
        let claim = try farmer.sign(.cause(Cause(cause: dry, effect: ill, strength: 2)))
        let theirs: EntryID = try id(nurse.json("pledge", garden.project, "9 EUR").text("entry"))
        try garden.share()
        let nothing = try #require(EntryID(hex: String(repeating: "f", count: 64))), stranger = PublicKey(nothing.raw)
        var locked = Project(asks: [.init(number: 1, unit: euro, target: 500)])
        locked.lock = now - hour
        let early: EntryID = try id(farmer.sign(.project(locked), claiming: now - 2 * hour))
        let pool: EntryID = try id(farmer.sign(.round(Round(poolUnit: euro, lock: now - hour)), claiming: now - 2 * hour))
        locked.lock = now + 2 * hour
        let open: EntryID = try id(farmer.sign(.project(locked))), taken = try id(farmer.sign(.retract(Retract(target: id(claim)))))
        func pledge(_ to: EntryID, _ ask: UInt32 = 1, _ change: (inout Pledge) -> Void = { _ in }) -> Facts {
            var pledge = Pledge(to: to, ask: ask, quantity: five)
            change(&pledge)
            return .pledge(pledge)
        }
        func received(_ counter: EntryID? = nil) -> Facts { .settle(Settle(pledge: theirs, side: .received, amount: 900, counter: counter)) }
        let first = try farmer.sign(.cause(Cause(cause: ill, effect: dry, strength: 2)))
        let idle: [(Facts, String)] = [
            (pledge(nothing), "nothing yet: ffffffffffff, which it is to, is not here yet"),
            (pledge(pool, 0), "nothing: the round locked on"), (pledge(early), "in part: the project locked on"),
            (pledge(project) { $0.joint = [ill] }, "which is no project"), (pledge(project) { $0.joint = [nothing] }, "which is not here yet"),
            (pledge(open) { $0.repayBy = now + hour }, "nothing is lent before the lock"),
            (pledge(project) { $0.repayBy = now + hour }, "in part: it is a loan to its own author"),
            (.cause(Cause(cause: ill, effect: dry, strength: 2)), "nothing: its author says the same in entry \(first.prefix(12))"),
            (.cause(Cause(cause: ill, effect: nothing)), "nothing yet: problem ffffffffffff, which is not here yet"),
            (.vouch(Vouch(subject: stranger, level: 0)), "nothing: its author never vouched for that key"),
            (.vouch(Vouch(subject: stranger, until: now - hour)), "in part: it had run out on"),
            (.report(Report(project: ill)), "which is no project"), (.problem(Problem(sameAs: project)), "in part: it says that it repeats"),
            (.round(Round(poolUnit: euro, eligible: [ill])), "in part: it is for"),
            (.round(Round(poolUnit: try #require(Unit("iso4217:USD")), eligible: [project])), "asks for nothing in the pool's unit"),
            (.endorse(Endorse(target: theirs.raw, stance: 1, re: ill)), "which is no endorsement"),
            (.retract(Retract(target: taken)), "a retraction can't be taken back"),
            (.retract(Retract(target: try id(claim))), "was taken back already, in entry \(taken.hex.prefix(12))"),
            (.settle(Settle(pledge: theirs, side: .refunded, amount: 5)), "nothing yet: nobody says that any of it was paid"),
            (received(project), "is no word on pledge"),
            (received(), "nothing: its author said by entry"),
        ]
        for (facts, why) in idle {
            let entry = try farmer.sign(facts), shown = try farmer.run("show", entry).expectFine().output
            #expect(shown.contains(why), "\(why) in \(shown)")
            #expect(try !farmer.json("show", entry).text("idle").isEmpty)
        }
        #expect(try farmer.json("show", first).all["idle"] == nil)
        try farmer.run("pledge", pool.hex, "1 EUR").expectUnsigned(77, "the round locked on")
        // What is void by itself is never signed.
        locked.lock = now - hour
        for facts in [Facts.project(locked), pledge(project) { $0.joint = [project] }] {
            #expect(throws: VoidReason.self) { try farmer.sign(facts) }
        }
        try farmer.run("check").expectFine()
    }

    private func id(_ hex: String) throws -> EntryID { try #require(EntryID(hex: hex)) }

    @Test func optionsOfACommandBeforeItAreExplained() throws {
        let home = try PledgedHome()
        try home.run("--home", home.path, "status").expectFault(64, "after the command", "--home DIR")
        try home.run("--json", "status").expectFault(64, "after the command")
    }

    @Test func listsAreCutAndSaySo() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project()
        for _ in 0..<4 { try farmer.run("pledge", project, "1 EUR").expectFine() }
        let two = try farmer.run("list", "entries", "--limit", "2", "--json").expectFine()
        #expect(try two.objects().map { try $0.number("seq") } == [6, 5])
        #expect(two.errors.contains("Only the first 2 are shown"))
        let all = try farmer.run("list", "entries", "--json").expectFine()
        #expect(try all.objects().count == 6)
        #expect(!all.errors.contains("Only"))
        for entry in try all.objects() {
            for field in ["id", "kind", "author"] { _ = try entry.text(field) }
            _ = try entry.number("time")
        }
        #expect(try farmer.run("list", "pledges", "--limit", "3", "--json").objects().count == 3)
        let own = try farmer.run("list", "entries", "--author", farmer.key(), "--json").objects()
        #expect(own.count == 6)
        try farmer.run("list", "entries", "--limit", "0").expectFault(64, "--limit")
        try farmer.run("list", "entries", "--limit", "-1").expectFault(64, "--limit is 1 to 1000000")
        try farmer.run("list", "bananas").expectFault(64, "no list of \"bananas\"", "projects")
        try farmer.run("help", "bananas").expectFault(64, "no command \"bananas\"")
        #expect(try farmer.run("help", "list").expectFine().output.contains("newest first"))
        for patience in ["0", "-1"] {
            try farmer.run("sync", "127.0.0.1:1", "--patience", patience).expectFault(64, "--patience is 1 to")
        }
        try farmer.run("import", "--pabulib", "x.pb", "--seed", "-1").expectFault(64, "--seed")
        try farmer.run("list").expectFault(64, "--help")
        try farmer.run("list", "members", "--project", project).expectFault(64, "list pledges")
        try farmer.run("list", "entries", "--at", "noon").expectFault(65, "no date")
    }

    @Test func aViewOfThePastLeavesOutWhatCameSince() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project()
        for subject in ["projects", "entries", "pledges"] {
            let past = try farmer.run("list", subject, "--at", "2020-01-01", "--json").expectFine()
            #expect(past.output.isEmpty)
            #expect(past.errors.contains("as of 2020-01-01 00:00:00Z"))
        }
        let now = try farmer.run("list", "projects", "--json").objects()
        #expect(try now.map { try $0.text("id") } == [project])
        #expect(try now.first?.list("asks").count == 1)
        #expect(try now.first?.number("people") == 0)
    }

    /// Whoever came later is not said to wait for anything at a time before.
    @Test func aKeyThatIsNotThereYetIsSaidToBe() throws {
        let garden = try Garden(), nurse = try garden.nurse.key()
        let then = try garden.farmer.run("show", nurse, "--at", "2001-01-01").expectFine().output
        #expect(then.contains("at 2001-01-01 00:00:00Z nothing by this key, or about it, was there yet") && !then.contains("waits"), "\(then)")
        #expect(try garden.farmer.run("show", nurse).expectFine().output.contains("\nmember, 1 from the founders"))
    }

    @Test func listsForPeopleAreTables() throws {
        let farmer = try PledgedHome("farmer")
        _ = try farmer.found()
        let project = try farmer.project("Well for the school")
        let lines = try farmer.run("list", "projects").expectFine().outputLines
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("id") ?? false)
        #expect(lines.last?.contains(project.prefix(12)) ?? false)
        #expect(lines.last?.contains("farmer (pledge1") ?? false)
        let forks = try farmer.run("list", "forks").expectFine()
        #expect(forks.output.isEmpty && forks.errors.contains("no forks"))
        // No entry says when a fork came to light.
        try farmer.run("list", "forks", "--at", "2026-01-01").expectFault(64, "takes no --at")
    }

    @Test func statusTellsOfEveryCollective() throws {
        let farmer = try PledgedHome("farmer")
        let first = try farmer.found("First"), second = try farmer.found("Second", "--private")
        let status = try farmer.json("status")
        let collectives = try status.list("collectives")
        #expect(try collectives.map { try $0.text("id") } == [first, second])
        for collective in collectives {
            #expect(try collective.text("root").count == 64)
            #expect(try collective.number("feeds") == 1)
            #expect(try collective.number("entries") == 1)
            #expect(try collective.number("forks") == 0)
        }
        #expect(try collectives.map { try $0.flag("private") } == [false, true])
        #expect(try status.list("peers").isEmpty)
        #expect(try farmer.run("status").expectFine().output.contains("unwitnessed"))
    }

    @Test func anUnknownKeyIsNotShown() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        _ = try farmer.found()
        try farmer.run("show", nurse.key()).expectFault(66, "nobody")
        #expect(try farmer.json("show", farmer.key()).text("alias") == "farmer")
        #expect(try farmer.run("show", farmer.key()).expectFine().output.contains("member, a founder"))
    }

    @Test func usageIsOneLineAndHelpIsFine() throws {
        let home = try PledgedHome(nil)
        try home.run("fly").expectFault(64)
        try home.run("show", "--nope").expectFault(64, "--help")
        let version = try home.run("--version").expectFine()
        #expect(version.output.contains("0.1.0"))
        for command in ["init", "found", "invite", "join", "use", "vouch", "project", "pledge", "endorse", "retract",
            "list", "show", "status"]
        {
            let help = try home.run(command, "--help").expectFine().output
            #expect(help.contains("Example"), "\(command)")
            #expect(help.contains("--home") && help.contains("--json"), "\(command)")
        }
    }

    @Test func twoHomesThatMeetNobodyShareNothing() throws {
        let farmer = try PledgedHome("farmer"), nurse = try PledgedHome("nurse")
        let one = try farmer.found("Fund"), other = try nurse.found("Fund")
        #expect(one != other)
        let project = try farmer.project()
        try nurse.run("show", project).expectFault(66, "nothing here")
        try nurse.run("show", one).expectFault(66, "nothing here")
        #expect(try nurse.json("status").list("collectives").map { try $0.text("id") } == [other])
    }

    /// What is said of a moment is of that moment: what was taken back or said again later is not told.
    @Test func whatCameLaterIsNotTold() throws {
        let garden = try Garden(asks: ["1200 EUR"]), nurse = garden.nurse, day: UInt64 = 86_400_000
        let effect = try nurse.json("problem", "Children fall ill").text("entry"), cause = try nurse.json("problem", "Dirty well").text("entry")
        let claim = try nurse.json("cause", cause, effect).text("entry"), pledge = try nurse.json("pledge", garden.project, "9 EUR").text("entry")
        let round = try nurse.json("round", "Pool", "--unit", "EUR", "--rule", "matching").text("entry")
        let target = try #require(EntryID(hex: claim)), from = try #require(EntryID(hex: cause)), to = try #require(EntryID(hex: effect))
        _ = try nurse.sign(.cause(Cause(cause: from, effect: to, strength: 3)), claiming: wallClock() + 2 * day)
        for id in [pledge, round, effect] { _ = try nurse.sign(.retract(Retract(target: #require(EntryID(hex: id)))), claiming: wallClock() + 2 * day) }
        _ = try nurse.sign(.retract(Retract(target: target)), claiming: wallClock() + 4 * day)
        _ = try nurse.sign(.profile(Profile(role: .circle)), claiming: wallClock() + 4 * day)
        for at in [[], ["--at", ISODate.stamp(wallClock() + day)]] {
            #expect(try !nurse.run(["show", nurse.key()] + at).expectFine().output.contains("role: circle"))
        }
        #expect(try nurse.run("show", nurse.key(), "--at", ISODate.stamp(wallClock() + 5 * day)).output.contains("role: circle"))
        let commands = [
            ["list", "pledges"], ["list", "entries", "--author", try nurse.key()], ["list", "problems"], ["list", "rounds"], ["list", "causes"],
            ["show", claim], ["show", pledge], ["show", round], ["explain", claim], ["explain", round], ["explain", effect],
        ]
        for command in commands {
            for at in [[], ["--at", ISODate.stamp(wallClock() + day)]] {
                let words = try nurse.run(command + at).expectFine().output.replacing("as a promise is taken back", with: "")
                #expect(!words.contains("taken back") && !words.contains("counts for nothing"), "\(command) \(at): \(words)")
            }
        }
        let later = ["--at", ISODate.stamp(wallClock() + 3 * day)]
        for command in [["list", "pledges"], ["show", pledge], ["show", round], ["explain", round], ["explain", effect]] {
            let words = try nurse.run(command + later).expectFine().output.replacing("as a promise is taken back", with: "")
            #expect(words.contains("taken back"), "\(command): \(words)")
        }
        #expect(try nurse.run(["show", claim] + later).output.contains("counts for nothing: its author says the same"))
        #expect(try nurse.run("show", claim, "--at", ISODate.stamp(wallClock() + 5 * day)).output.contains("taken back by its author"))
    }
}
