import Foundation
import PledgeLedger
import Testing

@Suite struct SignerTests {
    @Test func entriesFollowEachOther() throws {
        let home = try SigningHome(seed: 1)
        let first = try home.sign(), second = try home.sign()
        #expect(first.seq == 1 && first.prev.isZero && second.seq == 2 && second.prev == first.id)
        #expect(try home.head?.id == second.id)
        let permissions = try FileManager.default.attributesOfItem(atPath: home.markPath)[.posixPermissions] as? Int
        #expect(permissions == 0o600)
        let text = try SaltedText("words")
        let entry = try home.signer().sign(Self.profile, text: text, in: home.collective, now: home.maker.clock)
        #expect(try home.store.entry(entry.id, in: home.collective)?.text == text)
        try home.store.close()
    }

    private static let profile = Facts.profile(Profile())

    @Test func nothingVoidIsSigned() throws {
        let home = try SigningHome(seed: 2)
        let wrong = Facts.endorse(Endorse(target: .zero, stance: 5))
        #expect(throws: VoidReason.self) { try home.sign(facts: wrong) }
        #expect(try home.head?.stop == 0)
        #expect(!FileManager.default.fileExists(atPath: home.markPath))
        try home.store.close()
    }

    /// A crash between mark and commit: the same bytes are appended, and the next entry follows them.
    @Test func oneBehindTakesTheMarksEntry() throws {
        let home = try SigningHome(seed: 3)
        let first = try home.sign(), lost = try home.next(after: first, facts: Self.profile)
        try home.setMark(lost.bytes)
        let third = try home.sign()
        #expect(third.seq == 3 && third.prev == lost.id)
        #expect(try home.store.entry(lost.id, in: home.collective)?.entry.entry.bytes == lost.bytes)
        try home.store.close()
    }

