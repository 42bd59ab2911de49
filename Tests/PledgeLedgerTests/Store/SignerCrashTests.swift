import Foundation
import PledgeLedger
import Testing

@Suite struct SignerCrashTests {
    /// What of one signing was on the disk when the power went.
    private enum Crash: CaseIterable { case nothing, markAlone, storeAlone, both }

    /// Whatever persisted of mark and store, nothing that anyone can have seen is ever contradicted.
    @Test func twoHundredCrashesNeverFork() throws {
        var generator = SeededGenerator(seed: 1)
        var home = try SigningHome(seed: 20)
        let mark = URL(fileURLWithPath: home.markPath)
        var seen: [UInt64: EntryID] = [:], refused = 0, recovered = 0
        for round in 0..<200 {
            let facts = Facts.endorse(Endorse(target: EntryID.zero.raw, stance: Int8(round % 5 - 2)))
            let contentBefore = try home.content(), markBefore = try? Data(contentsOf: mark)
            let stopBefore = try home.head?.stop ?? 0
            let entry: Entry
            do {
                entry = try home.sign(facts: facts)
            } catch let fault as SignFault {
                guard case .unconfirmed = fault else { throw fault }
                refused += 1
                // Everything that was committed here was seen by peers, who now confirm it.
                try home.store.confirmHead(of: home.author, in: home.collective)
                continue
            }
            // What recovery appended was committed by itself, before the entry was signed.
            let hasRecovered = entry.seq > stopBefore + 1
            if hasRecovered { recovered += 1 }
            let crash = hasRecovered ? .both : Crash.allCases.randomElement(using: &generator) ?? .both
            if crash == .nothing || crash == .markAlone { try home.restore(contentBefore) }
            if crash == .nothing || crash == .storeAlone {
                if let markBefore { try markBefore.write(to: mark) } else { try? FileManager.default.removeItem(at: mark) }
            }
            guard crash != .nothing else { continue }
            #expect(seen[entry.seq] ?? entry.id == entry.id, "round \(round): a second entry \(entry.seq) after \(crash)")
            seen[entry.seq] = entry.id
        }
        #expect(refused > 10 && recovered > 10, "\(refused) refused, \(recovered) recovered")
        let stop = try home.head?.stop ?? 0
        #expect(stop > 50)
        for (place, id) in seen where place <= stop {
            #expect(try home.store.ids(of: home.author, at: [place], in: home.collective) == [id])
        }
        #expect(try home.store.forkProofs(in: home.collective).isEmpty)
        #expect(try StoreAudit(home.store).audit(home.collective).findings == [])
        try home.store.close()
    }
}
