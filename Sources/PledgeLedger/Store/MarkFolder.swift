import Foundation

/// The marks of one author key, in a folder of its own, one file a collective.
///
/// A mark says when it was written, and the file's change time says when the file came to be as it
/// is. Whoever copies or restores a file can set every other time, so a mark whose two times lie
/// apart was not left here by the signer. Moving the folders around it changes neither.
struct MarkFolder {
    let path: String
    /// How far the two times may lie apart, in milliseconds.
    let tolerance: UInt64

    /// A slow disk may take some seconds between the one and the other; nobody makes a backup, signs
    /// and restores it within them.
    static let usualTolerance: UInt64 = 10_000
    /// How often a mark is written anew whose writing took longer than the tolerance.
    private static let attempts = 3

    /// A mark as it lies in the folder.
    struct Held {
        var mark: Mark
        /// The entry that was signed last.
        let signed: Entry
        /// Whether the signer left the file as it is.
        let isInPlace: Bool
    }

    /// - Parameter makes: whether to make the folder where it is missing; without it nothing can be written.
    init(path: String, tolerance: UInt64 = usualTolerance, makes: Bool = true) throws(StoreFault) {
        self.path = path
        self.tolerance = tolerance
        guard makes else { return }
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .system(path: path, code: errno) }
    }

    func file(_ id: CollectiveID) -> String { "\(path)/\(id.hex).json" }

    /// Whether the key came here from a copy: where there is no mark, it may have signed all the same.
    var isTakenUp: Bool { access("\(path)/taken-up", F_OK) == 0 }

    /// One process at a time signs with this key.
    func hold<T>(_ body: () throws -> T) throws -> T {
        try StoreLock(besides: "\(path)/sign").hold(body)
    }

    /// The collectives that there are marks of, ascending.
    func collectives() -> [CollectiveID] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".json") }.compactMap { CollectiveID(hex: String($0.dropLast(5))) }.sorted()
    }

    func read(_ id: CollectiveID) throws -> Held? {
        guard let data = FileManager.default.contents(atPath: file(id)) else { return nil }
        guard let mark = try? JSONDecoder().decode(Mark.self, from: data), let signed = mark.signed else {
            throw SignFault.damagedMark(file(id))
        }
        return Held(mark: mark, signed: signed, isInPlace: isInPlace(file(id), written: mark.written))
    }

    /// Replaces the mark so that it survives power loss, before anything that depends on it.
    func write(_ entry: Entry, text: SaltedText?, on host: Mark.Host, _ id: CollectiveID) throws {
        removeLeft()
        try writeInPlace(file(id)) {
            try Mark(entry: entry.bytes.hex, host: host, written: $0, text: text?.bytes.hex).content
        }
    }

    /// Writes a file that says when it was written, anew where that took too long to be believed later.
    func writeInPlace(_ path: String, _ content: (_ now: UInt64) throws -> [UInt8]) throws {
        for _ in 0..<Self.attempts {
            let now = WallClock.now
            try DurableFile.write(content(now), to: path, mode: 0o600)
            if isInPlace(path, written: now) { return }
        }
    }

    /// Takes room on the disk for what the mark says now, so that it can be put back whatever happens.
    func reserve(_ id: CollectiveID) throws -> MarkReserve {
        try MarkReserve(mark: read(id)?.mark, file: file(id))
    }

    /// Removes files that killed processes left half-written.
    private func removeLeft() {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        for name in names {
            guard let left = name.wholeMatch(of: /[0-9a-f]{64}\.json\.([0-9]+)\.(new|back)/), let process = Int32(left.1),
                process != getpid(), kill(process, 0) != 0, errno == ESRCH
            else { continue }
            unlink("\(path)/\(name)")
        }
    }

    /// When the mark's file last changed in any way, in milliseconds since the Unix epoch; without a
    /// mark, when the folder did.
    func changed(_ id: CollectiveID) -> UInt64 {
        (DurableFile.times(of: file(id)) ?? DurableFile.times(of: path))?.changed ?? .max
    }

    /// After a repair: the store is a new file, and known to go on where the damaged one was. Marks
    /// that were made on the damaged one, and are in place, move along.
    func moveAlong(from damaged: Mark.Host, to repaired: Mark.Host) throws {
        for id in collectives() {
            guard let held = try? read(id), held.isInPlace, held.mark.host == damaged else { continue }
            try write(held.signed, text: held.mark.salted, on: repaired, id)
        }
        try moveMade(from: damaged, to: repaired)
    }

    /// Whether a file is as it was left here.
    /// - Parameter written: when it was, by its own word; earlier versions wrote no time, and a backup
    ///   mostly brings the file's own back, which does as well.
    func isInPlace(_ path: String, written: UInt64?) -> Bool {
        guard let times = DurableFile.times(of: path) else { return false }
        let written = written ?? times.modified
        return max(written, times.changed) - min(written, times.changed) <= tolerance
    }
}