    @Test func furtherBehindIsRefusedUntilConfirmed() throws {
        let home = try SigningHome(seed: 4)
        let first = try home.sign(), second = try home.next(after: first)
        try home.setMark(home.next(after: second).bytes)
        #expect(home.signFault() == .unconfirmed(.behind(3), seq: 1))
        let incarnation = try home.store.incarnation()
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(try home.sign().prev == first.id)
        #expect(try home.store.incarnation() != incarnation)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// A confirmation holds for the head that it was given for, and no other.
    @Test func anOldConfirmationIsWorthNothing() throws {
        let home = try SigningHome(seed: 5)
        try home.store.confirmHead(of: home.author, in: home.collective)
        let first = try home.sign(), second = try home.next(after: first)
        try home.setMark(home.next(after: second).bytes)
        #expect(home.signFault() == .unconfirmed(.behind(3), seq: 1))
        try home.store.close()
    }

    @Test func theOwnerMayRiskAFork() throws {
        let home = try SigningHome(seed: 6)
        let first = try home.sign(), second = try home.next(after: first)
        try home.setMark(home.next(after: second).bytes)
        let incarnation = try home.store.incarnation()
        #expect(home.signFault(.anyClock) == .unconfirmed(.behind(3), seq: 1))
        #expect(try home.sign(.riskFork).prev == first.id)
        #expect(try home.store.incarnation() != incarnation)
        let now = try home.store.incarnation()
        try home.sign(.riskFork)
        #expect(try home.store.incarnation() == now)
        try home.store.close()
    }

    /// A copy of the file has another inode: it may not be where the key signed last.
    @Test func aCopiedStoreIsRefused() throws {
        var home = try SigningHome(seed: 7)
        try home.sign()
        try home.store.closeWhole()
        let copy = home.folder.file("copy")
        try FileManager.default.copyItem(atPath: home.path, toPath: copy)
        try FileManager.default.removeItem(atPath: home.path)
        try FileManager.default.moveItem(atPath: copy, toPath: home.path)
        home.store = try Store(at: home.path)
        #expect(home.signFault() == .unconfirmed(.otherHost, seq: 1))
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    @Test func entriesWithoutAMarkAreRefused() throws {
        let home = try SigningHome(seed: 9)
        try home.sign()
        try FileManager.default.removeItem(atPath: home.markPath)
        #expect(home.signFault() == .unconfirmed(.noMark, seq: 1))
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(try home.sign().seq == 2)
        try home.store.close()
    }

    @Test func aRolledBackFileIsRefused() throws {
        var home = try SigningHome(seed: 10)
        let first = try home.sign()
        let early = try home.content()
        try home.sign()
        let last = try home.sign()
        try home.restore(early)
        #expect(try home.head?.id == first.id)
        #expect(home.signFault() == .unconfirmed(.behind(last.seq), seq: 1))
        try home.store.close()
    }

    @Test func wrongClocksAreRefused() throws {
        let home = try SigningHome(seed: 11)
        try home.sign()
        #expect(home.signFault(at: -600_000) == nil)
        try home.sign(at: 0)
        #expect(home.signFault(at: -600_001) == .clockBehind(seconds: 600))
        #expect(home.signFault(at: -900_000, .anyClock) == nil)
        for (offset, isRefused) in [(600_000, false), (600_001, true), (-600_000, false), (-600_001, true)] as [(Int64, Bool)] {
            try home.store.setClockOffset(offset)
            #expect(home.signFault() == (isRefused ? .clockOff(seconds: offset / 1_000) : nil), "\(offset)")
            #expect(home.signFault(.anyClock) == nil)
        }
        try home.store.close()
    }

    @Test func nothingIsSignedAfterAFork() throws {
        let home = try SigningHome(seed: 12)
        let first = try home.sign()
        let second = try home.sign()
        var verifier = EntryVerifier()
        try home.store.take([verifier.verify(home.next(after: first, facts: Self.profile))])
        #expect(second.seq == 2)
        #expect(home.signFault() == .forked(at: 2))
        #expect(home.signFault([.riskFork, .anyClock]) == .forked(at: 2))
        try home.store.close()
    }

    /// Which of mark and store is the older is said, in both directions.
    @Test func aMarkThatIsOlderIsNotCalledNewer() throws {
        let home = try SigningHome(seed: 15)
        let first = try home.sign()
        try home.sign()
        try home.setMark(first.bytes)
        #expect(home.signFault() == .unconfirmed(.ahead(1), seq: 2))
        #expect(SignFault.Doubt.ahead(1).description.contains("newer"))
        #expect(SignFault.Doubt.behind(3).description.contains("older"))
        let other = try home.next(after: first, facts: Self.profile)
        try home.setMark(other.bytes)
        #expect(home.signFault() == .unconfirmed(.parted(2), seq: 2))
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// The entry that a mark holds alone comes back with its words, and is told of before the next.
    @Test func whatTheMarkHoldsIsRecoveredWithItsText() throws {
        var home = try SigningHome(seed: 16)
        try home.sign()
        let before = try home.content(), text = try SaltedText("for the pump")
        let lost = try home.signer().sign(Self.profile, text: text, in: home.collective, now: home.maker.clock)
        try home.restore(before)
        let marks = home.folder.file("marks")
        #expect(try MarkStanding(of: home.author, in: home.collective, home.store, marks: marks) == .ahead(lost))
        #expect(try home.signer().recover(in: home.collective) == lost)
        #expect(try home.signer().recover(in: home.collective) == nil)
        #expect(try home.store.entry(lost.id, in: home.collective)?.text == text)
        #expect(try MarkStanding(of: home.author, in: home.collective, home.store, marks: marks) == .settled)
        try home.store.close()
    }

    /// A store that refuses at the end of the transaction, when the mark is written: it says again what it
    /// said before, and is in place.
    @Test func whatTheStoreRefusesIsTakenBackFromTheMark() throws {
        let home = try SigningHome(seed: 17)
        let first = try home.sign()
        try home.store.tamper("CREATE TRIGGER stop BEFORE UPDATE ON feed BEGIN SELECT RAISE(ABORT, 'no'); END")
        let fault = #expect(throws: SignFault.self) { try home.sign() }
        // SQLite says no more than that something failed: the mark stays ahead, and nothing is lost.
        if case .notStored(let entry, _) = fault { #expect(entry.seq == 2) } else { Issue.record("\(String(describing: fault))") }
        try home.store.tamper("DROP TRIGGER stop")
        #expect(try home.signer().recover(in: home.collective)?.prev == first.id)
        #expect(try home.sign().seq == 3)
        let left = try FileManager.default.contentsOfDirectory(atPath: home.folder.file("marks")).filter { $0.contains(".json.") }
        #expect(left.isEmpty, "\(left)")
        try home.store.close()
    }

    /// Files of processes that were killed go with the next entry; those of others stay.
    @Test func leftFilesAreRemoved() throws {
        let home = try SigningHome(seed: 18)
        try home.sign()
        let dead = "\(home.markPath).4194304.new", alive = "\(home.markPath).1.back", other = home.folder.file("marks/notes.new")
        for path in [dead, alive, other] { try Data().write(to: URL(fileURLWithPath: path)) }
        try home.sign()
        #expect(!FileManager.default.fileExists(atPath: dead))
        #expect(FileManager.default.fileExists(atPath: alive) && FileManager.default.fileExists(atPath: other))
        try home.store.close()
    }

    @Test func aDamagedMarkIsRefused() throws {
        let home = try SigningHome(seed: 13)
        let first = try home.sign()
        let whole = try Data(contentsOf: URL(fileURLWithPath: home.markPath))
        for damaged in [Data(), Data("{}".utf8), whole.prefix(40), Data(whole.reversed())] {
            try damaged.write(to: URL(fileURLWithPath: home.markPath))
            #expect(home.signFault(.riskFork) == .damagedMark(home.markPath))
        }
        // One bit of the entry that would be appended: its signature no longer holds.
        var next = try home.next(after: first).bytes
        next[next.count - 40] ^= 1
        try whole.write(to: URL(fileURLWithPath: home.markPath))
        try home.setMark(next)
        #expect(home.signFault() == .damagedMark(home.markPath))
        #expect(try home.head?.stop == 1)
        try home.store.close()
    }

    @Test func refusalsSayWhatToDo() {
        let faults: [SignFault] = [
            .forked(at: 2), .clockBehind(seconds: 1), .clockOff(seconds: -1), .unconfirmed(.noMark, seq: 1),
            .unconfirmed(.otherHost, seq: 1), .unconfirmed(.behind(2), seq: 1),
            .unconfirmed(.ahead(2), seq: 3), .unconfirmed(.parted(2), seq: 2), .damagedMark("m"),
            .notTaken(.waitingRoomFull), .notTaken(.verdict(.refused)), .notTaken(.full), .notTaken(.wrongCollective),
        ]
        for fault in faults { #expect(!fault.description.contains("\n")) }
        #expect(Set(faults.map(\.description)).count == faults.count)
    }

    /// A stranger's store takes sixteen of their entries, and says what would let in more.
    @Test func aStrangerSignsWithinTheWaitingRoom() throws {
        let maker = try LedgerMaker(seed: 14), folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        let signer = try Signer(store: store, key: maker.keys[3], marks: folder.file("marks"))
        for _ in 0..<16 { _ = try signer.sign(SigningHome.facts, in: maker.collective, now: maker.clock) }
        for _ in 0..<2 {
            #expect(throws: SignFault.notTaken(.waitingRoomFull)) {
                try signer.sign(SigningHome.facts, in: maker.collective, now: maker.clock)
            }
        }
        #expect(try store.feed(of: maker.keys[3].publicKey, in: maker.collective)?.head.stop == 16)
        try store.close()
    }
}
