import Foundation
import PledgeLedger
import Synchronization
import Testing

/// One byte of a closed store's file is changed at a time, on every page: opening, checking and
/// repairing never crash; either the byte is of no use, or there is a finding or a fault.
///
/// With `PLEDGED_FLIP_STRIDE=n` in the environment it is every n-th byte instead of a draw.
@Suite struct FlippedBytesTests {
    private enum Outcome { case clean, found, refused }

    private func offsets(_ count: Int) -> [Int] {
        if let stride = ProcessInfo.processInfo.environment["PLEDGED_FLIP_STRIDE"].flatMap({ Int($0) }) {
            return Array(Swift.stride(from: 0, to: count, by: max(stride, 1)))
        }
        // The file's header; of each page the header and cell pointers, and draws from its cells at the end.
        var generator = SeededGenerator(seed: 11)
        var offsets = Array(0..<100)
        for page in stride(from: 0, to: count, by: 4_096) {
            for at in 0..<8 { offsets.append(page + at) }
            for _ in 0..<4 { offsets.append(page + Int.random(in: 8..<64, using: &generator)) }
            for _ in 0..<14 { offsets.append(page + 4_095 - Int.random(in: 0..<1_500, using: &generator)) }
        }
        return offsets.filter { $0 < count }
    }

    @Test func everyPageSurvivesChangedBytes() throws {
        let scene = try AuditScene(seed: 10)
        let root = try scene.store.frontier(of: scene.collective).tree.root()
        try scene.store.closeWhole()
        let whole = try Data(contentsOf: URL(fileURLWithPath: scene.path))
        let changes = offsets(whole.count).enumerated().map { Change(offset: $1, mask: [0xff, 0x80, 0x01, 0x7f][$0 % 4]) }
        let workers = 2, collective = scene.collective, paths = (0..<workers).map { scene.folder.file("flipped\($0).sqlite") }
        let all = Mutex((outcomes: [Outcome: Int](), repaired: 0, faults: [any Error]()))
        DispatchQueue.concurrentPerform(iterations: workers) { worker in
            let own = changes.enumerated().filter { $0.offset % workers == worker }.map(\.element)
            let result = Result { try Self.tally(own, of: whole, root, collective, at: paths[worker]) }
            all.withLock { all in
                switch result {
                case .success(let tally):
                    all.outcomes.merge(tally.outcomes, uniquingKeysWith: +)
                    all.repaired += tally.repaired
                case .failure(let fault): all.faults.append(fault)
                }
            }
        }
        let (outcomes, repaired, faults) = withExtendedLifetime(scene) { all.withLock { $0 } }
        #expect(faults.isEmpty, "\(faults)")
        #expect(outcomes[.found, default: 0] > 100 && outcomes[.refused, default: 0] > 50, "\(outcomes)")
        #expect(outcomes[.clean, default: 0] > 50 && repaired > 10, "\(outcomes), \(repaired) repaired")
    }

    private struct Change {
        let offset: Int
        let mask: UInt8
    }

    private static func tally(
        _ changes: [Change], of whole: Data, _ root: Digest, _ collective: CollectiveID, at path: String
    ) throws -> (outcomes: [Outcome: Int], repaired: Int) {
        var outcomes: [Outcome: Int] = [:], repaired = 0
        for change in changes {
            var bytes = whole
            bytes[change.offset] ^= change.mask
            let outcome = try check(bytes, root, collective, path, change.offset)
            outcomes[outcome, default: 0] += 1
            if outcome == .found, outcomes[.found, default: 0] % 5 == 0, try repair(collective, path, change.offset) { repaired += 1 }
        }
        return (outcomes, repaired)
    }

    private static func check(
        _ bytes: Data, _ root: Digest, _ collective: CollectiveID, _ path: String, _ offset: Int
    ) throws -> Outcome {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try bytes.write(to: URL(fileURLWithPath: path))
        do {
            let store = try Store(at: path)
            defer { try? store.close() }
            let findings = try StoreAudit(store).fileFindings() + StoreAudit(store).audit(collective).findings
            guard findings.isEmpty else { return .found }
            #expect(try store.frontier(of: collective).tree.root() == root, "byte \(offset)")
            return .clean
        } catch let fault as StoreFault {
            #expect(!fault.description.isEmpty)
            return .refused
        }
    }

    /// - Returns: whether there was a charter to repair the collective by.
    private static func repair(_ collective: CollectiveID, _ path: String, _ offset: Int) throws -> Bool {
        do {
            let result = try #require(try StoreRepair(path: path).run(now: UInt64(offset)))
            #expect(FileManager.default.fileExists(atPath: result.damagedPath), "byte \(offset)")
        } catch is RepairFault {
            return false
        }
        let store = try Store(at: path)
        defer { try? store.close() }
        #expect(try StoreAudit(store).fileFindings() == [], "byte \(offset)")
        guard try store.collective(collective)?.charter != nil else { return false }
        #expect(try StoreAudit(store).audit(collective).findings == [], "byte \(offset)")
        return true
    }
}
