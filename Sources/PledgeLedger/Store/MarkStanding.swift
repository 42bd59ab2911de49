import Foundation

/// How what a key last signed stands to what a store holds of it.
public enum MarkStanding: Sendable, Equatable {
    /// They agree, or nothing was signed yet.
    case settled
    /// The entry that was signed last is not in the store: the next command that signs puts it there.
    case ahead(Entry)
    /// Signing here could fork, unless a peer confirmed where the store is.
    case doubtful(SignFault.Doubt)
}

extension MarkStanding {
    /// - Parameter marks: the folder beside the key. It is only read.
    /// - Throws: ``SignFault/damagedMark(_:)`` or ``StoreFault``
    public init(of author: PublicKey, in collective: CollectiveID, _ store: Store, marks: String) throws {
        self = try MarkFolder(path: marks, makes: false).standing(of: author, in: collective, store)
    }

    /// Whether a peer confirmed what a doubtful store holds.
    public static func isConfirmed(
        _ author: PublicKey, in collective: CollectiveID, _ store: Store, marks: String
    ) throws -> Bool {
        try MarkFolder(path: marks, makes: false)
            .isConfirmed(author, in: collective, store, on: Mark.Host(store: store.path))
    }
}

extension MarkFolder {
    func standing(of author: PublicKey, in collective: CollectiveID, _ store: Store) throws -> MarkStanding {
        let held = try store.feed(of: author, in: collective)?.head, host = try Mark.Host(store: store.path)
        guard let known = try read(collective) else {
            if let held, held.stop > 0 { return .doubtful(.noMark) }
            if isTakenUp { return .doubtful(.takenUp) }
            return isMadeOn(host) ? .settled : .doubtful(.notMadeHere)
        }
        guard known.mark.host == host, known.isInPlace else { return .doubtful(.otherHost) }
        let last = known.signed
        if held?.id == last.id || held?.fork ?? 0 > 0 { return .settled }
        let stop = held?.stop ?? 0
        if last.seq == stop + 1, last.prev == held?.id ?? .zero { return .ahead(last) }
        guard last.seq <= stop else { return .doubtful(.behind(last.seq)) }
        let there = try store.ids(of: author, at: [last.seq], in: collective)
        return .doubtful(there == [last.id] ? .ahead(last.seq) : .parted(last.seq))
    }

    /// Whether a peer said, since the mark last changed, that the store holds the newest entry, and knew
    /// it from elsewhere.
    func isConfirmed(_ author: PublicKey, in collective: CollectiveID, _ store: Store, on host: Mark.Host) throws -> Bool {
        let head = try store.feed(of: author, in: collective)?.head.id ?? .zero
        let changed = changed(collective)
        return try store.words(on: author, in: collective).contains { $0.confirms(head, on: host, since: changed) }
    }
}
