import PledgeLedger
import Testing

@Suite struct BackdatedCoverTests {
    /// A witness's time may lie 300 s before that of a cover in what it covers, and no more: audits of stores
    /// and bundles name the first that does, of each witness and author.
    @Test(arguments: [300_000, 300_001] as [UInt64]) func earlyTimesAreNamed(by early: UInt64) throws {
        var maker = try LedgerMaker(seed: 12, witnesses: 4)
        var tip = LedgerMaker.Tip(author: 0), carrier = LedgerMaker.Tip(author: 1)
        let said = try maker.sign([8], on: &tip)
        let before = try maker.sign([8], on: &carrier)
        let late = maker.clock
        let carrying = try maker.sign(.witness(maker.word([said], by: 0)), on: &carrier)
        let after = try maker.sign([8], on: &carrier)
        // What lies before the carrying entry may have been covered long ago.
        for entry in [before, carrying, after] {
            maker.clock = late - early
            try maker.sign(.witness(maker.word([entry], by: 1)), on: &tip)
        }
        maker.clock = late
        let ledger = LedgerContents(collective: maker.collective, charter: maker.charter, entries: maker.made)
        let records = ledger.coverRecords
        let wanted = try early == 300_000 ? [] : [BackdatedCover(
            cover: #require(records.first { $0.author == carrying.entry.author && $0.seq == carrying.entry.seq }),
            held: #require(records.first { $0.author == said.entry.author }))]
        #expect(BackdatedCover.all(in: records, carried: records) == wanted)
        let folder = try TemporaryFolder()
        let store = try maker.store(in: folder)
        try StoreConvergenceTests.feed(&maker, to: store)
        let report = try StoreAudit(store).audit(maker.collective)
        #expect(report.backdated == wanted && report.findings.isEmpty, "\(report.findings)")
        #expect(try store.backdatedCovers(of: maker.collective) == wanted)
        _ = try store.writeBundle(of: maker.collective, to: folder.file("bundle"))
        #expect(try BundleAudit(path: folder.file("bundle")).audit().report.backdated == wanted)
        try store.close()
    }
}
