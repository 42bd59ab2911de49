import Foundation

/// What a signer last did in one collective, kept beside the key and outside the store: the whole
/// last signed entry, the machine and store that it was signed on, and when.
///
/// It is synced before the store commits, so a store is at most one entry behind its mark; a store
/// further back, or elsewhere, is a copy or a backup, and signing on it could fork. A backup that
/// brings store and mark back together is told by the mark's file: see ``MarkFolder``.
struct Mark: Codable, Equatable {
    var entry: String
    var host: Host
    /// When it was written, in milliseconds since the Unix epoch; nil in marks of earlier versions.
    var written: UInt64?
    /// The entry's text with its salt, in hex; nil where it has none. If the store never got it, it is here alone.
    var text: String?

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

        var name: String { "\(machine)/\(device)/\(inode)" }
    }

    var signed: Entry? { [UInt8](hex: entry).flatMap { try? Entry($0) } }
    var salted: SaltedText? { text.flatMap { [UInt8](hex: $0) }.flatMap { try? SaltedText(bytes: $0) } }

    /// The file's content; as long as that of the same mark written at another time.
    var content: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return try Array(encoder.encode(self))
        }
    }
}

/// The machine's clock, for what has to agree with the times of files.
enum WallClock {
    /// Milliseconds since the Unix epoch.
    static var now: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return time.milliseconds
    }
}

extension timespec {
    /// Milliseconds since the Unix epoch; 0 for times before it.
    var milliseconds: UInt64 { UInt64(max(0, tv_sec)) * 1_000 + UInt64(max(0, tv_nsec)) / 1_000_000 }
}
