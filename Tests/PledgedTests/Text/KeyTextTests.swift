import PledgeLedger
import Testing
import pledged

@Suite("Text form of keys")
struct KeyTextTests {
    private static func key(_ random: inout TextRandom) throws -> PublicKey {
        try #require(PublicKey(bytes: random.bytes(32)))
    }

    @Test("keys come back from their text, from capitals and from hex")
    func roundTrip() throws {
        var random = TextRandom(seed: 2)
        for _ in 0..<200 {
            let key = try Self.key(&random)
            let author = KeyText.author(key), node = KeyText.node(key)
            #expect(author.hasPrefix("pledge1") && author.utf8.count == 65)
            #expect(node.hasPrefix("node1") && node.utf8.count == 63)
            #expect(try KeyText.parseAuthor(author) == key)
            #expect(try KeyText.parseAuthor(author.uppercased()) == key)
            #expect(try KeyText.parseNode(node) == key)
            #expect(try KeyText.parseAuthor(key.hex) == key)
            #expect(try KeyText.parseNode(key.hex.uppercased()) == key)
        }
    }

    @Test("every character changed to any other printable one is refused")
    func everySubstitution() throws {
        var random = TextRandom(seed: 3)
        let text = Array(KeyText.author(try Self.key(&random)).utf8)
        for place in text.indices {
            for character: UInt8 in 33...126 where character != text[place] {
                var changed = text
                changed[place] = character
                let wrong = String(decoding: changed, as: UTF8.self)
                #expect(throws: WordingFault.self, "\(wrong)") { try KeyText.parseAuthor(wrong) }
            }
        }
    }

    @Test("every two neighbours swapped, and every character left out or doubled, is refused")
    func swapsAndLengths() throws {
        var random = TextRandom(seed: 4)
        for _ in 0..<20 {
            let text = Array(KeyText.author(try Self.key(&random)).utf8)
            for place in text.indices {
                var wrong: [[UInt8]] = [text, text]
                wrong[0].remove(at: place)
                wrong[1].insert(text[place], at: place)
                if place > 0, text[place] != text[place - 1] {
                    var swapped = text
                    swapped.swapAt(place, place - 1)
                    wrong.append(swapped)
                }
                for bytes in wrong {
                    let text = String(decoding: bytes, as: UTF8.self)
                    #expect(throws: WordingFault.self, "\(text)") { try KeyText.parseAuthor(text) }
                }
            }
        }
    }

    @Test("the place of a single slip is told")
    func tellsThePlace() throws {
        var random = TextRandom(seed: 5)
        let text = Array(KeyText.author(try Self.key(&random)).utf8)
        let letters = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)
        for place in 7..<text.count {
            var changed = text
            changed[place] = letters.first { $0 != text[place] } ?? 0
            let wrong = String(decoding: changed, as: UTF8.self)
            let fault = #expect(throws: WordingFault.self) { try KeyText.parseAuthor(wrong) }
            #expect(fault?.description.contains("look at character \(place + 1)") == true, "\(wrong)")
        }
    }

    @Test("one kind of key isn't taken for the other, nor another length for a key")
    func refusesOthers() throws {
        var random = TextRandom(seed: 6)
        let key = try Self.key(&random)
        #expect(throws: WordingFault.self) { try KeyText.parseAuthor(KeyText.node(key)) }
        #expect(throws: WordingFault.self) { try KeyText.parseNode(KeyText.author(key)) }
        for bytes in [key.bytes + [0], Array(key.bytes.dropLast()), []] {
            #expect(throws: WordingFault.self) { try KeyText.parseAuthor(Bech32m.encode(prefix: "pledge", bytes: bytes)) }
            #expect(throws: WordingFault.self) { try KeyText.parseAuthor(bytes.hex) }
        }
        for text in ["", "alice", " " + KeyText.author(key), "pledge1", "\u{1F600}"] {
            #expect(throws: WordingFault.self, "\(text)") { try KeyText.parseAuthor(text) }
        }
    }
}
