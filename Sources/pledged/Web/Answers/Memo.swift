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
        let made: ContinuousClock.Instant
        let cost: Duration
    }

    private let held = Mutex<[Place: Held]>([:])
    /// Views of more collectives than anybody looks at in turn.
    private static let most = 64
    /// What takes longer than this is not computed anew at every change,
    private static let costly = Duration.milliseconds(50)
    /// but in a tenth of the time.
    private static let share = 10

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
        let begin = ContinuousClock.now, value = try compute(), made = ContinuousClock.now
        held.withLock { held in
            if held.count >= Self.most { held.removeAll() }
            held[place] = Held(change: change, time: time, isPast: isPast, value: value, made: made, cost: made - begin)
        }
        return value
    }

    /// The same of a view that takes long: while the ledger changes all the time, the last one for ten times as long as
    /// it took.
    /// - Returns: with it the change that it is of.
    func lasting<T: Sendable>(
        _ name: String, in row: CollectiveRow, at time: UInt64, isPast: Bool, _ compute: () throws -> T
    ) throws -> (value: T, change: UInt64) {
        let known = held.withLock { $0[Place(name: name, collective: row.id)] }
        if !isPast, let known, !known.isPast, known.cost > Self.costly, ContinuousClock.now - known.made < known.cost * Self.share,
            let value = known.value as? T
        {
            return (value, min(known.change, row.change))
        }
        return (try value(name, in: row, at: time, isPast: isPast, compute), row.change)
    }
}
