import Foundation

/// A file lock that one process holds around opening, migrating, write transactions, checkpoints and
/// closing: SQLite 3.40's WAL reset can lose pages when two processes do these at once.
final class StoreLock: @unchecked Sendable {
    private let descriptor: Int32
    private let path: String
    /// The file lock is the process's; this one is its threads'.
    private let threads = NSLock()
    /// How long a process waits for another before it says "busy".
    static let patience: Duration = .seconds(20)

    init(besides store: String) throws(StoreFault) {
        path = store + ".lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreFault.system(path: store, code: errno) }
    }

    deinit { close(descriptor) }

    func hold<T>(_ body: () throws -> T) throws -> T {
        threads.lock()
        defer { threads.unlock() }
        try take()
        defer { flock(descriptor, LOCK_UN) }
        return try body()
    }

    private func take() throws(StoreFault) {
        let deadline = ContinuousClock.now + Self.patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { throw .system(path: path, code: errno) }
            guard ContinuousClock.now < deadline else { throw .busy(path: path) }
            usleep(500)
        }
    }
}

extension StoreFault {
    /// The fault that an `errno` stands for.
    public static func system(path: String, code: Int32) -> StoreFault {
        switch code {
        case ENOSPC, EDQUOT: .full(path: path)
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOENT: .missing(path: path)
        default: .io(path: path, detail: String(cString: strerror(code)))
        }
    }
}
