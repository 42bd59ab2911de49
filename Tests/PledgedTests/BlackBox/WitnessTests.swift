import Foundation
import PledgeLedger
import Testing
import pledged

/// Deadlines by what witnesses covered, with real daemons.
@Suite(.serialized) struct WitnessTests {
    /// A lock passes with one project met and one missed; a promise that comes later, and claims that it
    /// came before, is late; and every node says so.
    @Test(arguments: [(witnesses: 1, absent: 0), (witnesses: 4, absent: 1)])
    func aLockPasses(of count: (witnesses: Int, absent: Int)) throws {
        let village = try WitnessedVillage(witnesses: count.witnesses, absent: count.absent)
        let (nurse, teacher) = (village.homes[1], village.homes[2])
        let begin = ContinuousClock.now
        try village.settled()
        // Two more rounds have to end before the lock, on a slow machine too.
        let round = UInt64((ContinuousClock.now - begin).components.seconds)
        let lock = (wallClock() / 1_000 + max(count.witnesses == 1 ? 12 : 25, 6 * round)) * 1_000
        let well = try village.project("Well", lock: lock), roof = try village.project("Roof", lock: lock)
        try village.settled()
        let whole = try nurse.json("pledge", well, "100 EUR").text("entry")
        try nurse.run("pledge", roof, "60 EUR").expectFine()
        try village.settled()
        try #require(wallClock() < lock, "too slow for this lock")
        try eventually("the lock") { wallClock() > lock }
        let late = Facts.pledge(Pledge(
            to: try #require(EntryID(hex: roof)), ask: 1, quantity: Quantity(4_000, try #require(Unit("iso4217:EUR")))))
        let back = try village.sign(late, by: teacher, claiming: lock - 1_500)
        try village.settled()
        // By whole seconds, as people write them.
        let now = ISODate.stamp((wallClock() / 1_000 + 1) * 1_000)
        try eventually("the second") { ISODate.stamp(wallClock()) >= now }

        #expect(try village.said("explain", well, "--at", now).flag("met"))
        let missed = try village.said("explain", roof, "--at", now)
        #expect(try !missed.flag("met"))
        #expect(try missed.list("asks")[0].number("missing") == 4_000)
        let answer = try village.said("explain", back, "--at", now)
        let pledge = try #require(try answer.list("asks")[0].list("pledges").first)
        #expect(try pledge.text("in_time") == "late")
        #expect(try answer.flag("witnessed"))
        let firm = try #require(try village.said("explain", whole, "--at", now).list("asks")[0].list("pledges").first)
        let quorum = count.witnesses == 1 ? 1 : 3, covers = try firm.list("covers")
        #expect(covers.count == quorum)
        for cover in covers { #expect(try cover.number("time") <= Int(lock)) }
        let keys = Set(try village.witnesses.map { try $0.key() }), named = Set(try covers.map { try $0.text("witness") })
        #expect(named.count == quorum && named.isSubset(of: keys))
        let words = try nurse.run("explain", whole, "--at", now).output
        #expect(words.contains("a quorum of \(quorum) of \(count.witnesses) witnesses had it by"), "\(words)")
        #expect(words.contains("witnessed by a quorum of \(quorum) of \(count.witnesses)"), "\(words)")
        // A cutoff at the lock knows nothing of the late promise, whatever it claims.
        let before = try village.said("show", roof, "--at", ISODate.stamp(lock))
        #expect(try before.list("asks")[0].number("pledged") == 6_000)
        #expect(try village.said("show", roof, "--at", now).list("asks")[0].number("pledged") == 10_000)
        try village.stop()
    }

    /// Once nobody says anything, no witness signs anything either.
    @Test func quietLedgersStayQuiet() throws {
        let village = try WitnessedVillage(witnesses: 4)
        let entries = try eventually("quiet") { () -> Int? in
            let before = try village.farmer.standing().entries, until = ContinuousClock.now + .seconds(3)
            try eventually("a while") { ContinuousClock.now > until }
            return try village.farmer.standing().entries == before ? before : nil
        }
        // What is said is covered, by each witness in one entry.
        try village.homes[1].run("problem", "No water").expectFine()
        try village.settled()
        let all = try inStep(village.everybody, entries: entries + 1 + 4)
        #expect(all.forks == 0)
        try village.stop()
        // A fifth round by hand finds nothing new.
        let round = try village.witnesses[0].json("witness")
        #expect(try round.number("covered") == 0)
        for home in village.everybody { try home.run("check").expectFine() }
        village.farmer.expectNoWitness()
    }

    /// Covers that nobody signed, or that somebody signed whom the charter doesn't name, are called so.
    @Test func falseCoversAreNamed() throws {
        let village = try WitnessedVillage(witnesses: 1), nurse = village.homes[1]
        try village.stop()
        let key = try KeyText.parseAuthor(nurse.key()), witness = try KeyText.parseAuthor(village.witnesses[0].key())
        let cover = Witness.Cover(author: key, seq: 1, id: try #require(EntryID(hex: String(repeating: "07", count: 32))))
        for (named, reason) in [(key, "the charter names no such witness"), (witness, "the witness's signature under them does not hold")] {
            let facts = Facts.witness(Witness(key: named, time: 1, covers: [cover], cosignature: [UInt8](repeating: 9, count: 64)))
            let entry = try village.sign(facts, by: nurse, claiming: wallClock())
            #expect(try nurse.json("show", entry).text("covers_nothing") == reason)
            #expect(try nurse.run("show", entry).output.contains("its covers count for nothing: \(reason)"))
        }
        try nurse.run("check").expectFine()
    }

    /// While its witness sleeps a promise waits, and its row says so.
    @Test func whatWaitsForWitnessesIsMarked() throws {
        let village = try WitnessedVillage(witnesses: 1), nurse = village.homes[1]
        let project = try village.project("Well", lock: wallClock() + 86_400_000)
        try village.settled()
        let covered = try nurse.json("pledge", project, "20 EUR").text("entry")
        try village.settled()
        try village.stop()
        let waiting = try nurse.json("pledge", project, "30 EUR").text("entry")
        let rows = try nurse.run("list", "pledges").expectFine().outputLines
        func isMarked(_ id: String) -> Bool? { rows.first { $0.contains(id.prefix(12)) }?.hasSuffix("not covered yet") }
        #expect(isMarked(waiting) == true && isMarked(covered) == false, "\(rows)")
    }

    /// A checkpoint that a quorum signed, held against bundles and proofs, and against what was changed.
    @Test func checkpointsAreCosigned() throws {
        let village = try WitnessedVillage(witnesses: 4), farmer = village.farmer
        let pledge = try village.homes[1].json("problem", "No water").text("entry")
        try village.settled()
        try inStep(village.everybody)
        // Two witnesses may have covers under way that nobody reads: wait until they rest.
        try village.stop()
        let bundle = farmer.file("all.bundle")
        for witness in village.witnesses {
            try witness.run("export", "--bundle", bundle, "--replace").expectFine()
            try farmer.run("import", bundle).expectFine()
        }
        try farmer.run("export", "--bundle", bundle, "--replace").expectFine()
        for home in village.everybody.dropFirst() { try home.run("import", bundle).expectFine() }
        var note = try farmer.run("checkpoint").expectFine().output
        let path = farmer.file("note")
        for witness in village.witnesses.prefix(3) {
            try note.write(toFile: path, atomically: true, encoding: .utf8)
            let short = try farmer.run("audit", bundle, "--checkpoint", path)
            #expect(short.code == 1 && short.output.contains("a quorum takes 3"), "\(short)")
            note = try witness.run("checkpoint", "--cosign", path).expectFine().output
        }
        try note.write(toFile: path, atomically: true, encoding: .utf8)
        let audit = try farmer.run("audit", bundle, "--checkpoint", path).expectFine()
        #expect(audit.output.contains("checkpoint signed by 3 of 4 witnesses, a quorum"), "\(audit)")

        let proof = farmer.file("a.proof"), stranger = try PledgedHome(nil)
        try farmer.run("prove", pledge, "--checkpoint", path, "--out", proof).expectFine()
        let shown = try stranger.json("verify", proof)
        #expect(try shown.flag("holds"))
        #expect(try shown.flag("quorum"))
        #expect(try shown.text("entry") == pledge)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: proof))
        #expect(bytes.count < 8_192, "\(bytes.count)")
        bytes[700] ^= 1
        try bytes.write(to: URL(fileURLWithPath: proof))
        #expect(try stranger.run("verify", proof).code != 0)

        try farmer.run("problem", "No light").expectFine()
        try village.witnesses[0].run("checkpoint", "--cosign", path).expectFine()
        #expect(try farmer.run("audit", "--checkpoint", path).code == 1)
        try farmer.run("checkpoint", "--cosign", path).expectFault(75, "your ledger is another")
        try farmer.run("prove", pledge, "--checkpoint", path, "--out", proof, "--replace").expectFault(75, "another state")
        try farmer.run("prove", pledge, "--out", proof, "--replace").expectFine()
        let alone = try stranger.run("verify", proof)
        #expect(alone.code == 1 && alone.output.contains("0 of 4 witnesses"), "\(alone)")
    }
}

extension PledgedHome {
    /// Somebody whom the charter does not name can't cover anything.
    fileprivate func expectNoWitness() {
        let result = try? run("witness")
        result?.expectFault(77, "does not name your key")
        #expect(result != nil)
    }
}
