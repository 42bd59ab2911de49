import Foundation
import GRDB
import Synchronization

/// One node's ledger on disk: a SQLite file that the command line and the daemon share.
///
/// Every change, with the rows of every incremental view, is one transaction under a lock that all
/// processes respect. Readers never wait.
public final class Store: Sendable {
    public let path: String
    /// A pool; for a store on a medium that can't be written a single connection that only reads.
    let pool: any DatabaseWriter
    /// Nil where nothing can be written.
    let lock: StoreLock?
    /// Whether the disk had no room for SQLite's log when this was opened: it is only read, and has to be opened anew to be
    /// written.
    package let lacksRoom: Bool
    public let limits: StoreLimits
    let makeFolds: @Sendable () -> [any EntryFold]
    let voices = VoiceCache()
    /// How often covers could not be read when a view asked for them, and why the last time.
    private let unread = Mutex<(times: Int, last: (any Error)?)>((0, nil))

    /// How surely a commit is on the disk before it returns.
    public enum Durability: Sendable {
        /// For entries signed here: they survive power loss.
        case full
        /// For entries from peers, who still have them.
        case normal
    }

    /// What `open` may do about a file that is not there.
    public enum Missing: Sendable { case create, refuse }

    /// Opens a store, bringing an older one up to this version.
    /// - Throws: ``StoreFault``
    public init(
        path: String, missing: Missing = .refuse, limits: StoreLimits = StoreLimits(),
        folds: @escaping @Sendable () -> [any EntryFold]
    ) throws {
        self.path = path
        self.limits = limits
        makeFolds = folds
        if missing == .refuse, !FileManager.default.fileExists(atPath: path) { throw StoreFault.missing(path: path) }
        if missing == .refuse, ReadOnlyStore.isNeeded(path) {
            (lock, pool, lacksRoom) = (nil, try ReadOnlyStore.open(path), false)
            return
        }
        let opened: (pool: any DatabaseWriter, lock: StoreLock?)
        do { opened = try Store.open(path) } catch StoreFault.full where missing == .refuse {
            opened = (try ReadOnlyStore.open(path, lacksRoom: true), nil)
        }
        (pool, lock, lacksRoom) = (opened.pool, opened.lock, opened.lock == nil)
        if !lacksRoom { try computeAnewIfOlder() }
    }

    /// Opens a store to be written.
    private static func open(_ path: String) throws -> (DatabasePool, StoreLock?) {
        let lock = try StoreLock(besides: path)
        return try translating(path) {
            try lock.hold {
                try checkOwner(path)
                let pool = try DatabasePool(path: path, configuration: configuration)
                try prepare(pool, path: path)
                return (pool, lock)
            }
        }
    }

    /// Holds the store's lock, where there can be one.
    private func holding<T>(_ body: () throws -> T) throws -> T {
        guard let lock else { return try body() }
        return try lock.hold(body)
    }

    /// Bytes of SQLite's log that the next process may have to read again when it opens the store.
    private static let log = 1 << 20

    /// Moves the log into the file and closes every connection, so that the file alone is the store.
    /// - Throws: ``StoreFault``, also while others use the store.
    package func closeWhole() throws {
        try Store.translating(path) {
            try holding {
                _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
                try pool.close()
            }
        }
    }

    /// Closes every connection, after moving a long log into the file.
    public func close() throws {
        try Store.translating(path) {
            try holding {
                let size = (try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int) ?? 0
                // GRDB closes its writer before its readers, and a reader can't move the log.
                if size > Self.log { try pool.writeWithoutTransaction(Store.moveLog) }
                try pool.close()
            }
        }
    }

    /// Empties the log of what was erased, unless others read it just now: then the next one does.
    func clearLog() throws {
        try Store.translating(path) {
            try holding { pool.writeWithoutTransaction { _ = try? $0.checkpoint(.truncate) } }
        }
    }

    /// Moves the log into the file, unless others use it just now.
    private static func moveLog(_ database: Database) throws {
        try database.execute(sql: "PRAGMA busy_timeout = 0")
        _ = try? database.checkpoint(.truncate)
    }

