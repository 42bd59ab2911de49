import Foundation
import PledgeLedger
import Testing

/// A backup that is restored over a home brings back the store and the mark together, and may leave
/// the store's file the inode that it had.
@Suite struct RestoredHomeTests {
    /// Small enough for a test to outwait.
    private static let tolerance: UInt64 = 1_500

    private func sign(_ home: SigningHome, _ insisting: Signer.Insistence = []) throws -> Entry {
        let signer = try Signer(
            store: home.store, key: home.maker.keys[0], marks: home.folder.file("marks"), tolerance: Self.tolerance)
        return try signer.sign(SigningHome.facts, in: home.collective, now: home.maker.clock, insisting: insisting)
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    /// Lets the clock move on past the tolerance.
    private func outwait() {
        let end = ContinuousClock.now + .milliseconds(Int64(Self.tolerance) + 200)
        while ContinuousClock.now < end { _ = ProcessInfo.processInfo.systemUptime }
    }

    /// `cp -a` and `tar` over the same folder, which keep every time that a program can set.
    @Test(arguments: ["cp", "tar"]) func aRestoredBackupIsRefusedUntilConfirmed(tool: String) throws {
        var home = try SigningHome(seed: 60)
        let folder = home.folder.path, backup = try TemporaryFolder()
        _ = try sign(home)
        // An old word of a peer is in the backup as well.
        try home.store.confirmHead(of: home.author, in: home.collective)
        try home.store.closeWhole()
        if tool == "cp" { try run("/bin/cp", ["-a", folder + "/.", backup.path]) }
        if tool == "tar" { try run("/bin/tar", ["-C", folder, "-cf", backup.file("a.tar"), "."]) }
        home.store = try Store(at: home.path)
        outwait()
        let second = try sign(home)
        #expect(second.seq == 2)
        try home.store.closeWhole()
        if tool == "cp" { try run("/bin/cp", ["-a", backup.path + "/.", folder]) }
        if tool == "tar" { try run("/bin/tar", ["-C", folder, "-xf", backup.file("a.tar")]) }
        home.store = try Store(at: home.path)
        #expect(try home.head?.stop == 1)
        for _ in 0..<2 {
            #expect(throws: SignFault.unconfirmed(.otherHost, seq: 1)) { try sign(home) }
        }
        // A peer has given the second entry back, and says that all is here.
        var verifier = EntryVerifier()
        try home.store.take([verifier.verify(second)])
        #expect(throws: SignFault.unconfirmed(.otherHost, seq: 2)) { try sign(home) }
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(try sign(home).prev == second.id)
        #expect(try sign(home).seq == 4)
        #expect(try home.store.forkProofs(in: home.collective).isEmpty)
        try home.store.close()
    }

    /// A backup from before the first signature has no mark that could be older than the store: where the key
    /// was made tells. The store's file keeps its inode, so that the time alone shows it.
    @Test func aBackupFromBeforeTheFirstSignatureIsRefusedUntilConfirmed() throws {
        var home = try SigningHome(seed: 67)
        let folder = home.folder.path, backup = try TemporaryFolder()
        try Signer.noteMade(marks: home.folder.file("marks"), beside: home.store)
        try home.store.confirmHead(of: home.author, in: home.collective)
        try home.store.closeWhole()
        try run("/bin/cp", ["-a", folder + "/.", backup.path])
        home.store = try Store(at: home.path)
        outwait()
        #expect(try sign(home).seq == 1)
        try home.store.closeWhole()
        try FileManager.default.removeItem(atPath: home.folder.file("marks"))
        try run("/bin/cp", ["-a", backup.path + "/.", folder])
        home.store = try Store(at: home.path)
        for _ in 0..<2 {
            #expect(throws: SignFault.unconfirmed(.notMadeHere, seq: 0)) { try sign(home) }
        }
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(try sign(home).seq == 1)
        #expect(try sign(home).seq == 2)
        try home.store.close()
    }

    /// A copy beside the original, at once: its store is another file.
    @Test func aCopyFromBeforeTheFirstSignatureIsRefused() throws {
        var home = try SigningHome(seed: 68)
        let copy = try TemporaryFolder()
        try Signer.noteMade(marks: home.folder.file("marks"), beside: home.store)
        try home.store.closeWhole()
        try run("/bin/cp", ["-r", home.folder.path + "/.", copy.path])
        let there = try Store(at: copy.file("ledger.sqlite"))
        let signer = try Signer(store: there, key: home.maker.keys[0], marks: copy.file("marks"))
        #expect(throws: SignFault.unconfirmed(.notMadeHere, seq: 0)) {
            try signer.sign(SigningHome.facts, in: home.collective, now: home.maker.clock)
        }
        try there.close()
        home.store = try Store(at: home.path)
        #expect(try home.sign().seq == 1)
        try home.store.close()
    }

