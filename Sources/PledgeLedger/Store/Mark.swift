import Foundation

/// What a signer last did in one collective, kept beside the key and outside the store: the whole
/// last signed entry, and the machine and store that it was signed on.
///
/// It is synced before the store commits, so a store is at most one entry behind its mark; a store
/// further back, or elsewhere, is a copy or a backup, and signing on it could fork.
struct Mark: Codable, Equatable {
    var entry: String
    var host: Host

    /// Where a store lives: a copy of the file has another inode, a copy of the disk another machine id.
    struct Host: Codable, Equatable {
        var machine: String
        var device: UInt64
        var inode: UInt64

        init(store path: String) throws(StoreFault) {
            var status = stat()
            guard stat(path, &status) == 0 else { throw .system(path: path, code: errno) }
            device = UInt64(status.st_dev)
            inode = UInt64(status.st_ino)
            machine = (try? String(contentsOfFile: "/etc/machine-id", encoding: .utf8))?
                .trimmingCharacters(in: .whitespacesAndNewlines) ?? "none"
        }
    }

    var signed: Entry? { [UInt8](hex: entry).flatMap { try? Entry($0) } }
}

/// The marks of one author key, in a folder of its own, one file a collective.
struct MarkFolder {
    let path: String

    init(path: String) throws(StoreFault) {
        self.path = path
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(path: path, code: errno) }
    }

    func file(_ id: CollectiveID) -> String { "\(path)/\(id.hex).json" }

    /// One process at a time signs with this key.
    func hold<T>(_ body: () throws -> T) throws -> T {
        try StoreLock(besides: "\(path)/sign").hold(body)
    }

    func read(_ id: CollectiveID) throws -> Mark? {
        guard let data = FileManager.default.contents(atPath: file(id)) else { return nil }
        guard let mark = try? JSONDecoder().decode(Mark.self, from: data), mark.signed != nil else {
            throw SignFault.damagedMark(file(id))
        }
        return mark
    }

    /// Replaces the mark so that it survives power loss, before anything that depends on it.
    func write(_ mark: Mark, _ id: CollectiveID) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try DurableFile.write(Array(encoder.encode(mark)), to: file(id), mode: 0o600)
    }
}
