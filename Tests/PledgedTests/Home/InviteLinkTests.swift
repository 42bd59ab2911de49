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

    /// Nothing in a link means anything to a shell, so that it survives without quotation marks.
    @Test func aShellLeavesItAlone() throws {
        let id = try #require(CollectiveID(hex: Self.id))
        let addresses = try ["a.example:1", "[2001:db8::1]:65535"].map { try PeerAddress($0) }
        let link = InviteLink(collective: id, addresses: addresses, secret: [UInt8](repeating: 7, count: 32)).description
        #expect(link.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || "0123456789:/=.-".utf8.contains(byte)
        }, "\(link)")
    }

    @Test func theOlderFormIsRead() throws {
        let old = try InviteLink("pledged:\(Self.id)?at=a.example:7411&at=[2001:db8::1]:7412&secret=\(Self.id)")
        let new = try InviteLink("pledged:\(Self.id)/at=a.example:7411/at=2001:db8::1:7412/secret=\(Self.id)")
        #expect(old == new && new.addresses.count == 2 && new.secret?.count == 32)
        #expect(new.description == "pledged:\(Self.id)/at=a.example:7411/at=2001:db8::1:7412/secret=\(Self.id)")
    }

    /// No text makes the reader do anything but read or refuse.
    @Test func changedLinksAreReadOrRefused() throws {
        let links = ["?at=a.example:7411&secret=", "/at=a.example:7411/at=2001:db8::1:7412/secret="]
        var random = TextRandom(seed: 11)
        for round in 0..<4_000 {
            var characters = Array("pledged:\(Self.id)\(links[round % 2])\(Self.id)")
            let place = Int.random(in: characters.indices, using: &random)
            let new = try #require("0aZ:&?/=[]%é\u{0}".randomElement(using: &random))
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
        "pledged:\(id)/", "pledged:\(id)/at=", "pledged:\(id)/at=a:1/", "pledged:\(id)/at=::1", "pledged:\(id)/at=a:1&at=b:1",
        "pledged:\(id)/secret=12", "pledged:\(id)?at=a:1/secret=\(id)", "pledged:\(id)//at=a:1",
    ])
    func anythingElseIsRefused(_ text: String) {
        #expect(throws: pledged.WordingFault.self) { try InviteLink(text) }
    }

    @Test func tooManyAddressesAreRefused() {
        let many = (1...17).map { "at=host\($0):1" }.joined(separator: "&")
        #expect(throws: pledged.WordingFault.self) { try InviteLink("pledged:\(Self.id)?\(many)") }
    }
}