    /// Folders of earlier versions don't say where their key was made; the age of the lock has to do.
    @Test func anEarlierVersionsFolderIsTrustedWhereItWasMade() throws {
        let home = try SigningHome(seed: 69), marks = home.folder.file("marks")
        try FileManager.default.createDirectory(atPath: marks, withIntermediateDirectories: false)
        try DurableFile.create([], at: marks + "/sign.lock", mode: 0o600)
        let old = Date(timeIntervalSinceNow: -3_600)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: marks + "/sign.lock")
        #expect(home.signFault() == .unconfirmed(.notMadeHere, seq: 0))
        try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: marks + "/sign.lock")
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// Whatever the clock was when the mark was written, and without any time in it.
    @Test(arguments: [-3_600_000, 3_600_000, -11_000, 11_000] as [Int64])
    func aMarkOfAnotherTimeIsRefused(offset: Int64) throws {
        let home = try SigningHome(seed: 61)
        try home.sign()
        try home.redateMark(by: offset)
        #expect(home.signFault() == .unconfirmed(.otherHost, seq: 1))
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// Marks of earlier versions have no time; their file's own has to do.
    @Test func anEarlierVersionsMarkIsTrustedWhereItWasWritten() throws {
        let home = try SigningHome(seed: 62)
        try home.sign()
        try home.redateMark(by: nil)
        #expect(home.signFault() == nil)
        try home.redateMark(by: nil)
        let old = Date(timeIntervalSinceNow: -3_600)
        try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: home.markPath)
        #expect(home.signFault() == .unconfirmed(.otherHost, seq: 2))
        try home.store.close()
    }

    /// Moving the folder around the home, and the home itself, is no reason to ask anybody.
    @Test(arguments: [false, true]) func aMovedHomeSignsOn(isFirst: Bool) throws {
        var home = try SigningHome(seed: 63)
        try Signer.noteMade(marks: home.folder.file("marks"), beside: home.store)
        if !isFirst { _ = try sign(home) }
        try home.store.close()
        outwait()
        let away = home.folder.path + "-away"
        try FileManager.default.moveItem(atPath: home.folder.path, toPath: away)
        home.store = try Store(at: away + "/ledger.sqlite")
        let signer = try Signer(store: home.store, key: home.maker.keys[0], marks: away + "/marks", tolerance: Self.tolerance)
        #expect(try signer.sign(SigningHome.facts, in: home.collective, now: home.maker.clock).seq == (isFirst ? 1 : 2))
        try home.store.close()
        try FileManager.default.moveItem(atPath: away, toPath: home.folder.path)
    }

    /// New permissions on the mark look like a restored one; one word of a peer puts that right.
    @Test func newPermissionsNeedOneWord() throws {
        let home = try SigningHome(seed: 64)
        _ = try sign(home)
        try home.store.confirmHead(of: home.author, in: home.collective, now: 0)
        outwait()
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: home.markPath)
        #expect(throws: SignFault.unconfirmed(.otherHost, seq: 1)) { try sign(home) }
        try home.store.confirmHead(of: home.author, in: home.collective)
        #expect(try sign(home).seq == 2)
        #expect(try sign(home).seq == 3)
        try home.store.close()
    }

    /// A peer that has the backup's entries from the backup does not know them from elsewhere; one that had
    /// them before does, also where it was given others long ago.
    @Test func aPeerThatWasGivenTheEntriesConfirmsNothing() throws {
        let home = try SigningHome(seed: 66)
        let taught = home.maker.keys[1].publicKey, knowing = home.maker.keys[2].publicKey
        try home.sign()
        let long = UInt64(Date().timeIntervalSince1970 * 1_000) - 3_600_000
        try home.store.noteGiven(to: knowing, of: home.author, in: home.collective, now: long)
        try home.redateMark(by: -60_000)
        try home.store.noteGiven(to: taught, of: home.author, in: home.collective)
        for _ in 0..<2 {
            try home.store.confirmHead(of: home.author, in: home.collective, by: taught)
            #expect(home.signFault() == .unconfirmed(.otherHost, seq: 1))
        }
        try home.store.confirmHead(of: home.author, in: home.collective, by: knowing, head: .zero)
        #expect(home.signFault() == .unconfirmed(.otherHost, seq: 1))
        try home.store.confirmHead(of: home.author, in: home.collective, by: knowing)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// Whoever never had a peer is told the way out, and it works.
    @Test func theWayOutIsNamed() throws {
        let home = try SigningHome(seed: 65)
        try home.sign()
        try home.redateMark(by: -60_000)
        let fault = try #require(home.signFault())
        #expect("\(fault)".contains("--risk-fork") && "\(fault)".contains("no other node ever had this ledger"))
        #expect(home.signFault(.riskFork) == nil)
        #expect(home.signFault() == nil)
        try home.store.close()
    }
}
