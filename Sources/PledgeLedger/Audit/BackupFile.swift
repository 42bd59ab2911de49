import Foundation
import GRDB

/// A whole home in one file: the store as it stood at one moment, with one more table that holds the
/// small files beside it. The marks of what was signed are left out: a home that comes from a backup
/// can't know what its key signed since, and another node has to say.
public enum BackupFile {
    /// A small file of a home.
    public struct Kept: Sendable, Equatable {
        public var name: String
        public var bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Bytes of one small file at most; keys, addresses and a configuration are far below.
    public static let longestKept = 1 << 20
    /// Small files in a backup at most.
    public static let mostKept = 32

    static let table = "kept_file"

    /// The small files in a backup, by name.
    /// - Throws: ``BackupFault`` where the file is no backup, or one that can't be read.
    public static func kept(in path: String) throws -> [Kept] {
        guard FileManager.default.isReadableFile(atPath: path) else { throw BackupFault.unreadable(path) }
        do {
            try Store.checkOwner(path)
            let queue = try StoreRepair.open(path)
            defer { try? queue.close() }
            return try queue.read { database in
                guard try database.tableExists(table) else { throw BackupFault.notABackup(path) }
                let rows = try Row.fetchAll(
                    database, sql: "SELECT name, bytes FROM \(table) WHERE length(bytes) <= ? ORDER BY name LIMIT ?",
                    arguments: [longestKept, mostKept])
                return rows.map { Kept(name: $0["name"], bytes: [UInt8]($0["bytes"] as Data)) }
            }
        } catch is StoreFault {
            throw BackupFault.notABackup(path)
        } catch let error as DatabaseError {
            throw BackupFault.damaged(path, error.message ?? "it can't be read")
        }
    }
}

/// Why a backup can't be made or used.
public enum BackupFault: Error, Sendable, Equatable, CustomStringConvertible {
    case unreadable(String)
    case notABackup(String)
    case damaged(String, String)
    /// There is a file of that name already.
    case exists(String)
    /// Nothing can be written in a folder: the operating system's code.
    case noFolder(String, Int32)
    /// The home holds entries that the backup lacks: how many.
    case newer(String, UInt64)
    /// The home's store can't be read, so that nobody can tell what the backup lacks.
    case presentUnreadable(String)

    public var description: String {
        switch self {
        case .unreadable(let path): "there is no file \(path) that this user can read"
        case .notABackup(let path): "\(path) is no backup of pledged; `pledged backup FILE` makes one"
        case .damaged(let path, let detail): "\(path) is damaged: \(detail); nothing was restored"
        case .exists(let path): "\(path) is there already; choose another name"
        case .noFolder(let path, ENOENT): "there is no folder \(path); make it first, or choose another place for the backup"
        case .noFolder(let path, let code):
            "nothing can be written in \(path): \(String(cString: strerror(code))); choose another place for the backup"
        case .newer(let path, let count):
            "\(path) holds \(count) \(count == 1 ? "entry" : "entries") that the backup lacks; nothing was restored. With "
                + "--replace the backup takes its place, and the present store is kept beside it"
        case .presentUnreadable(let path):
            "\(path) can't be read, so nobody can tell what the backup lacks; try `pledged check --repair` first, or "
                + "--replace: the present store is then kept beside it"
        }
    }
}

extension Store {
    /// Writes the store as it stands now, with small files beside it, into one new file, while others read
    /// and write. The file has its name only once it is whole and on the disk.
    ///
    /// - Parameter progress: told about how many bytes are written, of how many.
    /// - Returns: the file's bytes.
    /// - Throws: ``BackupFault`` or ``StoreFault``
    public func backUp(
        to file: String, with kept: [BackupFile.Kept], progress: @escaping @Sendable (UInt64, UInt64) -> Void
    ) throws -> UInt64 {
        if access(file, F_OK) == 0 { throw BackupFault.exists(file) }
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        if access(folder.isEmpty ? "/" : folder, W_OK) != 0 { throw BackupFault.noFolder(folder, errno) }
        let fresh = "\(file).\(Sodium.randomBytes(4).hex).new"
        defer { unlink(fresh) }
        try Store.translating(file) {
            try copy(to: fresh, progress: progress)
            let queue = try DatabaseQueue(path: fresh)
            try queue.write { database in
                try database.execute(sql: "CREATE TABLE \(BackupFile.table) (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)")
                for one in kept {
                    try database.execute(
                        sql: "INSERT INTO \(BackupFile.table) (name, bytes) VALUES (?, ?)", arguments: [one.name, Data(one.bytes)])
                }
            }
            try queue.close()
        }
        try Self.sync(fresh)
        try Self.name(fresh, file)
        // Some file systems can't sync a folder, and need not.
        try? DurableFile.syncFolder(of: file)
        return UInt64(try StoreRepair.size(file))
    }

    private static func sync(_ fresh: String) throws {
        let descriptor = open(fresh, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw StoreFault.system(path: fresh, code: errno) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw StoreFault.system(path: fresh, code: errno) }
    }

    /// A link fails where a file of that name has come meanwhile, and renaming would write over it; but the
    /// file systems of sticks have no links.
    private static func name(_ fresh: String, _ file: String) throws {
        if link(fresh, file) == 0 { return }
        if errno == EEXIST { throw BackupFault.exists(file) }
        guard rename(fresh, file) == 0 else { throw StoreFault.system(path: file, code: errno) }
    }

    /// One moment's state as a file of its own (sqlite.org/lang_vacuum.html, "VACUUM INTO").
    private func copy(to fresh: String, progress: @escaping @Sendable (UInt64, UInt64) -> Void) throws {
        let queue = try StoreRepair.open(path)
        defer { try? queue.close() }
        let total = try queue.read { database in
            let pages = try UInt64.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            return pages * (try UInt64.fetchOne(database, sql: "PRAGMA page_size") ?? 0)
        }
        let watch = FileGrowth(fresh) { progress(min($0, total), total) }
        defer { watch.end() }
        try queue.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [fresh]) }
    }
}

/// Tells how a file grows that somebody else writes.
private final class FileGrowth: Sendable {
    private let timer: DispatchSourceTimerBox

    init(_ path: String, tell: @escaping @Sendable (UInt64) -> Void) {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "pledged.growth"))
        timer.schedule(deadline: .now() + .milliseconds(100), repeating: .milliseconds(100))
        timer.setEventHandler {
            if let size = try? StoreRepair.size(path) { tell(UInt64(max(0, size))) }
        }
        timer.resume()
        self.timer = DispatchSourceTimerBox(timer: timer)
    }

    func end() { timer.timer.cancel() }
}

/// A timer that is only cancelled, which any thread may do.
private struct DispatchSourceTimerBox: @unchecked Sendable { let timer: any DispatchSourceTimer }
