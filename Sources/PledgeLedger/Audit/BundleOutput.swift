import Foundation

/// Writes a bundle's sections under a temporary name, readable by the owner alone; only `finish`
/// gives the file its name. What is not finished is removed.
package final class BundleOutput {
    private let path: String
    private let temporary: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Bytes that were handed to the system.
    private var written: UInt64 = 0
    private var isFinished = false
    private var hash: SHA256?

    /// Makes the temporary file, in the folder of the file that it is to become.
    package convenience init(path: String, replace: Bool) throws {
        try BundleOutput.checkFree(path, replace: replace)
        let temporary = "\(path).\(Sodium.randomBytes(4).hex).new"
        let descriptor = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BundleFault.writing(path, code: errno) }
        self.init(path: path, temporary: temporary, descriptor: descriptor)
    }

    /// Writes to a file that is open; for tests of full disks.
    package init(path: String, temporary: String, descriptor: Int32) {
        self.path = path
        self.temporary = temporary
        self.descriptor = descriptor
        buffer.reserveCapacity(BundleFormat.bufferSize)
    }

    deinit {
        close(descriptor)
        if !isFinished { unlink(temporary) }
    }

    private static func checkFree(_ path: String, replace: Bool) throws(BundleFault) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        let isFile = status.st_mode & S_IFMT == S_IFREG
        guard replace, isFile else { throw isFile ? .exists(path: path) : .notAFile(path: path) }
    }

    /// Place of the next byte.
    package var position: UInt64 { written + UInt64(buffer.count) }

    package func write(_ bytes: UnsafeRawBufferPointer) throws {
        hash?.update(bytes)
        buffer.append(contentsOf: bytes)
        if buffer.count >= BundleFormat.bufferSize { try flush() }
    }

    package func write(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write($0) } }

    func write(_ value: some ThirtyTwoBytes) throws { try value.withUnsafeBytes { try write($0) } }

    func write(bigEndian value: some FixedWidthInteger) throws {
        try withUnsafeBytes(of: value.bigEndian) { try write($0) }
    }

    /// Bytes with their length before them.
    func write(counted bytes: UnsafeRawBufferPointer) throws {
        try write(bigEndian: UInt16(clamping: bytes.count))
        try write(bytes)
    }

    func write(counted bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try write(counted: $0) } }

    /// Writes a section, whose length is known when its payload is there. One that stays empty is left out.
    /// - Returns: SHA-256 of the payload.
    @discardableResult
    func section(_ section: BundleFormat.Section, _ payload: () throws -> Void) throws -> Digest {
        let header = position
        try write([section.rawValue] + [UInt8](repeating: 0, count: 8))
        hash = SHA256()
        try payload()
        let digest = hash?.finish() ?? .zero
        hash = nil
        try flush()
        let length = written - header - BundleFormat.headerLength
        if length == 0 {
            guard ftruncate(descriptor, off_t(header)) == 0, lseek(descriptor, off_t(header), SEEK_SET) >= 0
            else { throw BundleFault.writing(path, code: errno) }
            written = header
        } else {
            try put(Self.bytes(of: length), at: header + 1)
        }
        return digest
    }

    private static func bytes(of length: UInt64) -> [UInt8] {
        withUnsafeBytes(of: length.bigEndian) { Array($0) }
    }

    private func put(_ bytes: [UInt8], at place: UInt64) throws {
        let done = pwrite(descriptor, bytes, bytes.count, off_t(place))
        guard done == bytes.count else { throw BundleFault.writing(path, code: done < 0 ? errno : ENOSPC) }
    }

    package func flush() throws {
        var done = 0
        while done < buffer.count {
            let count = buffer.withUnsafeBytes { bytes in
                Glibc.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
            }
            guard count > 0 || errno == EINTR else { throw BundleFault.writing(path, code: count < 0 ? errno : ENOSPC) }
            done += max(count, 0)
        }
        written += UInt64(done)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Ends the bundle, and gives the file its name once it is on the disk.
    /// - Returns: its length.
    func finish() throws -> UInt64 {
        try flush()
        let digest = try digestOfFile()
        try section(.end) { try write(digest) }
        guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
            throw BundleFault.writing(path, code: errno)
        }
        isFinished = true
        // Some file systems can't, and need not.
        try? DurableFile.syncFolder(of: path)
        return written
    }

    /// Reads back what was written, since section lengths were put in afterwards.
    private func digestOfFile() throws -> Digest {
        var hash = SHA256(domain: BundleFormat.endDomain)
        var chunk = [UInt8](repeating: 0, count: BundleFormat.bufferSize)
        var place: UInt64 = 0
        while place < written {
            let count = pread(descriptor, &chunk, chunk.count, off_t(place))
            guard count > 0 else { throw BundleFault.system(path: path, code: count < 0 ? errno : EIO) }
            chunk.withUnsafeBytes { hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            place += UInt64(count)
        }
        return hash.finish()
    }
}
