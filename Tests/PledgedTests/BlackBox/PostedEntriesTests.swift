import Foundation
import PledgeLedger
import Testing
import pledged

/// Foundation has a unit too.
private typealias LedgerUnit = PledgeLedger.Unit

/// Entries given to a node by a program of somebody else's.
@Suite struct PostedEntriesTests {
    /// Entries of a home's feed as base64, with their texts, from the API of its own node.
    private static func entries(_ page: WebClient, by key: String) throws -> [[String: String]] {
        try page.get("/v1/entries?author=\(key)").json().list("items").map { item in
            var entry = ["entry": try base64(item.text("bytes"))]
            if let text = item.all["salted_text"] as? String { entry["text"] = try base64(text) }
            return entry
        }
    }

    private static func base64(_ hex: String) throws -> String {
        let digits = Array(hex)
        let bytes = try stride(from: 0, to: digits.count, by: 2).map { try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16)) }
        return Data(bytes).base64EncodedString()
    }

    private static func post(_ page: WebClient, _ entries: [[String: String]]) throws -> [JSONFields] {
        let body = try JSONSerialization.data(withJSONObject: ["entries": entries])
        let answer = try page.post("/v1/entries", String(decoding: body, as: UTF8.self))
        #expect(answer.status == 200, "\(answer)")
        return try answer.json().list("entries")
    }

    @Test func eachEntryIsToldWhatBecameOfIt() throws {
        let village = try Village(2), friend = village.homes[1]
        let own = try PledgedDaemon(friend, web: ["--web", "127.0.0.1:0"]), other = try PledgedDaemon(village.founder, web: ["--web", "127.0.0.1:0"])
        try village.pledge(friend, "1 EUR", "--text", "One")
        try village.pledge(friend, "2 EUR")
        // Their profile comes first: it is published with the first thing that somebody says.
        let entries = try Self.entries(own.page(), by: friend.key()), page = try other.page()
        #expect(entries.count == 3)
        #expect(try Self.post(page, [entries[2]]).map { try $0.text("result") } == ["missing"])
        var bad = entries[1]
        bad["text"] = Data(repeating: 7, count: 40).base64EncodedString()
        #expect(try Self.post(page, [bad]).map { try $0.text("result") } == ["refused"])
        let taken = try Self.post(page, entries), again = try Self.post(page, entries)
        #expect(try taken.map { try $0.text("result") } == ["accepted", "accepted", "accepted"], "\(taken)")
        #expect(try again.map { try $0.text("result") } == ["held", "held", "held"], "\(again)")
        var forged = try #require(Data(base64Encoded: entries[1]["entry"] ?? ""))
        forged[forged.count - 70] ^= 1
        let result = try Self.post(page, [["entry": forged.base64EncodedString()]])
        #expect(try result.map { try $0.text("result") } == ["refused"] && result[0].text("why").contains("signature"))
        #expect(try village.pledged(village.founder) == 300)
        for daemon in [own, other] { try daemon.stop() }
    }

    /// A post that can't be read is refused whole: which item, and why.
    @Test(arguments: [
        (#"{"entries":[{"entry":"AAAA"},{"entry":"%"}]}"#, "entries[1].entry is no base64"),
        (#"{"entries":[{"entry":"AAAA","txt":"AAAA"}]}"#, "entries[0] has a field called \"txt\"; there are entry, text"),
        (#"{"entries":[],"entries":[{"entry":"AAAA"}]}"#, "\"entries\" stands twice in one object"),
        (#"{"entries":[{"entry":"AAAA","\u0065ntry" : "AAAB"}]}"#, "\"entry\" stands twice in one object"),
        (#"{"entries":[{"text":"AAAA"}]}"#, "entries[0].entry is missing"), (#"{"entries":["AAAA"]}"#, "entries[0] is no object"),
        (#"{"entries":[{"entry":"AAAA","text":7}]}"#, "entries[0].text is no base64"), (#"{"entrys":[]}"#, "the body has a field called"),
        (#"{"entries":{}}"#, "entries is no list"), ("[]", "send {\"entries\""), ("x", "send {\"entries\""),
    ])
    func whatCantBeReadIsNamed(_ body: String, _ words: String) throws {
        let fault = #expect(throws: WebFault.self) { try PostedEntries.json(Array(body.utf8)) }
        #expect(fault?.kind == .badRequest && fault?.words.contains(words) == true, "\(String(describing: fault))")
    }

    @Test func bytesThatAreNoWholeEntryAreNamed() throws {
        let fault = #expect(throws: WebFault.self) { try PostedEntries.raw([1, 2, 3]) }
        #expect(fault?.words.contains("at byte 0, after 0 entries") == true, "\(String(describing: fault))")
    }

    @Test func nothingOfAPostThatCantBeReadIsTaken() throws {
        let home = try PledgedHome()
        _ = try home.found()
        let daemon = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), page = try daemon.page()
        let own = try Self.entries(page, by: home.key()), body = try JSONSerialization.data(withJSONObject: ["entries": own + [["entry": "%"]]])
        let answer = try page.post("/v1/entries", String(decoding: body, as: UTF8.self))
        #expect(try answer.status == 400 && answer.json().text("error").contains("entries[\(own.count)].entry is no base64"), "\(answer)")
        #expect(answer.body.contains("nothing of this post was taken"))
        try daemon.stop()
    }

    /// Stored and counting are told apart, with the reason that `show` gives.
    @Test func whatCountsForNothingIsSaidToBe() throws {
        let village = try Village(1, "--open"), home = village.founder
        let page = try PledgedDaemon(home, web: ["--web", "127.0.0.1:0"]), client = try page.page()
        let key = try #require(SigningKey(seed: [UInt8](repeating: 9, count: 32))), collective = try #require(CollectiveID(hex: village.collective))
        let project = try #require(EntryID(hex: village.project)), nothing = try #require(EntryID(hex: String(repeating: "f", count: 64)))
        let euro = try #require(LedgerUnit("iso4217:EUR")), dollar = try #require(LedgerUnit("iso4217:USD"))
        let now = wallClock()
        let said: [(Facts, result: String, why: String)] = [
            (.pledge(Pledge(to: project, ask: 1, quantity: Quantity(5, euro))), "accepted", "stored; it counts"),
            (.pledge(Pledge(to: project, ask: 1, quantity: Quantity(5, dollar))), "accepted", "stored; counts for nothing: ask 1 is not in the unit"),
            (.pledge(Pledge(to: nothing, ask: 1, quantity: Quantity(5, euro))), "accepted", "stored; counts for nothing yet: ffffffffffff, which it is to"),
            (.round(Round(poolUnit: euro, lock: now - 1)), "void", "stored; counts for nothing: this round names a lock that was past when it was signed"),
        ]
        var entries: [Entry] = []
        for (facts, _, _) in said {
            entries.append(try Entry.sign(
                Entry.Draft(
                    collective: collective, seq: UInt64(entries.count + 1), prev: entries.last?.id ?? .zero, time: now,
                    facts: try FactsCodec.encode(facts)),
                with: key))
        }
        let results = try Self.post(client, entries.map { ["entry": Data($0.bytes).base64EncodedString()] })
        for ((entry, result), expected) in zip(zip(entries, results), said) {
            let why = try result.text("why"), shown = try home.json("show", entry.id.hex)
            #expect(try result.text("result") == expected.result && why.hasPrefix(expected.why), "\(result)")
            let reason = (shown.all["idle"] ?? shown.all["void"]) as? String
            #expect(reason.map { why.hasSuffix($0) } ?? (why == "stored; it counts"), "\(why), \(reason ?? "")")
        }
        try page.stop()
    }

    @Test(.enabled(if: Surroundings.verifyingPython != nil))
    func aClientOfItsOwnIsSeenOnAnotherNode() throws {
        let python = try #require(Surroundings.verifyingPython)
        let village = try Village(2, "--open")
        let first = try PledgedDaemon(village.homes[0], web: ["--web", "127.0.0.1:0"])
        let second = try PledgedDaemon(village.homes[1], peers: [first.address])
        let client = Surroundings.root.appendingPathComponent("Examples/client.py").path
        func pledge(_ amount: String) throws -> JSONFields {
            try village.homes[0].startOther(python, [
                client, "http://\(try first.page().host)", village.homes[0].file("phone.key"), village.project, "1", "iso4217:EUR", amount, "From my phone",
            ]).wait().json()
        }
        for amount in ["1200", "34"] { #expect(try pledge(amount).text("result") == "accepted") }
        try eventually("both pledges on the other node") { try village.pledged(village.homes[1]) == 1_234 }
        #expect(try village.homes[1].run("list", "pledges").output.contains("12.00 EUR"))
        // What is refused is one line, and nothing is signed.
        for (project, amount, words) in [(String(repeating: "0", count: 64), "5", "no entry here begins with"), (village.project, "-5", "whole numbers")] {
            let refused = try village.homes[0].startOther(python, [
                client, "http://\(try first.page().host)", village.homes[0].file("phone.key"), project, "1", "iso4217:EUR", amount,
            ]).wait()
            #expect(refused.code == 1 && refused.errors.contains(words) && !refused.errors.contains("Traceback"), "\(refused)")
        }
        // A node that has not heard of the last one gets no other in its place.
        let notes = village.homes[0].file("phone.key.last"), kept = try String(contentsOfFile: notes, encoding: .utf8)
        try kept.replacing(#""seq": 2"#, with: #""seq": 3"#).write(toFile: notes, atomically: true, encoding: .utf8)
        let entries = try village.homes[0].standing().entries
        let refused = try village.homes[0].startOther(python, [
            client, "http://\(try first.page().host)", village.homes[0].file("phone.key"), village.project, "1", "iso4217:EUR", "5",
        ]).wait()
        #expect(refused.code == 1 && refused.errors.contains("does not hold what this key signed last"), "\(refused)")
        #expect(try village.homes[0].standing().entries == entries)
        for daemon in [first, second] { try daemon.stop() }
    }
}
