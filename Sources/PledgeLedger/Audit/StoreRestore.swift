import Foundation
import GRDB

/// Puts the store of a backup in place: verified from its bytes up before anything changes, and swapped in
/// while nobody else has the store open. What was there before stays beside it.
public struct StoreRestore {
    let backup: String
    let path: String

    /// - Parameters:
    ///   - backup: a file of ``BackupFile``.
    ///   - path: where the store belongs.
    public init(backup: String, to path: String) {
        self.backup = backup
        self.path = path
    }

    public struct Result: Sendable {
        /// Entries in the restored store.
        public var entries: UInt64
        /// Where the store that was there is now; nil where there was none.
        public var putAside: String?
    }

    /// - Parameters:
    ///   - replaces: whether entries that the backup lacks may be put aside.
    ///   - now: names the store that is put aside, in milliseconds since the Unix epoch.
    ///   - beforeSwap: called once nothing is refused any more, just before the store is put in place; what it
    ///     throws leaves everything as it was.
    /// - Throws: ``BackupFault`` or ``StoreFault``; the home's store is then as it was.
    public func run(
        replaces: Bool, now: UInt64, progress: StoreAudit.Progress = { _, _ in }, beforeSwap: () throws -> Void = {}
    ) throws -> Result {
        let fresh = "\(path).restored"
        Self.remove(fresh)
        defer { Self.remove(fresh) }
        let entries = try prepare(fresh, progress)
        let lock = try StoreLock(besides: path)
        guard access(path, F_OK) == 0 else {
            return try lock.hold {
                try beforeSwap()
                return Result(entries: entries, putAside: try swap(fresh, now: now))
            }
        }
        return try lock.holdAlone(path) {
            if !replaces { try refuseNewer(than: fresh) }
            try beforeSwap()
            return Result(entries: entries, putAside: try swap(fresh, now: now))
        }
    }

    /// A store of the backup alone, checked, and with a new life: peers compare everything anew.
    private func prepare(_ fresh: String, _ progress: StoreAudit.Progress) throws -> UInt64 {
        do {
            try Store.translating(fresh) {
                try FileManager.default.copyItem(atPath: backup, toPath: fresh)
                guard chmod(fresh, 0o600) == 0 else { throw StoreFault.system(path: fresh, code: errno) }
                let queue = try DatabaseQueue(path: fresh)
                // What the table held is overwritten, not only let go of.
                try queue.writeWithoutTransaction {
                    try $0.execute(sql: "PRAGMA secure_delete = ON; DROP TABLE IF EXISTS \(BackupFile.table)")
                }
                try queue.close()
            }
            let store = try Store(at: fresh)
            defer { try? store.close() }
            if let finding = try StoreAudit(store).check(progress: progress).first {
                throw BackupFault.damaged(backup, finding.description)
            }
            let entries = try store.collectives().reduce(UInt64(0)) { $0 + $1.entries }
            try store.renewIncarnation()
            try store.closeWhole()
            return entries
        } catch let fault as StoreFault {
            switch fault {
            // Files of its own say nothing to whoever has to free some space.
            case .full, .older: throw StoreFault.full(path: path)
            default: break
            }
            guard let finding = AuditFinding(unreadable: fault) else { throw fault }
            throw BackupFault.damaged(backup, finding.detail)
        } catch let error as CocoaError {
            throw error.code == .fileWriteOutOfSpace ? StoreFault.full(path: path) : .io(path: fresh, detail: error.localizedDescription)
        }
    }

    /// Nobody's newer entries are put aside unasked.
    private func refuseNewer(than fresh: String) throws {
        let restored = try Self.stops(fresh)
        let present: [Feed: UInt64]
        do { present = try Self.stops(path) } catch { throw BackupFault.presentUnreadable(path) }
        let lacking = present.reduce(UInt64(0)) { sum, one in
            let held = restored[one.key] ?? 0
            return sum + (one.value > held ? one.value - held : 0)
        }
        if lacking > 0 { throw BackupFault.newer(path, lacking) }
    }

    private struct Feed: Hashable {
        let collective: Data
        let author: Data
    }

    /// How far each feed goes.
    private static func stops(_ path: String) throws -> [Feed: UInt64] {
        let queue = try StoreRepair.open(path)
        defer { try? queue.close() }
        return try queue.read { database in
            let rows = try Row.fetchAll(database, sql: """
                SELECT collective.id AS id, author, stop FROM feed JOIN collective ON collective.number = feed.collective
                """)
            var stops: [Feed: UInt64] = [:]
            for row in rows { stops[Feed(collective: row["id"], author: row["author"])] = UInt64(clamping: row["stop"] as Int64) }
            return stops
        }
    }

    /// Between the two moves there is no store; whoever restores again completes it.
    private func swap(_ fresh: String, now: UInt64) throws -> String? {
        let aside = "\(path).replaced-\(now)"
        let isThere = access(path, F_OK) == 0
        for suffix in ["", "-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, aside + suffix) == 0 else { throw StoreFault.system(path: path + suffix, code: errno) }
        }
        guard rename(fresh, path) == 0 else { throw StoreFault.system(path: path, code: errno) }
        try DurableFile.syncFolder(of: path)
        return isThere ? aside : nil
    }

    private static func remove(_ path: String) {
        // Of a killed one also its journal: SQLite would roll it back into the next file of the name.
        for suffix in ["", "-wal", "-shm", "-journal", ".lock"] { unlink(path + suffix) }
    }
}
