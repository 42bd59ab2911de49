import PledgeLedger
import Synchronization

/// Views that several pages are made from, for as long as nothing changes: members, root causes, the root.
final class Memo: Sendable {
    private struct Place: Hashable {
        let name: String
        let collective: CollectiveID
    }

    private struct Held: Sendable {
        let change: UInt64
        let cutoff: Cutoff
        let value: any Sendable
    }

    private let held = Mutex<[Place: Held]>([:])
    /// Views of more collectives than anybody looks at in turn.
    private static let most = 64

    /// The value of a view at a change and a cutoff, computed where it is not at hand.
    func value<T: Sendable>(_ name: String, in reader: LedgerReader, _ compute: () throws -> T) throws -> T {
        let place = Place(name: name, collective: reader.collective.id), change = reader.collective.row.change
        let known = held.withLock { $0[place] }
        if let known, known.change == change, known.cutoff == reader.cutoff, let value = known.value as? T { return value }
        let value = try compute()
        held.withLock { held in
            if held.count >= Self.most { held.removeAll() }
            held[place] = Held(change: change, cutoff: reader.cutoff, value: value)
        }
        return value
    }
}
