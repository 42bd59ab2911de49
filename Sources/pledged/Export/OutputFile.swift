import Foundation
import PledgeLedger

/// A text file that a command writes, or standard output where the path is `-`. The file has its name
/// only once it is whole and on the disk; its owner alone can read it.
final class OutputFile {
    private let path: String
    private let temporary: String
    private var handle: FileHandle?

    /// - Parameter replace: whether a file of that name may be written over.
    /// - Throws: ``CommandFault`` where there is one that may not; ``BundleFault`` of the system.
    init(_ path: String, replace: Bool) throws {
        self.path = path
        temporary = "\(path).\(Sodium.randomBytes(4).hex).new"
        guard path != "-" else { return }
        var status = stat()
        if lstat(path, &status) == 0 {
            guard status.st_mode & S_IFMT == S_IFREG else {
                throw CommandFault(.exists, "\(path) is no file; choose another name")
            }
            guard replace else {
                throw CommandFault(.exists, "\(path) is there already; choose another name, or --replace writes over it")
            }
        }
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BundleFault.system(path: path, code: errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    deinit { if handle != nil { unlink(temporary) } }

    func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    func write(_ bytes: [UInt8]) throws {
        guard let handle else {
            Output.raw(bytes)
            return try Output.check()
        }
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw fault
        }
    }

    /// Ends the file and gives it its name.
    func finish() throws {
        guard let open = handle else { return try Output.flush() }
        guard fsync(open.fileDescriptor) == 0, rename(temporary, path) == 0 else { throw fault }
        handle = nil
        // Some file systems can't, and need not.
        try? DurableFile.syncFolder(of: path)
    }

    /// Writes a whole file.
    static func write(_ text: String, to path: String, replace: Bool) throws {
        let file = try OutputFile(path, replace: replace)
        try file.write(text)
        try file.finish()
    }

    /// The same of bytes.
    static func write(_ bytes: [UInt8], to path: String, replace: Bool) throws {
        let file = try OutputFile(path, replace: replace)
        try file.write(bytes)
        try file.finish()
    }

    private var fault: BundleFault { .system(path: path, code: errno == 0 ? EIO : errno) }
}
