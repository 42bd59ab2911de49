import Foundation
import PledgeLedger
import Testing

@Suite struct CheckpointTests {
    private static func checkpoint(time: UInt64 = 5) -> Checkpoint {
        Checkpoint(
            collective: EntryID(SHA256.hash([1]).raw), root: SHA256.hash([2]), feeds: 3, entries: 40, time: time)
    }

    @Test func readsOnlyWhatItWrites() throws {
        let checkpoint = Self.checkpoint(), text = checkpoint.text
        #expect(Checkpoint(text: text) == checkpoint)
        let bad = [
            text.replacing("feeds 3", with: "feeds 03"), text.replacing("feeds 3", with: "feeds +3"),
            text.replacing("entries", with: "entry"), text.uppercased(), String(text.dropLast()), text + "more\n",
            text.replacing("time 5", with: "time 18446744073709551616"), text.replacing("/1\n", with: "/2\n"), "\n" + text,
        ]
        for bad in bad { #expect(Checkpoint(text: bad) == nil, "\(bad)") }
    }

    @Test func severalKeysSign() throws {
        let keys = try (1...4).map { try LedgerMaker.key(seed: $0 * 100) }
        var note = CheckpointNote(Self.checkpoint(), signedBy: keys[0])
        for key in keys { note.sign(with: key) }
        #expect(note.signers == keys.map(\.publicKey).sorted())
        #expect(try CheckpointNote(bytes: note.bytes) == note)
        var other = CheckpointNote(Self.checkpoint(), signedBy: keys[3])
        other.merge(note)
        #expect(other.bytes == note.bytes)
        var later = CheckpointNote(Self.checkpoint(time: 6), signedBy: keys[0])
        later.merge(note)
        #expect(later.signers == [keys[0].publicKey])
    }

    @Test func whatIsAlteredIsRefused() throws {
        let key = try LedgerMaker.key(seed: 1)
        let note = CheckpointNote(Self.checkpoint(), signedBy: key)
        let altered = String(decoding: note.bytes, as: UTF8.self).replacing("entries 40", with: "entries 41")
        #expect(throws: NoteFault.self) { try CheckpointNote(bytes: altered.utf8) }
        #expect(throws: NoteFault.text) {
            try CheckpointNote(bytes: String(decoding: note.bytes, as: UTF8.self).replacing("root", with: "toor").utf8)
        }
    }

    /// Lines that nobody checks can't push out signatures, nor notes of a made-up time those of witnesses.
    @Test func whatStrangersAddTakesNothingAway() throws {
        var maker = try LedgerMaker(seed: 3, witnesses: 4)
        let folder = try TemporaryFolder()
        let store = try maker.filledStore(in: folder, name: "a.sqlite")
        let made = try store.checkpoint(of: maker.collective, now: 1_000)
        var honest = CheckpointNote(made, signedBy: maker.witnesses[0])
        honest.sign(with: maker.witnesses[1])
        try store.hold(honest)
        for part in ["a", "b"] {
            let lines = (0..<150).map { "— \(part)\($0) \(Data([0, 0, 0, UInt8($0)] + [UInt8](repeating: 7, count: 64)).base64EncodedString())\n" }
            let text = String(decoding: CheckpointNote(made, signedBy: maker.keys[0]).bytes, as: UTF8.self) + lines.joined()
            try store.hold(CheckpointNote(bytes: text.utf8))
        }
        let held = try store.checkpoints(of: maker.collective)
        #expect(held.count == 1 && Set(held[0].signers).isSuperset(of: honest.signers))
        for number in 0..<20 {
            let later = try store.checkpoint(of: maker.collective, now: .max - UInt64(number))
            #expect(try store.hold(CheckpointNote(later, signedBy: maker.keys[0])).checkpoint == later)
            #expect(try store.checkpoints(of: maker.collective).contains { $0.checkpoint == later })
        }
        #expect(try store.checkpoints(of: maker.collective).contains { $0.checkpoint == made })
        try store.close()
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>) func aBundleCarriesThem(seed: UInt64) throws {
        var maker = try LedgerMaker(seed: seed, authors: 4)
        try maker.scene(entries: 40, forks: 1)
        let folder = try TemporaryFolder(), store = try maker.filledStore(in: folder, name: "a.sqlite")
        var notes: [CheckpointNote] = []
        for number in 0..<(Store.heldCheckpoints + 2) {
            let made = try store.checkpoint(of: maker.collective, now: 1_000 + UInt64(number))
            #expect(try made.root == store.frontier(of: maker.collective).tree.root())
            notes.append(CheckpointNote(made, signedBy: maker.keys[number % 4]))
        }
        for note in notes.prefix(2) + notes.dropFirst(2).shuffled(using: &maker.generator) { try store.hold(note) }
        notes.removeFirst(2)
        let cosigned = CheckpointNote(notes[3].checkpoint, signedBy: try LedgerMaker.key(seed: 99))
        notes[3].merge(cosigned)
        #expect(try store.hold(cosigned) == notes[3])
        #expect(try store.checkpoints(of: maker.collective) == notes.reversed())
        let path = folder.file("a.bundle")
        _ = try store.writeBundle(of: maker.collective, to: path)
        let contents = try BundleAudit(path: path).audit()
        #expect(contents.report.findings.isEmpty && Set(contents.checkpoints) == Set(notes))
        let other = try Store(at: folder.file("b.sqlite"), missing: .create)
        _ = try other.take(contents)
        // Whom nobody of the collective knows has no say in what is held.
        let known = Set(try store.contents(of: maker.collective).feeds.map(\.author))
        #expect(try other.checkpoints(of: maker.collective) == notes.reversed().filter { $0.signers.contains(where: known.contains) })
        #expect(try !other.checkpoints(of: maker.collective).isEmpty)
    }
}
