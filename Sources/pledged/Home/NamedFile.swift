import Foundation

/// A file that somebody named to be read.
enum NamedFile {
    /// - Throws: ``CommandFault`` for a path where nothing is, and for a folder.
    static func check(_ path: String) throws(CommandFault) {
        var status = stat()
        guard stat(path, &status) == 0 else {
            guard errno == ENOENT || errno == ENOTDIR else { return }
            throw CommandFault(.missing, "there is no file \(path)")
        }
        guard isFolder(path) else { return }
        throw CommandFault(.badData, "\(path) is a folder; name a file in it")
    }

    /// The bytes of a small file.
    /// - Throws: ``CommandFault``
    static func bytes(_ path: String, atMost longest: Int) throws(CommandFault) -> [UInt8] {
        try check(path)
        guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: longest + 1) else {
            if access(path, R_OK) == 0 { return [] }
            throw CommandFault(.notAllowed, "\(path) can't be read")
        }
        guard data.count <= longest else { throw CommandFault(.badData, "\(path) is longer than \(longest) bytes; no such file is") }
        return Array(data)
    }

    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }
}
