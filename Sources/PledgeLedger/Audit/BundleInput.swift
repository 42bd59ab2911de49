import Foundation

/// Reads a bundle's bytes in order through a bounded buffer, hashing them on the way.
final class BundleInput {
    let path: String
    /// Length of the file when it was opened.
    let size: UInt64
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    /// Index in the buffer of the next byte to hand out.
    private var next = 0
    /// Index in the buffer of the first byte that the hashes have not seen.
    private var hashed = 0
    /// Place in the file of the buffer's first byte.
    private var start: UInt64 = 0
    private var whole = SHA256(domain: BundleFormat.endDomain)
    private var part: SHA256?

    init(path: String) throws(BundleFault) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .system(path: path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let code = errno
            close(descriptor)
            throw .system(path: path, code: code)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path: path)
        }
        size = UInt64(clamping: status.st_size)
    }

    deinit { close(descriptor) }

    /// Place in the file of the next byte.
    var position: UInt64 { start + UInt64(next) }
    /// Bytes from here to the end of the file.
    var left: UInt64 { size - min(position, size) }

    func fault(_ flaw: BundleFlaw, at byte: UInt64) -> BundleFault { .flaw(path: path, byte: byte, flaw) }

    /// The next `count` bytes, which make up the thing that `what` names.
    func read(_ count: Int, _ what: @autoclosure () -> String) throws(BundleFault) -> [UInt8] {
        if buffer.count - next < count { try fill(count) }
        guard buffer.count - next >= count else {
            throw fault(.truncated(what(), needs: UInt64(count), left: UInt64(buffer.count - next)), at: position)
        }
        defer { next += count }
        return Array(buffer[next..<(next + count)])
    }

    /// A big-endian integer.
    func integer<T: FixedWidthInteger & UnsignedInteger>(
        _ type: T.Type, _ what: @autoclosure () -> String
    ) throws(BundleFault) -> T {
        try read(T.bitWidth / 8, what()).reduce(0) { $0 << 8 | T($1) }
    }

    /// Moves what is left to the buffer's front and reads on until it holds `count` bytes, or the file ends.
    private func fill(_ count: Int) throws(BundleFault) {
        settle()
        buffer.removeFirst(next)
        start += UInt64(next)
        (next, hashed) = (0, 0)
        let wanted = max(count, BundleFormat.bufferSize)
        while buffer.count < count {
            let held = buffer.count
            var code: Int32 = 0
            let got = wanted - held
            var more = [UInt8](repeating: 0, count: got)
            let received = Glibc.read(descriptor, &more, got)
            if received < 0 { code = errno }
            if received == 0 { return }
            guard received > 0 || code == EINTR else { throw .system(path: path, code: code) }
            buffer.append(contentsOf: more.prefix(max(received, 0)))
        }
    }

    /// Shows the hashes every byte that was handed out.
    private func settle() {
        guard hashed < next else { return }
        buffer.withUnsafeBytes { bytes in
            let fresh = UnsafeRawBufferPointer(rebasing: bytes[hashed..<next])
            whole.update(fresh)
            part?.update(fresh)
        }
        hashed = next
    }

    /// The digest that the end section has when it starts here.
    func endDigest() -> Digest {
        settle()
        return whole.finish()
    }

    /// Starts a hash of its own over the bytes from here.
    func startPart() {
        settle()
        part = SHA256()
    }

    /// The hash since `startPart`.
    func finishPart() -> Digest? {
        settle()
        defer { part = nil }
        return part?.finish()
    }
}
