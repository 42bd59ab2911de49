import Foundation
import GRDB

/// Makes a good store out of a damaged one: everything that verifies is kept, the rest is named and
/// left in the old file, which stays beside the new one.
public struct StoreRepair {
    let path: String
    let marks: String?
    let verifier = ParallelVerifier()

    /// - Parameter marks: the folder of the marks that go with the store; nil where nobody signs on it.
    public init(path: String, marks: String? = nil) {
        self.path = path
        self.marks = marks
    }

    public struct Result: Sendable {
        /// What was wrong.
        public var found: [AuditFinding]
        /// What could not be kept.
        public var findings: [AuditFinding]
        /// Where the damaged file is now.
        public var damagedPath: String
        public var entries: UInt64
    }

    /// Checks the store at the path while nobody else has it open, and repairs it where that is needed.
    ///
    /// - Parameter now: names the file that is put aside, in milliseconds since the Unix epoch.
    /// - Returns: nil for a whole store, which is left as it is.
    /// - Throws: ``StoreFault``, ``RepairFault``; the damaged store is then as it was.
    public func run(now: UInt64, progress: StoreAudit.Progress = { _, _ in }) throws -> Result? {
        // The checks are for this version's tables.
        if try isEarlier() { try? Store(at: path).close() }
        let lock = try StoreLock(besides: path)
        return try lock.holdAlone(path) {
            let found = try check(progress)
            return found.isEmpty ? Result?.none : try repair(found, now: now)
        }
    }

    /// What is wrong with a file that may be too damaged to open. It is only read.
    private func check(_ progress: StoreAudit.Progress) throws -> [AuditFinding] {
        // SQLite would throw the log of an empty file away.
        guard try Self.size(path) > 0 else { return [.empty] }
        do {
            let queue = try Self.open(path)
            defer { try? queue.close() }
            return try StoreAudit(path: path, limits: StoreLimits(), reader: queue).check(progress: progress)
        } catch let error as DatabaseError {
            return [AuditFinding(.file, error.message ?? "\(error.resultCode)")]
        } catch let fault as StoreFault {
            guard let finding = AuditFinding(unreadable: fault) else { throw fault }
            return [finding]
        }
    }

    /// Whether the file opens as a store of an earlier version, or as one that was killed on its way to this.
    private func isEarlier() throws -> Bool {
        guard try Self.size(path) > 0, let queue = try? Self.open(path) else { return false }
        defer { try? queue.close() }
        return (try? queue.read { try Store.isCurrent($0) }) == false
    }

    static func size(_ path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StoreFault.system(path: path, code: errno) }
        return Int(status.st_size)
    }

    /// Opens a file for reading alone.
    /// - Parameter isCut: whether to read what is left of a file that is shorter than it says.
    static func open(_ path: String, isCut: Bool = false) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        // SQLite reads such a file only for those who say that they may rewrite its tables' list.
        if isCut { configuration.prepareDatabase { try $0.execute(sql: "PRAGMA writable_schema = ON") } }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private func repair(_ found: [AuditFinding], now: UInt64) throws -> Result {
        let fresh = "\(path).repaired", damaged = "\(path).damaged-\(now)"
        Self.remove(fresh)
        defer { Self.remove(fresh) }
        let marks = try marks.map { try MarkFolder(path: $0) }
        var salvage = Salvage(path: path, marks: marks, verifier: verifier)
        let entries = try salvage.run(into: fresh)
        let before = try Mark.Host(store: path)
        for suffix in Self.suffixes where FileManager.default.fileExists(atPath: path + suffix) {
            try FileManager.default.moveItem(atPath: path + suffix, toPath: damaged + suffix)
        }
        try FileManager.default.moveItem(atPath: fresh, toPath: path)
        try DurableFile.syncFolder(of: path)
        let after = try Mark.Host(store: path)
        // Who signs has the store open, so nobody waits for the marks now.
        try marks?.hold { try marks?.moveAlong(from: before, to: after) }
        return Result(found: found, findings: salvage.findings, damagedPath: damaged, entries: entries)
    }

    /// The lock stays: others wait for it.
    private static let suffixes = ["", "-wal", "-shm"]

    private static func remove(_ path: String) {
        // Of a killed one also its journal: SQLite would roll it back into the next file of the name.
        for suffix in suffixes + ["-journal", ".lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    }
}

/// Why a store can't be repaired.
public enum RepairFault: Error, Sendable, CustomStringConvertible {
    /// Not one collective can be read.
    case nothingFound(path: String)

    public var description: String {
        switch self {
        case .nothingFound(let path):
            "nothing in \(path) can be read any more, so it stays as it is; put it aside, run `pledged join LINK` for each "
                + "collective in it, and fetch the rest with `pledged sync HOST:PORT`"
        }
    }
}

extension StoreAudit {
    /// An empty file is a store to SQLite: opening it would make one of it, and drop what its log holds.
    /// - Throws: ``StoreFault`` for an empty file, or none.
    public static func refuseEmpty(_ path: String) throws {
        guard try StoreRepair.size(path) > 0 else { throw StoreFault.damaged(path: path, detail: AuditFinding.empty.detail) }
    }
}

extension AuditFinding {
    static let empty = AuditFinding(.file, "the file is empty")

    /// A store that can't be opened or read; nil where the file is not to blame.
    public init?(unreadable fault: StoreFault) {
        switch fault {
        case .damaged(_, let detail), .io(_, let detail): self.init(.file, detail)
        case .notOurs: self.init(.file, "it does not begin as a store does")
        default: return nil
        }
    }
}
