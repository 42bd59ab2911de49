import Foundation
import Testing

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
