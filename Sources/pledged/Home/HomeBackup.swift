import Foundation
import PledgeLedger

/// Which files of a home a backup holds beside the store, and how they come back.
///
/// Marks are never among them, and a restored key is noted as taken up from a copy: until a node that knew
/// its feed before has said where that is, nothing can be signed (docs/decisions/008).
struct HomeBackup {
    let home: Home

    /// Files that are copied as they are, where they are there.
    private static let names = ["addresses.json", "author.key", "config.yaml", "current", "node.key", "profile"]

    private func path(_ name: String) -> String { "\(home.path)/\(name)" }

    /// - Throws: ``HomeFault`` for a key that can't be read.
    func kept() throws -> [BackupFile.Kept] {
        if home.has(home.authorKeyPath) { _ = try home.authorKey() }
        return try Self.names.compactMap { name in
            guard home.has(path(name)) else { return nil }
            guard let data = FileManager.default.contents(atPath: path(name)), data.count <= BackupFile.longestKept else {
                throw HomeFault.damaged(path(name), "it can't be read, or is far too long")
            }
            return BackupFile.Kept(name: name, bytes: Array(data))
        }
    }

    /// What was brought back.
    struct Restored {
        var store: StoreRestore.Result
        /// Files that were put in place; those that were there already are left as they are.
        var files: [String]
    }

    /// Brings a backup back. Broken off at any point it can be done again, and nothing can be signed in
    /// between that could fork.
    /// - Throws: ``CommandFault``, ``BackupFault``, ``StoreFault`` or ``HomeFault``
    func restore(
        from backup: String, replaces: Bool, now: UInt64, progress: StoreAudit.Progress
    ) throws -> Restored {
        let kept = try BackupFile.kept(in: backup).filter { Self.names.contains($0.name) }
        try refuseOtherKey(kept)
        try refuseBadKeys(kept, backup)
        let lock = try DaemonLock(home)
        defer { withExtendedLifetime(lock) {} }
        let store = try StoreRestore(backup: backup, to: home.storePath).run(replaces: replaces, now: now, progress: progress) {
            // Before the key and the store can be used, it is on the disk that they come from a copy. What is
            // refused comes from nowhere, and leaves no note.
            try home.noteTakenUp()
        }
        var files: [String] = []
        for one in kept where !home.has(path(one.name)) {
            try DurableFile.write(one.bytes, to: path(one.name), mode: 0o600)
            files.append(one.name)
        }
        return Restored(store: store, files: files)
    }

    /// A key that can't be read is no use in a home, and is better missed before the store is there.
    private func refuseBadKeys(_ kept: [BackupFile.Kept], _ backup: String) throws {
        for (name, kind) in [("author.key", KeyFile.author), ("node.key", .node)] {
            guard let file = kept.first(where: { $0.name == name }), kind.key(in: file.bytes) == nil else { continue }
            throw BackupFault.damaged(backup, "its \(name) holds no key")
        }
    }

    /// A home is one person's: no other's store comes into it.
    private func refuseOtherKey(_ kept: [BackupFile.Kept]) throws {
        guard home.has(home.authorKeyPath), let theirs = kept.first(where: { $0.name == "author.key" }) else { return }
        guard FileManager.default.contents(atPath: home.authorKeyPath).map(Array.init) != theirs.bytes else { return }
        throw CommandFault(
            .exists, "\(home.path) holds another key than the backup; restore it into another --home")
    }
}
