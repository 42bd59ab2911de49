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

    /// Holds the lock where nobody else does; else does nothing.
    func holdIfFree(_ body: () throws -> Void) rethrows {
        guard threads.try() else { return }
        defer { threads.unlock() }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { return }
        defer { flock(descriptor, LOCK_UN) }
        try body()
    }

    /// Holds the lock while nobody has the store open; nobody can open it meanwhile.
    /// - Parameter patience: how long others may take to close it.
    /// - Throws: ``StoreFault/busy(path:)`` when they don't.
    func holdAlone<T>(_ store: String, patience: Duration = .seconds(5), _ body: () throws -> T) throws -> T {
        let deadline = ContinuousClock.now + patience
        var watch = try OpenWatch(store)
        while true {
            let done: T? = try hold {
                if !watch.isCurrent { watch = try OpenWatch(store) }
                return try watch.isOpen() ? nil : body()
            }
            if let done { return done }
            guard ContinuousClock.now < deadline else { throw StoreFault.busy(path: store) }
            usleep(20_000)
        }
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

/// Tells whether any connection, of this process or another, has a store open: SQLite keeps a shared
/// lock on 510 bytes from 2^30 + 2 of a file with a log for as long as it is open (its os_unix.c).
private final class OpenWatch {
    private let path: String
    private let descriptor: Int32

    init(_ path: String) throws(StoreFault) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
    }

    /// Closing any descriptor of the file ends this process's own locks on it, SQLite's included, so
    /// that one descriptor serves for all the waiting.
    deinit { close(descriptor) }

    /// Whether it watches the file that is at the path now.
    var isCurrent: Bool {
        var held = stat(), found = stat()
        return fstat(descriptor, &held) == 0 && stat(path, &found) == 0
            && held.st_ino == found.st_ino && held.st_dev == found.st_dev
    }

    func isOpen() throws(StoreFault) -> Bool {
        var range = Glibc.flock()
        range.l_type = Int16(F_WRLCK)
        range.l_whence = Int16(SEEK_SET)
        range.l_start = 0x4000_0002
        range.l_len = 510
        if fcntl(descriptor, Self.setOpenFileLock, &range) != 0 {
            guard errno == EAGAIN || errno == EACCES else { throw .system(path: path, code: errno) }
            return true
        }
        // It was only a question; the lock that is held beside it keeps others from opening.
        range.l_type = Int16(F_UNLCK)
        guard fcntl(descriptor, Self.setOpenFileLock, &range) == 0 else { throw .system(path: path, code: errno) }
        return false
    }

    /// Linux's F_OFD_SETLK: a lock of the open file and not of the process, which so sees the process's
    /// own connections too. Not every C library's header shows it to Swift.
    private static let setOpenFileLock: Int32 = 37
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
