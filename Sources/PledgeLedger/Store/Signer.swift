import Foundation
import GRDB

/// Signs one author's entries into a store without ever forking by accident.
public struct Signer {
    let store: Store
    let key: SigningKey
    let marks: MarkFolder

    /// - Parameter marks: a folder beside the key, outside the store.
    public init(store: Store, key: SigningKey, marks: String) throws {
        try self.init(store: store, key: key, marks: marks, tolerance: MarkFolder.usualTolerance)
    }

    /// - Parameter tolerance: how late a mark's file may come to be, in milliseconds.
    package init(store: Store, key: SigningKey, marks: String, tolerance: UInt64) throws {
        self.store = store
        self.key = key
        self.marks = try MarkFolder(path: marks, tolerance: tolerance)
    }

    /// What a person may insist on.
    public struct Insistence: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// Sign although no peer has confirmed that this store has the newest entry.
        public static let riskFork = Insistence(rawValue: 1)
        /// Sign although the clock seems wrong.
        public static let anyClock = Insistence(rawValue: 2)
    }

    /// A clock this far off is not signed with.
    public static let clockTolerance: Int64 = 10 * 60 * 1000

    /// Signs and appends one entry; it is on the disk when this returns.
    ///
    /// - Parameter now: milliseconds since the Unix epoch.
    /// - Throws: ``SignFault``, ``StoreFault``, ``VoidReason`` or ``TextFault``; nothing is signed then,
    ///   but for ``SignFault/notStored(_:why:)``.
    public func sign(
        _ facts: Facts, text: SaltedText? = nil, in collective: CollectiveID, now: UInt64,
        insisting: Insistence = []
    ) throws -> Entry {
        let bytes = try FactsCodec.encode(facts)
        return try marks.hold {
            let host = try Mark.Host(store: store.path)
            _ = try settleMark(collective, host: host, insisting: insisting)
            let reserve = try marks.reserve(collective)
            defer { reserve.discard() }
            var marked: Entry?
            do {
                return try store.appending(to: collective, .full) { appender in
                    let state = try appender.load(key.publicKey)?.state ?? FeedState()
                    try refuseIfForked(state)
                    try checkClock(now, state, appender, insisting: insisting)
                    let entry = try Entry.sign(
                        Entry.Draft(
                            collective: collective, seq: state.stop + 1, prev: state.stopID, time: now,
                            commitment: text?.commitment ?? .zero, facts: bytes),
                        with: key)
                    let verified = EntryVerifier.verifiedBefore(entry)
                    if let reason = verified.reading.voidReason { throw reason }
                    let taken = try appender.take([Offer(verified, text: text)]).first ?? .full
                    guard taken == .verdict(.accepted) else { throw SignFault.notTaken(taken) }
                    marked = entry
                    try marks.write(entry, text: text, on: host, collective)
                    return entry
                }
            } catch {
                guard let marked else { throw error }
                return try takeBack(marked, in: collective, to: reserve, after: error)
            }
        }
    }

    /// Puts the entry into the store that was signed last and did not get there, because the disk was
    /// full or the process was killed. Whoever is about to sign asks for it first, to tell the person.
    ///
    /// - Returns: that entry; nil where there is none.
    /// - Throws: ``SignFault`` or ``StoreFault``
    public func recover(in collective: CollectiveID) throws -> Entry? {
        try marks.hold {
            guard case .ahead = try marks.standing(of: key.publicKey, in: collective, store) else { return nil }
            return try settleMark(collective, host: try Mark.Host(store: store.path), insisting: [])
        }
    }

    /// Brings mark and store together, or refuses.
    /// - Returns: the entry that the mark had and the store had not.
    private func settleMark(_ collective: CollectiveID, host: Mark.Host, insisting: Insistence) throws -> Entry? {
        switch try marks.standing(of: key.publicKey, in: collective, store) {
        case .settled: return nil
        case .doubtful(let doubt):
            try confirm(collective, host: host, why: doubt, insisting: insisting)
            return nil
        case .ahead(let last):
            var verifier = EntryVerifier()
            guard last.author == key.publicKey, let whole = try? verifier.verify(last) else {
                throw SignFault.damagedMark(marks.file(collective))
            }
            let offer = Offer(whole, text: try marks.read(collective)?.mark.salted)
            let taken = try store.take([offer], into: collective, durability: .full)
            guard taken == [.verdict(.accepted)] else { throw SignFault.notTaken(taken.first ?? .full) }
            return last
        }
    }

    /// The commit failed after its mark was written: the mark is put back, so that nothing was signed.
    /// - Returns: the entry, where it was committed all the same.
    /// - Throws: the error that it failed with; ``SignFault/notStored(_:why:)`` where the mark has to stay.
    private func takeBack(
        _ entry: Entry, in collective: CollectiveID, to reserve: MarkReserve, after error: any Error
    ) throws -> Entry {
        guard let held = try? store.feed(of: key.publicKey, in: collective)?.head.id ?? .zero else {
            throw SignFault.notStored(entry, why: "\(error)")
        }
        if held == entry.id { return entry }
        // After an I/O error the disk may hold the commit, and bring it back with the next power cut.
        if let fault = error as? StoreFault, case .io = fault { throw SignFault.notStored(entry, why: "\(error)") }
        guard (try? reserve.putBack()) != nil else { throw SignFault.notStored(entry, why: "\(error)") }
        throw error
    }

    /// Signs on a store that may have gone back only when a peer confirmed its head, or the owner insists.
    private func confirm(
        _ collective: CollectiveID, host: Mark.Host, why: SignFault.Doubt, insisting: Insistence
    ) throws {
        if !insisting.contains(.riskFork) {
            guard try marks.isConfirmed(key.publicKey, in: collective, store, on: host) else {
                let stop = try store.feed(of: key.publicKey, in: collective)?.head.stop ?? 0
                throw SignFault.unconfirmed(why, seq: stop)
            }
        }
        if let entry = try store.headEntry(of: key.publicKey, in: collective) {
            try marks.write(entry, text: nil, on: host, collective)
        }
        try store.renewIncarnation()
    }

    private func refuseIfForked(_ state: FeedState) throws(SignFault) {
        if state.isForked { throw .forked(at: state.fork) }
    }

    private func checkClock(_ now: UInt64, _ state: FeedState, _ appender: Appender, insisting: Insistence) throws {
        guard !insisting.contains(.anyClock) else { return }
        if state.stop > 0, let feed = try appender.load(key.publicKey),
            let last = try appender.entries.entry(feed: feed.number, seq: state.stop)
        {
            let behind = last.entry.time.subtractingReportingOverflow(now)
            if !behind.overflow, behind.partialValue > UInt64(Self.clockTolerance) {
                throw SignFault.clockBehind(seconds: behind.partialValue / 1000)
            }
        }
        let offset = try Meta.read(.clockOffset, appender.database)
            .flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? 0
        if offset.magnitude > UInt64(Self.clockTolerance) { throw SignFault.clockOff(seconds: offset / 1000) }
    }
}
