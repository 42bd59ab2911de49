import Foundation
import GRDB

/// A store on a medium that can't be written, such as a stick that is locked or somebody else's folder:
/// it is only read, and no lock or log is made beside it. The same on a disk without room for a log.
enum ReadOnlyStore {
    /// Whether the store is there and nothing can be written where it is.
    static func isNeeded(_ path: String) -> Bool {
        guard access(path, R_OK) == 0 else { return false }
        return access(DurableFile.folder(of: path), W_OK) != 0 || access(path, W_OK) != 0
    }

    /// - Parameter lacksRoom: whether the store could be written, but for the disk's room.
    /// - Throws: ``StoreFault``
    static func open(_ path: String, lacksRoom: Bool = false) throws -> DatabaseQueue {
        try Store.translating(path) {
            let name = try lacksRoom ? nameWithoutRoom(path) : name(path)
            try Store.checkOwner(path, as: name)
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(10)
            let queue = try DatabaseQueue(path: name, configuration: configuration)
            let (isNewer, isCurrent) = try queue.read {
                (try Schema.migrator.hasBeenSuperseded($0), try Store.isCurrent($0))
            }
            if isNewer { throw StoreFault.newer(path: path) }
            // A store of an earlier version would have to be changed before it can be read.
            guard isCurrent else { throw lacksRoom ? StoreFault.older(path: path) : .readOnly(path: path) }
            return queue
        }
    }

    /// Without a log the file is all there is, and SQLite is told that nobody changes it; else it needs
    /// the index of the log, which it reads where it is (sqlite.org/wal.html, "Read-Only Databases").
    private static func name(_ path: String) throws -> String {
        var status = stat()
        let log = stat(path + "-wal", &status) == 0 ? status.st_size : 0
        guard log == 0 else {
            guard access(path + "-shm", R_OK) == 0 else {
                throw StoreFault.io(
                    path: path, detail: "it can't be written, and part of it is in \(path)-wal; copy both to a folder of yours")
            }
            return path
        }
        return uri(path, "immutable=1")
    }

    /// SQLite reads the log without a file for its index, as long as nobody writes, and goes on with that of whoever does
    /// (sqlite.org/uri.html and wal.c, "readonly_shm"). Both files have to be there, and empty ones take no room.
    private static func nameWithoutRoom(_ path: String) throws -> String {
        for end in ["-wal", "-shm"] where access(path + end, F_OK) != 0 {
            let descriptor = Glibc.open(path + end, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw StoreFault.system(path: path, code: errno) }
            close(descriptor)
        }
        return uri(path, "readonly_shm=1")
    }

    private static func uri(_ path: String, _ option: String) -> String {
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        guard let escaped = absolute.addingPercentEncoding(withAllowedCharacters: allowed) else { return path }
        return "file://\(escaped)?\(option)"
    }
}
