import PledgeLedger
import Synchronization

/// Views that several pages are made from, for as long as nothing changes: root causes, the root.
final class Memo: Sendable {
    private struct Place: Hashable {
        let name: String
        let collective: CollectiveID
    }

    private struct Held: Sendable {
        let change: UInt64
        let time: UInt64
        let isPast: Bool
        let value: any Sendable
    }

    private let held = Mutex<[Place: Held]>([:])
    /// Views of more collectives than anybody looks at in turn.
    private static let most = 64

    /// The value of a view at a change and a moment, computed where it is not at hand.
    /// - Parameter isPast: whether somebody chose the moment: then less is in the view.
    func value<T: Sendable>(
        _ name: String, in row: CollectiveRow, at time: UInt64, isPast: Bool, _ compute: () throws -> T
    ) throws -> T {
        let place = Place(name: name, collective: row.id), change = row.change
        let known = held.withLock { $0[place] }
        if let known, known.change == change, known.time == time, known.isPast == isPast, let value = known.value as? T {
            return value
        }
        let value = try compute()
        held.withLock { held in
            if held.count >= Self.most { held.removeAll() }
            held[place] = Held(change: change, time: time, isPast: isPast, value: value)
        }
        return value
    }
}
