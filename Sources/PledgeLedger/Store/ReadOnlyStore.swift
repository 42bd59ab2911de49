import Foundation
import GRDB

/// A store on a medium that can't be written, such as a stick that is locked or somebody else's folder:
/// it is only read, and no lock or log is made beside it.
enum ReadOnlyStore {
    /// Whether the store is there and nothing can be written where it is.
    static func isNeeded(_ path: String) -> Bool {
        guard access(path, R_OK) == 0 else { return false }
        return access(DurableFile.folder(of: path), W_OK) != 0 || access(path, W_OK) != 0
    }

    /// - Throws: ``StoreFault``
    static func open(_ path: String) throws -> DatabaseQueue {
        try Store.translating(path) {
            let name = try name(path)
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
            guard isCurrent else { throw StoreFault.readOnly(path: path) }
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
        let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#%"))
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        guard let escaped = absolute.addingPercentEncoding(withAllowedCharacters: allowed) else { return path }
        return "file://\(escaped)?immutable=1"
    }
}
