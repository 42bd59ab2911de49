import Foundation

/// What a mark said before it was written anew, and the room on the disk to say it again: a full disk
/// has none left for another file.
struct MarkReserve {
    private let mark: Mark?
    private let file: String
    private let room: String

    /// - Parameter mark: nil where there was none.
    init(mark: Mark?, file: String) throws {
        self.mark = mark
        self.file = file
        room = "\(file).\(getpid()).back"
        unlink(room)
        if let mark { try DurableFile.create(mark.content, at: room, mode: 0o600, syncs: false) }
    }

    /// Makes the mark say what it said, so that it survives power loss.
    func putBack() throws {
        guard var mark else {
            guard unlink(file) == 0 || errno == ENOENT else { throw StoreFault.system(path: file, code: errno) }
            return try DurableFile.syncFolder(of: file)
        }
        mark.written = WallClock.now
        try DurableFile.overwrite(mark.content, at: room)
        guard rename(room, file) == 0 else { throw StoreFault.system(path: file, code: errno) }
        try DurableFile.syncFolder(of: file)
    }

    func discard() { unlink(room) }
}
