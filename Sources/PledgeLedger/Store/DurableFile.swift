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
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        var done = 0
        var code: Int32 = 0
        while done < bytes.count, code == 0 {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done) }
            if count > 0 { done += count } else if errno != EINTR { code = errno }
        }
        if code == 0, fsync(descriptor) != 0 { code = errno }
        close(descriptor)
        guard code == 0 else {
            unlink(path)
            throw .system(path: path, code: code)
        }
    }

    /// When a file last changed in any way, and when its content did, in milliseconds since the Unix
    /// epoch; nil where there is none. Programs can set the second; the first comes from the system's clock.
    static func times(of path: String) -> (changed: UInt64, modified: UInt64)? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return (status.st_ctim.milliseconds, status.st_mtim.milliseconds)
    }

    /// Makes names that were given or taken away in a file's folder survive power loss.
    static func syncFolder(of path: String) throws(StoreFault) {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system(path: folder, code: errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system(path: folder, code: errno) }
    }
}
