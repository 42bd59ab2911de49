import Foundation
import PledgeLedger
import Testing

@Suite struct SignedNoteTests {
    /// Published notes with the keys that signed them.
    private struct Published: Decodable {
        struct Note: Decodable { var vkey: String, skey: String?, note: String }
        var valid: [Note]
    }

    private static let file = "vectors/signed-note/notes.json"

    @Test(.enabled(if: Shared.has(file))) func readsAndChecksPublishedNotes() throws {
        let notes = try Shared.json(Self.file, as: Published.self).valid
        #expect(notes.count == 3)
        for published in notes {
            let note = try SignedNote(bytes: published.note.utf8)
            let key = try #require(NoteKey(verifier: published.vkey))
            #expect(try note.isSigned(by: key), "\(key.name)")
            #expect(key.verifier == published.vkey)
            #expect(note.bytes == Array(published.note.utf8))
            #expect(throws: NoteFault.signature(key.name)) {
                try SignedNote(bytes: "more\n\(published.note)".utf8).isSigned(by: key)
            }
        }
    }

    @Test(.enabled(if: Shared.has(file))) func signsAsPublished() throws {
        for published in try Shared.json(Self.file, as: Published.self).valid {
            guard let skey = published.skey else { continue }
            let data = try #require(Data(base64Encoded: String(skey.split(separator: "+", maxSplits: 4)[4])))
            let key = try #require(SigningKey(seed: Array(data.dropFirst())))
            let original = try SignedNote(bytes: published.note.utf8)
            var note = original
            note.sign(with: key, name: original.signatures[0].name)
            #expect(note.bytes == original.bytes)
        }
    }

    @Test func anotherKeyHasNotSigned() throws {
        let note = try SignedNote(bytes: Self.note().utf8), key = try LedgerMaker.key(seed: 8)
        #expect(try !note.isSigned(by: NoteKey(name: "here", key: key.publicKey)))
        #expect(try note.isSigned(by: NoteKey(name: "here", key: LedgerMaker.key(seed: 7).publicKey)))
    }

    /// A good note by the key of seed 7.
    private static func note(text: String = "one line\n\nanother\n") throws -> String {
        let key = try LedgerMaker.key(seed: 7), id = NoteKey(name: "here", key: key.publicKey).id
        let bytes = withUnsafeBytes(of: id.bigEndian) { Array($0) } + key.sign(Array(text.utf8))
        return "\(text)\n— here \(Data(bytes).base64EncodedString())\n"
    }

    @Test func refusesWhatIsMalformed() throws {
        let good = try Self.note()
        _ = try SignedNote(bytes: good.utf8)
        let line = try #require(good.split(separator: "\n").last)
        let bad = [
            "", "\n", String(good.dropLast()), "one line\n\(line)\n", "one line\n\n",
            good.replacingOccurrences(of: "— ", with: "- "), good.replacingOccurrences(of: "here", with: "he+re"),
            good.replacingOccurrences(of: "here", with: "he\u{a0}re"), good.replacingOccurrences(of: "one", with: "on\te"),
            good.replacingOccurrences(of: "— here", with: "— "), "one line\n\n— here AAAA\n", "one line\n\n— here *AAA\n",
            good + "\n", good.replacingOccurrences(of: " here ", with: " here  "),
        ]
        for text in bad { #expect(throws: NoteFault.self, "\(text.debugDescription)") { try SignedNote(bytes: text.utf8) } }
        #expect(throws: NoteFault.self) { try SignedNote(bytes: Array("\(good)".utf8).map { $0 == 0x65 ? 0xff : $0 }) }
        #expect(throws: NoteFault.self) { try SignedNote(bytes: Self.note(text: String(repeating: "a", count: 20_000) + "\n").utf8) }
    }
}
