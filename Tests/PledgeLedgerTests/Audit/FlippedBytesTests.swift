import Foundation
import PledgeLedger
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
        var outcomes: [Outcome: Int] = [:], repaired = 0
        for (round, offset) in offsets(whole.count).enumerated() {
            var bytes = whole
            bytes[offset] ^= [0xff, 0x80, 0x01, 0x7f][round % 4]
            let outcome = try check(bytes, scene, root, offset)
            outcomes[outcome, default: 0] += 1
            if outcome == .found, outcomes[.found, default: 0] % 5 == 0, try repair(scene, offset) { repaired += 1 }
        }
        #expect(outcomes[.found, default: 0] > 100 && outcomes[.refused, default: 0] > 50, "\(outcomes)")
        #expect(outcomes[.clean, default: 0] > 50 && repaired > 10, "\(outcomes), \(repaired) repaired")
    }

    private func path(_ scene: AuditScene) -> String { scene.folder.file("flipped.sqlite") }

    private func check(_ bytes: Data, _ scene: AuditScene, _ root: Digest, _ offset: Int) throws -> Outcome {
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path(scene) + suffix) }
        try bytes.write(to: URL(fileURLWithPath: path(scene)))
        do {
            let store = try Store(at: path(scene))
            defer { try? store.close() }
            let findings = try StoreAudit(store).fileFindings() + scene.findings(store)
            guard findings.isEmpty else { return .found }
            #expect(try store.frontier(of: scene.collective).tree.root() == root, "byte \(offset)")
            return .clean
        } catch let fault as StoreFault {
            #expect(!fault.description.isEmpty)
            return .refused
        }
    }

    /// - Returns: whether there was a charter to repair the collective by.
    private func repair(_ scene: AuditScene, _ offset: Int) throws -> Bool {
        do {
            let result = try #require(try StoreRepair(path: path(scene)).run(now: UInt64(offset)))
            #expect(FileManager.default.fileExists(atPath: result.damagedPath), "byte \(offset)")
        } catch is RepairFault {
            return false
        }
        let store = try Store(at: path(scene))
        defer { try? store.close() }
        #expect(try StoreAudit(store).fileFindings() == [], "byte \(offset)")
        guard try store.collective(scene.collective)?.charter != nil else { return false }
        #expect(try scene.findings(store) == [], "byte \(offset)")
        return true
    }
}
