import Foundation
import PledgeLedger

/// A folder that goes away with the test.
final class TemporaryFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "pledged-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { "\(path)/\(name)" }
}

extension LedgerMaker {
    /// A new store that has joined the collective.
    func store(in folder: TemporaryFolder, name: String = "ledger.sqlite") throws -> Store {
        let store = try Store(at: folder.file(name), missing: .create)
        try store.join(collective, charter: charterEntry)
        return store
    }
}
