import Foundation

/// Writing a small file so that either the old or the new content survives power loss.
public enum DurableFile {
    /// Writes to a temporary name, syncs, renames, and syncs the folder.
    /// - Throws: ``StoreFault``
    public static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StoreFault) {
        let temporary = "\(path).\(getpid()).new"
        unlink(temporary)
        try create(bytes, at: temporary, mode: mode)
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw .system(path: path, code: code)
        }
        try syncFolder(of: path)
    }

    /// Writes a file that must not exist yet. It is never readable by others, not even briefly.
    /// - Throws: ``StoreFault``
    public static func create(_ bytes: [UInt8], at path: String, mode: mode_t) throws(StoreFault) {
        try create(bytes, at: path, mode: mode, syncs: true)
    }

    /// - Parameter syncs: whether it is on the disk when this returns, or only has its room there.
    static func create(_ bytes: [UInt8], at path: String, mode: mode_t, syncs: Bool) throws(StoreFault) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        let code = fill(descriptor, bytes, syncs: syncs)
        guard code == 0 else {
            unlink(path)
            throw .system(path: path, code: code)
        }
    }

    /// Writes over a file that is as long, in its place and its room.
    static func overwrite(_ bytes: [UInt8], at path: String) throws(StoreFault) {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        let code = fill(descriptor, bytes, syncs: true)
        guard code == 0 else { throw .system(path: path, code: code) }
    }

    /// Writes from the start, and closes. - Returns: an `errno`; 0 when all went well.
    private static func fill(_ descriptor: Int32, _ bytes: [UInt8], syncs: Bool) -> Int32 {
        defer { close(descriptor) }
        var done = 0
        var code: Int32 = 0
        while done < bytes.count, code == 0 {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count > 0 { done += count } else if errno != EINTR { code = errno }
        }
        if code == 0, syncs, fsync(descriptor) != 0 { code = errno }
        return code
    }

    /// The folder that a path names a file in.
    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// When a file last changed in any way, and when its content did, in milliseconds since the Unix
    /// epoch; nil where there is none. Programs can set the second; the first comes from the system's clock.
    static func times(of path: String) -> (changed: UInt64, modified: UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (status.st_ctim.milliseconds, status.st_mtim.milliseconds)
    }

    /// Whether so many bytes can be written beside a file: it takes them from the disk and gives them back.
    package static func hasRoom(_ bytes: Int, besides path: String) -> Bool {
        let trial = "\(path).\(getpid()).room"
        let descriptor = open(trial, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return false }
        defer {
            close(descriptor)
            unlink(trial)
        }
        return posix_fallocate(descriptor, 0, bytes) == 0
    }

    /// Bytes that this user can still write beside a file, as the file system says; nil where it says nothing.
    package static func room(besides path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(folder(of: path), &status) == 0, status.f_blocks > 0 else { return nil }
        let blocks = UInt64(geteuid() == 0 ? status.f_bfree : status.f_bavail)
        return blocks.multipliedReportingOverflow(by: UInt64(status.f_frsize)).partialValue
    }

    /// Makes names that were given or taken away in a file's folder survive power loss.
    package static func syncFolder(of path: String) throws(StoreFault) {
        let folder = folder(of: path)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(path: folder, code: errno) }
    }
}
