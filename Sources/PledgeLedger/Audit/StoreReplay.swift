import Foundation
import GRDB

/// Computes every row of one collective anew from its entries, in a store of its own that goes away
/// with this. Rows that do not depend on the order in which entries came are then equal.
final class StoreReplay {
    /// What a store holds of one collective.
    struct Contents {
        let charter: VerifiedEntry
        let ledger: LedgerContents
        /// Entries of all feeds, those that wait included, each feed in order.
        let entries: [VerifiedEntry]
        let proofs: [ForkProof]
        let beside: [CollectiveAudit.Beside]
    }

    private let folder: String
    private let store: Store

    /// - Parameter path: the store beside which there is room.
    init(beside path: String) throws {
        // Beside a store that can't be written there is no room.
        let place = ReadOnlyStore.isNeeded(path)
            ? FileManager.default.temporaryDirectory.appendingPathComponent(URL(fileURLWithPath: path).lastPathComponent).path : path
        Self.removeLeft(beside: place)
        folder = "\(place).check-\(getpid())"
        try? FileManager.default.removeItem(atPath: folder)
        guard mkdir(folder, 0o700) == 0 else { throw StoreFault.system(path: folder, code: errno) }
        do { store = try Store(at: "\(folder)/replay.sqlite", missing: .create, limits: .boundless) } catch {
            // What was never whole has no end of its own.
            try? FileManager.default.removeItem(atPath: folder)
            throw error
        }
    }

    deinit {
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Folders that a killed process left.
    private static func removeLeft(beside path: String) {
        let url = URL(fileURLWithPath: path), prefix = url.lastPathComponent + ".check-"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        for name in names where name.hasPrefix(prefix) {
            guard let process = Int32(name.dropFirst(prefix.count)), kill(process, 0) != 0, errno == ESRCH else { continue }
            try? FileManager.default.removeItem(at: url.deletingLastPathComponent().appendingPathComponent(name))
        }
    }

    /// Takes what is held, and hands the rows that follow from it to `body`.
    func rows<T>(of contents: Contents, _ body: (Database, CollectiveRow) throws -> T) throws -> T {
        let id = contents.ledger.collective
        try store.join(id, charter: contents.charter)
        try store.takeFeeds(of: contents.ledger, texts: [:]) { _, _ in }
        for proof in contents.proofs { _ = try store.take(proof) }
        let kept = Set(contents.ledger.feeds.map(\.author))
        try take(contents.entries.filter { !kept.contains($0.entry.author) }, into: id)
        // What a fork cut off can't be cut off again; it is put where it lay.
        try store.appending(to: id, .normal) { appender in
            for proof in contents.proofs where !kept.contains(proof.author) { try appender.putFork(proof) }
            for beside in contents.beside where beside.why != .erasure { try appender.putBeside(beside.entry) }
            for beside in contents.beside where beside.why == .erasure { try appender.eraseBeside(beside.entry, isHeld: true) }
        }
        // What fails in the body is the audited store: its error is not to name this one.
        return try store.pool.read { database in
            guard let row = try CollectiveTable(database: database).find(id) else { throw StoreFault.noCollective(id) }
            return try body(database, row)
        }
    }

    private func take(_ entries: [VerifiedEntry], into id: CollectiveID) throws {
        for start in stride(from: 0, to: entries.count, by: StoreLimits.group) {
            let group = entries[start..<min(start + StoreLimits.group, entries.count)]
            _ = try store.take(group.map { Offer($0) }, into: id)
        }
    }
}

extension Appender {
    /// Ends the feed of an author who waits, or who left, where their fork is.
    fileprivate func putFork(_ proof: ForkProof) throws {
        if try load(proof.author) == nil { _ = try begin(proof.author, distance: nil) }
        _ = try note(proof)
    }

    /// Puts an entry beside the feeds as a fork would.
    fileprivate func putBeside(_ entry: VerifiedEntry) throws {
        guard try entries.find(entry.entry.id, collective: collective.number) == nil else { return }
        if try aside.find(entry.entry.id) == nil {
            try putAside(entry, why: .evidence, text: nil)
        }
        try define(entry)
        try eraseBeside(entry, isHeld: true)
    }
}

extension StoreLimits {
    /// Whatever a store holds, it was let in once.
    static var boundless: StoreLimits {
        var limits = StoreLimits()
        limits.waitingEntries = .max
        limits.waitingBytes = .max
        limits.waitingFeeds = .max
        limits.feeds = .max
        limits.bytes = .max
        return limits
    }
}
