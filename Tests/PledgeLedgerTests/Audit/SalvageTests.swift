import Foundation
import PledgeLedger
import Testing

/// Stores with damaged pages: everything that no damage touched comes back.
@Suite struct SalvageTests {
    /// A ledger of many pages in a closed file: two founders with entries of every size, some longer
    /// than a page, and with texts.
    private struct Scene {
        var maker: LedgerMaker
        let folder: TemporaryFolder
        var path: String { folder.file("ledger.sqlite") }
        let whole: Data

        init() throws {
            maker = try LedgerMaker(seed: 80)
            folder = try TemporaryFolder()
            let euro = try #require(Unit("iso4217:EUR"))
            var tips = [LedgerMaker.Tip(author: 0), LedgerMaker.Tip(author: 1)]
            for round in 0..<240 {
                let text = String(repeating: "words \(round) ", count: round % 30 == 3 ? 700 : 1)
                let project = Facts.project(Project(asks: [.init(number: 1, unit: euro, target: UInt64(round + 1))]))
                // Facts that say nothing count as well, and may be longer than a page's rest.
                let facts = round % 40 == 7 ? [0x0a, 0xff] + [UInt8](repeating: 0, count: 4_000) : try FactsCodec.encode(project)
                try maker.sign(facts, on: &tips[round % 2], text: text)
            }
            let store = try maker.store(in: folder)
            _ = try store.take(maker.made.map { [texts = maker.texts] in Offer($0, text: texts[$0.entry.id]) }, into: maker.collective)
            try store.addPeer("a.example:1", of: maker.collective, now: 5)
            try store.closeWhole()
            whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("ledger.sqlite")))
        }

        func put(_ data: Data) throws {
            for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
            try data.write(to: URL(fileURLWithPath: path))
        }

        /// Entries that count after a repair of these bytes; nil where nothing could be read.
        func repaired(_ data: Data, _ comment: String) throws -> (entries: Int, findings: [AuditFinding])? {
            try put(data)
            let result: StoreRepair.Result?
            do { result = try StoreRepair(path: path).run(now: 1) } catch is RepairFault {
                #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == data, "\(comment)")
                return nil
            }
            defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ".damaged-1" + suffix) } }
            guard let result else { return (maker.made.count, []) }
            #expect(try Data(contentsOf: URL(fileURLWithPath: result.damagedPath)) == data, "\(comment)")
            let store = try Store(at: path)
            defer { try? store.close() }
            #expect(try StoreAudit(store).check() == [], "\(comment)")
            try expectTextsWhole(store, comment)
            return (Int(result.entries), result.findings)
        }

        private func expectTextsWhole(_ store: Store, _ comment: String) throws {
            for entry in maker.made {
                guard let text = try store.entry(entry.entry.id, in: maker.collective)?.text else { continue }
                #expect(text == maker.texts[entry.entry.id], "\(comment)")
            }
        }
    }

    private static let page = 4_096

    /// Any one page overwritten: what is lost ends at most one feed early for each author, is named,
    /// and comes back from peers.
    @Test func everyPageMayBeOverwritten() throws {
        let scene = try Scene()
        let pages = scene.whole.count / Self.page
        var refused = 0, whole = 0
        for number in 0..<pages {
            var data = scene.whole
            data.replaceSubrange((number * Self.page)..<((number + 1) * Self.page), with: Data(repeating: 0xa5, count: Self.page))
            guard let after = try scene.repaired(data, "page \(number)") else {
                refused += 1
                continue
            }
            let isKept = after.entries == scene.maker.made.count
            if isKept { whole += 1 }
            #expect(isKept || !after.findings.isEmpty, "page \(number)")
            try expectHealing(scene, "page \(number)")
        }
        // The first page and every page of an index or a count hold no entries.
        #expect(whole > 8 && pages > 18, "\(whole) of \(pages), \(refused) refused")
        // Without its charter nothing can be made of a collective whose tables are unreadable too.
        #expect(refused <= 1, "\(refused)")
    }

    /// What is missing comes back, and the store is whole again.
    private func expectHealing(_ scene: Scene, _ comment: String) throws {
        let store = try Store(at: scene.path)
        defer { try? store.close() }
        guard try store.collective(scene.maker.collective)?.charter != nil else { return }
        let texts = scene.maker.texts
        _ = try store.take(scene.maker.made.map { Offer($0, text: texts[$0.entry.id]) }, into: scene.maker.collective)
        #expect(try store.collective(scene.maker.collective)?.entries == UInt64(scene.maker.made.count), "\(comment)")
        #expect(try StoreAudit(store).check() == [], "\(comment)")
    }

    @Test func sixteenZeroesAnywhereOnAPage() throws {
        let scene = try Scene()
        for number in 0..<(scene.whole.count / Self.page) {
            var data = scene.whole
            let at = number * Self.page + (number % 3 == 0 ? 0 : 1_000 + 37 * number % 3_000)
            data.replaceSubrange(at..<(at + 16), with: Data(count: 16))
            let after = try scene.repaired(data, "page \(number)")
            if let after { #expect(after.entries == scene.maker.made.count || !after.findings.isEmpty, "page \(number)") }
        }
    }

    /// A file cut short keeps what its first part holds.
    @Test func aFileCutShort() throws {
        let scene = try Scene()
        let after = try #require(try scene.repaired(scene.whole.prefix(scene.whole.count * 2 / 3), "cut short"))
        #expect(after.entries > 20 && after.entries < scene.maker.made.count, "\(after.entries)")
        #expect(!after.findings.isEmpty)
        let store = try Store(at: scene.path)
        #expect(try store.entry(scene.maker.made[0].entry.id, in: scene.maker.collective) != nil)
        try store.close()
    }

    /// Entries that only the log holds are kept too, though the file itself is empty.
    @Test func anEmptyFileBesideItsLog() throws {
        let scene = try Scene(), name = "other.sqlite"
        let store = try scene.maker.store(in: scene.folder, name: name)
        _ = try store.take(scene.maker.made.map { Offer($0, text: scene.maker.texts[$0.entry.id]) }, into: scene.maker.collective)
        let log = try Data(contentsOf: URL(fileURLWithPath: store.path + "-wal"))
        try store.close()
        try scene.put(Data())
        try log.write(to: URL(fileURLWithPath: scene.path + "-wal"))
        let result = try #require(try StoreRepair(path: scene.path).run(now: 2))
        #expect(Int(result.entries) == scene.maker.made.count && result.findings == [])
    }

    /// A private collective stays private, by its row or by the bytes before its charter.
    @Test(arguments: [false, true]) func aSecretIsKept(isHeaderLost: Bool) throws {
        let maker = try LedgerMaker(seed: 81), folder = try TemporaryFolder(), path = folder.file("ledger.sqlite")
        let secret = [UInt8](repeating: 7, count: 32)
        let store = try Store(at: path, missing: .create)
        try store.join(maker.collective, charter: maker.charterEntry, secret: secret)
        try store.closeWhole()
        var data = try Data(contentsOf: URL(fileURLWithPath: path))
        if isHeaderLost { data.replaceSubrange(0..<Self.page, with: Data(count: Self.page)) } else { data.removeLast(Self.page) }
        try data.write(to: URL(fileURLWithPath: path))
        let result = try #require(try StoreRepair(path: path).run(now: 3))
        #expect(result.findings == [])
        let after = try Store(at: path)
        #expect(try after.collective(maker.collective)?.secret == secret)
        try after.close()
    }

    /// Nothing that others acknowledged is lost: while somebody has the store open, there is no repair.
    @Test func nobodyElseMayHaveTheStoreOpen() throws {
        let home = try SigningHome(seed: 82)
        try home.sign()
        try home.store.tamper("UPDATE collective SET entries = 9")
        guard case .busy = storeFault({ _ = try StoreRepair(path: home.path).run(now: 4) }) else {
            Issue.record("repaired beside an open store")
            return
        }
        try home.store.close()
        #expect(try StoreRepair(path: home.path).run(now: 4) != nil)
    }

    /// Beside somebody who opens, signs and closes again and again, no entry is lost, and signing goes on.
    @Test func repairBetweenSigningsLosesNothing() throws {
        let home = try SigningHome(seed: 83)
        try home.sign()
        try home.store.close()
        let path = home.path, collective = home.collective, key = home.maker.keys[0], now = home.maker.clock
        let marks = home.folder.file("marks"), signed = Locked<[EntryID]>([]), failed = Locked<[String]>([])
        let state = Locked((isDone: false, hasEnded: false))
        let thread = Thread {
            while !state.with({ $0.isDone }) {
                do {
                    let store = try Store(at: path)
                    let entry = try Signer(store: store, key: key, marks: marks).sign(SigningHome.facts, in: collective, now: now)
                    signed.with { $0.append(entry.id) }
                    try store.close()
                } catch { failed.with { $0.append("\(error)") } }
                usleep(30_000)
            }
            state.with { $0.hasEnded = true }
        }
        thread.start()
        var repaired = 0
        for round in 0..<6 {
            let store = try Store(at: path)
            try store.tamper("UPDATE collective SET bytes = bytes + 1")
            try store.close()
            if try StoreRepair(path: path, marks: marks).run(now: UInt64(round)) != nil { repaired += 1 }
        }
        state.with { $0.isDone = true }
        while !state.with({ $0.hasEnded }) { usleep(1_000) }
        #expect(repaired == 6)
        #expect(failed.with { $0 } == [])
        let store = try Store(at: path), all = signed.with { $0 }
        for id in all { #expect(try store.entry(id, in: collective) != nil) }
        #expect(try store.collective(collective)?.entries == UInt64(all.count + 1))
        #expect(try StoreAudit(store).check(marks: marks) == [])
        try store.close()
    }

    /// After a repair the mark goes with the store; one that was restored before it does not.
    @Test(arguments: [false, true]) func marksMoveAlongUnlessRestored(isRestored: Bool) throws {
        var home = try SigningHome(seed: 84)
        try home.sign()
        if isRestored { try home.redateMark(by: -3_600_000) }
        try home.store.tamper("UPDATE collective SET bytes = bytes + 1")
        try home.store.close()
        #expect(try StoreRepair(path: home.path, marks: home.folder.file("marks")).run(now: 5) != nil)
        home.store = try Store(at: home.path)
        #expect(home.signFault() == (isRestored ? .unconfirmed(.otherHost, seq: 1) : nil))
        try home.store.close()
    }

    /// So does the note of where the key was made.
    @Test func whereTheKeyWasMadeMovesAlong() throws {
        var home = try SigningHome(seed: 86)
        try Signer.noteMade(marks: home.folder.file("marks"), beside: home.store)
        try home.store.tamper("UPDATE collective SET bytes = bytes + 1")
        try home.store.close()
        #expect(try StoreRepair(path: home.path, marks: home.folder.file("marks")).run(now: 5) != nil)
        home.store = try Store(at: home.path)
        #expect(home.signFault() == nil)
        try home.store.close()
    }

    /// The last entry that was signed is in the mark, whatever became of the store's.
    @Test func theMarksEntryIsSaved() throws {
        var home = try SigningHome(seed: 85)
        try home.sign()
        let last = try home.sign()
        try home.store.tamper("UPDATE entry SET bytes = zeroblob(250) WHERE place = (SELECT max(place) FROM entry)")
        try home.store.closeWhole()
        let result = try #require(try StoreRepair(path: home.path, marks: home.folder.file("marks")).run(now: 6))
        #expect(result.findings == [] && result.entries == 2)
        home.store = try Store(at: home.path)
        #expect(try home.sign().prev == last.id)
        try home.store.close()
    }
}
