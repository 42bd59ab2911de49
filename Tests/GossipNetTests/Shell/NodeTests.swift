import Dispatch
import Foundation
import GossipNet
import Logging
import PledgeLedger
import Testing

@Suite struct NodeTests {
    /// A disk that takes its time over the address book holds up nothing else, and the latest book is there in the end.
    @Test func aSlowDiskHoldsUpNoNode() throws {
        let folder = NSTemporaryDirectory() + "pledged-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let book = folder + "/addresses.json", store = try Store(at: folder + "/ledger.sqlite", missing: .create)
        let node = try Node(
            store: store,
            config: NodeConfig(key: seededNode(7), stays: true, book: book, logger: Logger(label: "pledged.tests")))
        _ = try node.start()
        let disk = DispatchSemaphore(value: 0)
        node.keepQueue.async { disk.wait() }
        for _ in 0..<3 { node.queue.sync { node.saveBook() } }
        #expect(node.status().peers.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: book))
        disk.signal()
        node.stop()
        #expect(FileManager.default.fileExists(atPath: book))
        try store.close()
    }
}
