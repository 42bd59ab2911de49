import Foundation

/// Where and when a key was made. It stands in for the mark of every collective in which the key has
/// signed nothing: a folder that was copied before the first signature there has no mark to tell by.
struct MadeMark: Codable, Equatable {
    var host: Mark.Host
    /// When it was written, in milliseconds since the Unix epoch.
    var written: UInt64
}

extension Signer {
    /// Notes beside a key that was made just now where that was: until the folder is copied or put back,
    /// a collective without a mark is one in which the key has signed nothing.
    /// - Parameter marks: a folder beside the key, outside the store; it is made where it is missing.
    /// - Throws: ``StoreFault``
    public static func noteMade(marks: String, beside store: Store) throws {
        try MarkFolder(path: marks).writeMade(on: Mark.Host(store: store.path))
    }
}

extension MarkFolder {
    private var madeFile: String { "\(path)/made" }

    /// Folders of earlier versions have no such note. The signer's lock is as old as they are, and nobody
    /// writes to it: a copy that keeps times shows.
    func isMadeOn(_ host: Mark.Host) -> Bool {
        guard let data = FileManager.default.contents(atPath: madeFile) else {
            return isInPlace("\(path)/sign.lock", written: nil)
        }
        guard let made = try? JSONDecoder().decode(MadeMark.self, from: data) else { return false }
        return made.host == host && isInPlace(madeFile, written: made.written)
    }

    func writeMade(on host: Mark.Host) throws {
        try writeInPlace(madeFile) { try MadeMark(host: host, written: $0).content }
    }

    /// After a repair: the store is a new file in the same place.
    func moveMade(from damaged: Mark.Host, to repaired: Mark.Host) throws {
        guard access(madeFile, F_OK) == 0, isMadeOn(damaged) else { return }
        try writeMade(on: repaired)
    }
}

private extension MadeMark {
    var content: [UInt8] {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            return try Array(encoder.encode(self))
        }
    }
}
