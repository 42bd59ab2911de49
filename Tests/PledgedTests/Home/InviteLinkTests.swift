import PledgeLedger
import Testing
import pledged

@Suite struct InviteLinkTests {
    private static let id = String(repeating: "3f", count: 32)

    @Test func whatIsWrittenIsReadBack() throws {
        var random = TextRandom(seed: 7)
        let hosts = ["a.example:1", "127.0.0.1:7411", "[2001:db8::1]:65535", "node-2:80"]
        for round in 0..<200 {
            let collective = try #require(CollectiveID(bytes: (0..<32).map { _ in UInt8.random(in: 1...255, using: &random) }))
            let addresses = try hosts.filter { _ in Bool.random(using: &random) }.map { try PeerAddress($0) }
            let secret: [UInt8]? = Bool.random(using: &random)
                ? (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) } : nil
            let link = InviteLink(collective: collective, addresses: addresses, secret: secret)
            #expect(try InviteLink(link.description) == link, "round \(round): \(link)")
        }
    }

    /// No text makes the reader do anything but read or refuse.
    @Test func changedLinksAreReadOrRefused() throws {
        let link = "pledged:\(Self.id)?at=a.example:7411&secret=\(Self.id)"
        var random = TextRandom(seed: 11)
        for _ in 0..<2_000 {
            var characters = Array(link)
            let place = Int.random(in: characters.indices, using: &random)
            let new = try #require("0aZ:&?=[]%é\u{0}".randomElement(using: &random))
            if Bool.random(using: &random) { characters[place] = new } else { characters.remove(at: place) }
            guard let read = try? InviteLink(String(characters)) else { continue }
            #expect(try InviteLink(read.description) == read, "\(String(characters))")
        }
    }

    @Test(arguments: [
        "pledged", "pledged:", "pledged:3f", "pledged:\(id)?", "pledged:\(id)?at=", "pledged:\(id)?at=host",
        "pledged:\(id)?at=host:0", "pledged:\(id)?at=host:70000", "pledged:\(id)?at=a b:1", "pledged:\(id)?secret=12",
        "pledged:\(id)?secret=\(id)&secret=\(id)", "pledged:\(id)?new=1", "pledged:\(id)#x", "PLEDGED:\(id)",
        "pledged:\(String(repeating: "0", count: 64))", "pledged:\(id)?at=[::1:1", "pledged:\(id)?at=a:1&",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(throws: pledged.WordingFault.self) { try InviteLink(text) }
    }

    @Test func tooManyAddressesAreRefused() {
        let many = (1...17).map { "at=host\($0):1" }.joined(separator: "&")
        #expect(throws: pledged.WordingFault.self) { try InviteLink("pledged:\(Self.id)?\(many)") }
    }
}