    private static var configuration: Configuration {
        var configuration = Configuration()
        configuration.busyMode = .timeout(10)
        configuration.maximumReaderCount = 4
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 10000; PRAGMA secure_delete = ON")
        }
        return configuration
    }

    /// A file that has pages but not our mark is somebody else's. SQLite alone reads it: closing a file
    /// that was opened beside it would end this process's locks on it.
    /// - Parameter name: what SQLite is to open, where that is not the path.
    static func checkOwner(_ path: String, as name: String? = nil) throws {
        guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int, size > 0 else { return }
        // Less than SQLite's smallest page; it would take a file of one byte for an empty one.
        guard size >= 512 else { throw StoreFault.notOurs(path: path) }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(10)
        do {
            let queue = try DatabaseQueue(path: name ?? path, configuration: configuration)
            defer { try? queue.close() }
            let (owner, tables) = try queue.read { database in
                (
                    try Int32.fetchOne(database, sql: "PRAGMA application_id"),
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") ?? 0
                )
            }
            guard owner == Schema.applicationID || tables == 0 else { throw StoreFault.notOurs(path: path) }
        } catch let error as DatabaseError where error.resultCode == .SQLITE_NOTADB {
            throw StoreFault.notOurs(path: path)
        }
    }

    private static func prepare(_ pool: DatabasePool, path: String) throws {
        let migrator = Schema.migrator
        if try pool.read({ try migrator.hasBeenSuperseded($0) }) { throw StoreFault.newer(path: path) }
        let done = try pool.read { try migrator.hasCompletedMigrations($0) }
        if !done { try migrator.migrate(pool) }
        try pool.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA cache_size = -65536")
            if try Meta.read(.incarnation, database) == nil {
                try Meta.write(.incarnation, Sodium.randomBytes(Store.incarnationLength), database)
            }
        }
    }

    /// Whatever `body` reads of this store, in however many readings, is of one consistent state: that
    /// of the first one.
    public func atOneMoment<T>(_ body: () throws -> T) throws -> T {
        try read { _ in try body() }
    }

    /// Reads one consistent state: the one of ``atOneMoment(_:)`` within that.
    public func read<T>(_ body: (Database) throws -> T) throws -> T {
        try Store.translating(path) {
            let before = unread.withLock { $0.times }
            let answer = try pool.unsafeReentrantRead { database in
                try database.isInsideTransaction ? body(database) : Store.inOneState(database, body)
            }
            if let fault = unread.withLock({ $0.times == before ? nil : $0.last }) { throw fault }
            return answer
        }
    }

    private static func inOneState<T>(_ database: Database, _ body: (Database) throws -> T) throws -> T {
        try database.beginTransaction(.deferred)
        do {
            let answer = try body(database)
            try database.commit()
            return answer
        } catch {
            if database.isInsideTransaction { try database.rollback() }
            throw error
        }
    }

    /// Notes what keeps a view from reading covers: the reads that are under way fail with it.
    func note(_ fault: any Error) { unread.withLock { $0 = ($0.times + 1, fault) } }

    /// One write transaction: all of it or nothing.
    package func write<T>(_ durability: Durability, _ body: (Database) throws -> T) throws -> T {
        if lacksRoom { throw StoreFault.full(path: path) }
        return try Store.translating(path) {
            try holding { try transact(durability, body) }
        }
    }

    /// The same where nothing else is being written; else nothing.
    func writeIfFree(_ body: (Database) throws -> Void) throws {
        try Store.translating(path) {
            try lock?.holdIfFree { try transact(.normal, body) }
        }
    }

    private func transact<T>(_ durability: Durability, _ body: (Database) throws -> T) throws -> T {
        try pool.writeWithoutTransaction { database in
            try Store.setDurability(durability, database)
            var result: T?
            try database.inTransaction(.immediate) {
                result = try body(database)
                return .commit
            }
            guard let result else { throw StoreFault.io(path: path, detail: "the transaction did not run") }
            return result
        }
    }

    /// GRDB's pool sets NORMAL itself, so the class that a commit needs is set outside the transaction
    /// and read back.
    static func setDurability(_ durability: Durability, _ database: Database) throws {
        let wanted = durability == .full ? 2 : 1
        if try Int.fetchOne(database, sql: "PRAGMA synchronous") == wanted { return }
        try database.execute(sql: "PRAGMA synchronous = \(wanted)")
        let set = try Int.fetchOne(database, sql: "PRAGMA synchronous")
        guard set == wanted else { throw DatabaseError(message: "synchronous could not be set") }
    }

    /// Turns SQLite's errors into faults that name the file and the remedy.
    static func translating<T>(_ path: String, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreFault(error, path: path)
        } catch is RowDecodingError {
            throw StoreFault.damaged(path: path, detail: "a row can't be read")
        }
    }
}

extension StoreFault {
    init(_ error: DatabaseError, path: String) {
        self = switch error.resultCode {
        case .SQLITE_FULL: .full(path: path)
        // The index of the log takes room that is not there.
        case .SQLITE_IOERR where error.extendedResultCode == .SQLITE_IOERR_SHMSIZE: .full(path: path)
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .readOnly(path: path)
        case .SQLITE_CANTOPEN: access(path, W_OK) == 0 ? .io(path: path, detail: "can't be opened") : .readOnly(path: path)
        case .SQLITE_BUSY, .SQLITE_LOCKED: .busy(path: path)
        case .SQLITE_NOTADB: .notOurs(path: path)
        case .SQLITE_CORRUPT: .damaged(path: path, detail: error.message ?? "malformed")
        case .SQLITE_IOERR: .io(path: path, detail: "the disk failed: \(error.message ?? "I/O error")")
        default: .io(path: path, detail: error.message ?? "\(error.resultCode)")
        }
    }
}
