import Foundation
import PledgeLedger

/// How a secret key lies on the disk: a line that says what it is, then the seed with a checksum.
package struct KeyFile: Sendable {
    private let comment: String
    private let prefix: String

    package static let author = KeyFile(
        comment: "# pledged author key: whoever has this signs in your name. Keep it secret, keep a copy.",
        prefix: "pledgesecret")
    package static let node = KeyFile(
        comment: "# pledged node key: names this machine to other nodes. It signs no entries.",
        prefix: "nodesecret")

    /// Writes a new key's file, readable by its owner alone from the first moment.
    /// - Throws: ``HomeFault/exists(_:)`` when there is one.
    package func create(_ key: SigningKey, at path: String) throws {
        if access(path, F_OK) == 0 { throw HomeFault.exists(path) }
        let text = "\(comment)\n\(Bech32m.encode(prefix: prefix, bytes: key.seed))\n"
        try DurableFile.create(Array(text.utf8), at: path, mode: 0o600)
    }

    /// Reads a key from a plain file that its owner alone can read.
    /// - Throws: ``HomeFault``
    package func read(_ path: String) throws(HomeFault) -> SigningKey {
        guard let key = key(in: try Self.contents(path)) else {
            throw .damaged(path, "it should hold one line that starts with \(prefix)1; put it back from your backup")
        }
        return key
    }

    /// The key that a file's bytes hold; nil where they are no such file's.
    package func key(in bytes: [UInt8]) -> SigningKey? {
        guard bytes.count <= Self.longest else { return nil }
        let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
        guard lines.count == 1, let content = try? Bech32m.decode(String(lines[0])), content.prefix == prefix,
            let seed = Bech32m.bytes(content.values)
        else { return nil }
        return SigningKey(seed: seed)
    }

    /// Bytes of a key's file that are read; it has about 170.
    private static let longest = 1_024

    /// The checks and the bytes come from one open file, so nothing can change between them.
    private static func contents(_ path: String) throws(HomeFault) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT: throw .keyMissing(path)
            case ELOOP: throw .isLink(path)
            case EACCES, EPERM: throw .notAllowed(path)
            default: throw .io(path, String(cString: strerror(errno)))
            }
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw .io(path, String(cString: strerror(errno))) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .isLink(path) }
        guard status.st_uid == geteuid() else { throw .notOwned(path) }
        guard status.st_mode & 0o077 == 0 else { throw .readableByOthers(path, isFolder: false) }
        var bytes = [UInt8](repeating: 0, count: longest)
        let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw .io(path, String(cString: strerror(errno))) }
        return Array(bytes.prefix(count))
    }
}
