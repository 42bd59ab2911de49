import Foundation
import PledgeLedger
import Testing

/// The command line and the daemon share one file.
@Suite struct SharedStoreTests {
    /// Two stores on one file, from two threads: every entry is taken once, and both see all.
    @Test func twoThreadsTakeTheSameEntries() throws {
        var maker = try LedgerMaker(seed: 1, authors: 6, founders: 6)
        try maker.scene(entries: 200, forks: 0)
        let folder = try TemporaryFolder()
        let stores = try [maker.store(in: folder), maker.store(in: folder)]
        let entries = maker.made, id = maker.collective
        let accepted = Locked(0), failed = Locked<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { number in
            do {
                for group in entries.chunked(7 + number) {
                    let taken = try stores[number].take(group.map { Offer($0) }, into: id)
                    let count = taken.filter { $0 == .verdict(.accepted) }.count
                    #expect(taken.allSatisfy { $0 == .verdict(.accepted) || $0 == .verdict(.duplicate) })
                    accepted.with { $0 += count }
                }
            } catch { failed.with { $0.append("\(error)") } }
        }
        #expect(failed.with { $0 } == [])
        #expect(accepted.with { $0 } == 200)
        let expected = LedgerContents(collective: id, charter: maker.charter, entries: entries).frontier.root()
        for store in stores {
            #expect(try store.frontier(of: id).tree.root() == expected)
            #expect(try StoreAudit(store).audit(id).findings == [])
            try store.close()
        }
    }

    /// Two signers with one key never fork: each entry goes on the other's.
    @Test func twoThreadsSignWithOneKey() throws {
        let maker = try LedgerMaker(seed: 2), folder = try TemporaryFolder()
        let stores = try [maker.store(in: folder), maker.store(in: folder)]
        let id = maker.collective, key = maker.keys[0], marks = folder.file("marks"), now = maker.clock
        let signed = Locked<[Entry]>([]), failed = Locked<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 2) { number in
            do {
                let signer = try Signer(store: stores[number], key: key, marks: marks)
                for _ in 0..<25 {
                    let entry = try signer.sign(.retract(Retract(target: .zero)), in: id, now: now)
                    signed.with { $0.append(entry) }
                }
            } catch { failed.with { $0.append("\(error)") } }
        }
        #expect(failed.with { $0 } == [])
        #expect(Set(signed.with { $0.map(\.seq) }) == Set(1...50))
        #expect(try stores[0].forkProofs(in: id).isEmpty)
        #expect(try stores[1].feed(of: key.publicKey, in: id)?.head.stop == 50)
        for store in stores { try store.close() }
    }
}
