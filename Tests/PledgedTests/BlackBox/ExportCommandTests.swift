import Foundation
import PledgeLedger
import Testing

@Suite struct ExportCommandTests {
    @Test func aListIsCommaSeparated() throws {
        let garden = try Garden()
        try garden.nurse.run("pledge", garden.project, "5 EUR", "--text", "=1+1, and \"more\"").expectFine()
        let pledges = try garden.nurse.run("list", "pledges", "--csv").expectFine().output
        let lines = pledges.components(separatedBy: "\r\n")
        #expect(lines.count == 3 && lines[2].isEmpty)
        #expect(lines[0].hasPrefix("id,kind,author,") && lines[0].contains(",amount"))
        #expect(lines[1].contains("\"'=1+1, and \"\"more\"\"\"") && lines[1].contains(",iso4217:EUR,500,") && lines[1].contains(",open,false,onTime,false,,"))
        #expect(try garden.nurse.run("list", "rounds", "--csv").expectFine().output.hasSuffix(",pool_unit,rule,cap,step,eligible,lock\r\n"))
        try garden.nurse.run("list", "pledges", "--csv", "--json").expectFault(64, "choose one")
    }

    /// Another reader finds every entry by its bytes alone.
    @Test func everyEntryIsALineThatOthersCanVerify() throws {
        let garden = try Garden()
        _ = try garden.gift("20 EUR")
        let path = garden.farmer.file("entries.ndjson")
        #expect(try garden.farmer.json("export", "--entries", path).number("entries") == 8)
        let written = try String(contentsOfFile: path, encoding: .utf8)
        #expect(try garden.nurse.run("export", "--entries", "-").expectFine().output == written)
        var verifier = EntryVerifier(), ids: [String] = []
        for line in written.split(separator: "\n") {
            let object = JSONFields(try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]))
            let entry = try verifier.verify(#require([UInt8](hex: object.text("bytes"))))
            #expect(try entry.entry.id.hex == object.text("id"))
            #expect(try "\(#require(entry.reading.kind))" == object.text("kind"))
            if let salted = object.all["salted_text"] as? String {
                #expect(try SaltedText(bytes: #require([UInt8](hex: salted))).commitment == entry.entry.commitment)
            } else {
                #expect(!entry.entry.hasText)
            }
            ids.append(entry.entry.id.hex)
        }
        #expect(Set(ids).count == 8)
        #expect(try ids.first == garden.farmer.json("status").list("collectives").first?.text("id"))
    }

    @Test func filesAreNotWrittenOverUnasked() throws {
        let garden = try Garden()
        let path = garden.farmer.file("entries.ndjson")
        try garden.farmer.run("export", "--entries", path).expectFine()
        try garden.farmer.run("export", "--entries", path).expectFault(73, "--replace")
        try garden.farmer.run("export", "--entries", path, "--replace").expectFine()
        try garden.farmer.run("export", "--entries", garden.farmer.file("none/x")).expectFault(66)
        try garden.farmer.run("export").expectFault(64, "--360giving")
        try garden.farmer.run("export", "--bundle", "-").expectFault(64, "a bundle can't go to standard output")
        try garden.farmer.run("backup", "-").expectFault(64, "a backup can't go to standard output")
        try garden.farmer.run("export", "--bundle", garden.farmer.path).expectFault(73, "is no file; choose another name")
        try garden.farmer.run("export", "--entries", path, "--bundle", path).expectFault(64, "choose one")
        let others = try FileManager.default.contentsOfDirectory(atPath: garden.farmer.path).filter { $0.hasSuffix(".new") }
        #expect(others == [])
    }

    @Test func giftsThatBothConfirmAreGrants() throws {
        let garden = try Garden()
        try garden.farmer.run("export", "--360giving", "-").expectFault(66, "no gift of money is confirmed")
        let gift = try garden.gift("25.50 EUR", received: "20.05 EUR"), whole = try garden.gift("500 JPY")
        _ = try garden.gift("2 h")
        try garden.nurse.run("pledge", garden.project, "1 EUR").expectFine()
        let run = try garden.nurse.run("export", "--360giving", "-").expectFine()
        #expect(run.errors.contains("1 pledge that both sides have not confirmed, 1 pledge of time or things"))
        #expect(run.output.contains("\"amountAwarded\":20.05,\"amountDisbursed\":20.05"))
        let grants = try JSONFields(#require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])).list("grants")
        let ids = try Set(grants.map { try $0.text("id") })
        #expect(ids == ["pledged-\(gift.pledge)", "pledged-\(whole.pledge)"])
        #expect(run.output.contains("\"amountAwarded\":500,"))
        #expect(!run.output.contains("\"nurse\""))
        try validate(run.output, grants: 2, garden)
        // Organisations go by their names.
        try garden.nurse.run("profile", "--role", "organisation").expectFine()
        try garden.farmer.run("profile", "--role", "circle").expectFine()
        try garden.share()
        let named = try garden.farmer.run("export", "--360giving", "-").expectFine().output
        #expect(named.contains("\"fundingOrganization\":[{\"id\":\"pledged-\(try garden.nurse.key())\",\"name\":\"nurse\"}]"))
        #expect(named.contains("\"recipientOrganization\":[{\"id\":\"pledged-\(try garden.farmer.key())\",\"name\":\"farmer\"}]"))
        try validate(named, grants: 2, garden)
    }

    /// Money that can't be written as the standard wants it is not called time or things.
    @Test func whyAGiftIsLeftOutIsTrue() throws {
        let garden = try Garden(asks: ["1200 EUR", "40 h", "9 item:blanket", "90 UYW"]), lock = wallClock() + 1_000_000
        _ = try garden.gift("25 EUR")
        for amount in ["2 h", "3 item:blanket", "5 UYW"] { _ = try garden.gift(amount) }
        // Another program may know more currencies than this one.
        let units = try ["iso4217:XAU", "iso4217:XYZ"].map { try #require(Unit($0)) }
        var terms = Project(asks: zip(1..., units).map { .init(number: $0, unit: $1, minimum: 0, target: 1_000) })
        terms.lock = lock
        let project = try #require(EntryID(hex: garden.farmer.sign(.project(terms))))
        for (ask, unit) in zip(UInt32(1)..., units) {
            let pledge = try garden.nurse.sign(.pledge(Pledge(to: project, ask: ask, quantity: Quantity(7, unit))))
            let id = try #require(EntryID(hex: pledge))
            _ = try garden.nurse.sign(.settle(Settle(pledge: id, side: .paid, amount: 7)))
            _ = try garden.farmer.sign(.settle(Settle(pledge: id, side: .received, amount: 7)))
        }
        try garden.share()
        let run = try garden.farmer.run("export", "--360giving", "-").expectFine()
        let left = "Left out: 2 pledges of time or things, 1 pledge in currencies that the standard does not list, "
            + "2 pledges in currencies whose decimals are not known here.\n"
        #expect(run.errors.contains(left), "\(run)")
        try validate(run.output, grants: 1, garden)
    }

    /// The standard's own schemas, where they and a Python that can read them are here.
    private func validate(_ text: String, grants: Int, _ garden: Garden) throws {
        guard let python = Surroundings.schemaPython, Surroundings.hasGivingSchemas else {
            return print("no Python with jsonschema, or no schemas: 360Giving check skipped")
        }
        let path = garden.farmer.file("giving.json")
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        let run = try garden.farmer.startOther(python, [Surroundings.givingValidator] + Surroundings.givingSchemas + [path]).wait()
        #expect(run.code == 0 && run.output == "\(grants)\n", "\(run)")
    }
}
