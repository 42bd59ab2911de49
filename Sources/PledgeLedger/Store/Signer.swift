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
    /// - Throws: ``SignFault``, ``StoreFault``, ``VoidReason`` or ``TextFault``; nothing is signed then.
    public func sign(
        _ facts: Facts, text: SaltedText? = nil, in collective: CollectiveID, now: UInt64,
        insisting: Insistence = []
    ) throws -> Entry {
        let bytes = try FactsCodec.encode(facts)
        return try marks.hold {
            let host = try Mark.Host(store: store.path)
            try settleMark(collective, host: host, insisting: insisting)
            return try store.appending(to: collective, .full) { appender in
                let state = try appender.load(key.publicKey)?.state ?? FeedState()
                try refuseIfForked(state)
                try checkClock(now, state, appender, insisting: insisting)
                let entry = try Entry.sign(
                    Entry.Draft(
                        collective: collective, seq: state.stop + 1, prev: state.stopID, time: now,
                        commitment: text?.commitment ?? .zero, facts: bytes),
                    with: key)
                let taken = try appender.take(EntryVerifier.verifiedBefore(entry), text: text)
                guard taken == .verdict(.accepted) else { throw SignFault.notTaken(taken) }
                try marks.write(entry, on: host, collective)
                return entry
            }
        }
    }

    /// Brings mark and store together, or refuses.
    private func settleMark(_ collective: CollectiveID, host: Mark.Host, insisting: Insistence) throws {
        let held = try store.feed(of: key.publicKey, in: collective)?.head
        guard let known = try marks.read(collective) else {
            if let held, held.stop > 0 {
                return try confirm(held, collective, host: host, why: .noMark, insisting: insisting)
            }
            guard marks.isTakenUp else { return }
            return try confirm(nil, collective, host: host, why: .takenUp, insisting: insisting)
        }
        let last = known.signed
        guard known.mark.host == host, known.isInPlace else {
            return try confirm(held, collective, host: host, why: .otherHost, insisting: insisting)
        }
        if held?.id == last.id || held?.fork ?? 0 > 0 { return }
        let isOneBehind = last.seq == (held?.stop ?? 0) + 1 && last.prev == held?.id ?? .zero
        guard isOneBehind else {
            return try confirm(held, collective, host: host, why: .behind(last.seq), insisting: insisting)
        }
        var verifier = EntryVerifier()
        guard last.author == key.publicKey, let whole = try? verifier.verify(last) else {
            throw SignFault.damagedMark(marks.file(collective))
        }
        let taken = try store.take([Offer(whole)], into: collective, durability: .full)
        guard taken == [.verdict(.accepted)] else { throw SignFault.notTaken(taken.first ?? .full) }
    }

    /// Signs on a store that may have gone back only when a peer confirmed its head, or the owner insists.
    private func confirm(
        _ held: Head?, _ collective: CollectiveID, host: Mark.Host, why: SignFault.Doubt, insisting: Insistence
    ) throws {
        let id = held?.id ?? .zero
        if !insisting.contains(.riskFork) {
            guard let word = try store.confirmation(of: key.publicKey, in: collective), word.head == id,
                word.host == host.name, word.time >= marks.changed(collective)
            else { throw SignFault.unconfirmed(why, seq: held?.stop ?? 0) }
        }
        if let entry = try store.headEntry(of: key.publicKey, in: collective) {
            try marks.write(entry, on: host, collective)
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

/// Why nothing was signed.
public enum SignFault: Error, Sendable, Equatable, CustomStringConvertible {
    case forked(at: UInt64)
    case clockBehind(seconds: UInt64)
    case clockOff(seconds: Int64)
    case unconfirmed(Doubt, seq: UInt64)
    case damagedMark(String)
    case notTaken(Taken)

    /// What makes a store look older than the key.
    public enum Doubt: Sendable, Equatable {
        case noMark
        case takenUp
        case otherHost
        case behind(UInt64)
    }

    public var description: String {
        switch self {
        case .forked(let place):
            "this key signed two entries at place \(place), so nothing it signs from there on counts; "
                + "found a new key with `pledged init` in another home"
        case .clockBehind(let seconds):
            "this clock is \(seconds) s behind the last entry signed here; set it right, or insist with --any-clock"
        case .clockOff(let seconds):
            "this clock is \(abs(seconds)) s \(seconds > 0 ? "behind" : "ahead of") the peers' clocks; set it right, "
                + "or insist with --any-clock"
        case .unconfirmed(let doubt, let seq):
            "\(doubt); signing on entry \(seq) could fork your feed for good. Let a peer confirm it first "
                + "(`pledged sync HOST:PORT`); if no other node ever had this ledger, insist with --risk-fork"
        case .damagedMark(let path):
            "the mark \(path) is damaged; remove it, then let a peer confirm your feed (`pledged sync HOST:PORT`)"
        case .notTaken(.waitingRoomFull):
            "you are no member yet, and the waiting room takes no more entries of yours; ask a member for a vouch"
        case .notTaken(.verdict(.refused)): "your feed is full: the collective's quota for one feed is reached"
        case .notTaken(.full): "this node's bound for the collective is reached; see `pledged status`"
        case .notTaken(let taken): "the store did not take the entry (\(taken)); try again"
        }
    }
}

extension SignFault.Doubt: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noMark: "this store holds entries of yours, and the mark beside your key is missing"
        case .takenUp: "your key was taken up from a copy, and no other node has said what it signed before"
        case .otherHost: "this store is not where you last signed: a copy, a backup, or another machine"
        case .behind(let seq): "this store is older than your key: you last signed entry \(seq)"
        }
    }
}
