import Synchronization

/// Who of a collective had no voice when a view last asked: the ladder is climbed anew only when the
/// ledger changed, or a moment lies between at which a vouch is seen, ends or is taken back.
package final class VoiceCache: Sendable {
    private struct Known {
        let change: UInt64
        /// Cutoff times between two moments at which the answer may change.
        let span: ClosedRange<UInt64>
        let silent: Set<PublicKey>
    }

    /// One answer a collective: views are asked for the same moment again and again.
    private let known = Mutex<[CollectiveID: Known]>([:])

    package init() {}

    /// Keys without a voice.
    /// - Parameters:
    ///   - change: the number of the collective's newest change.
    ///   - records: its vouches, read only where no answer is at hand.
    package func silent(
        in id: CollectiveID, change: UInt64, at cutoff: Cutoff, charter: Charter, records: () throws -> [VouchRecord]
    ) rethrows -> Set<PublicKey> {
        if let known = known.withLock({ $0[id] }), known.change == change, known.span.contains(cutoff.time) {
            return known.silent
        }
        let records = try records()
        let members = Members.members(charter: charter, records: records, at: cutoff)
        let silent = Set(members.filter { !$0.isNow }.map(\.key))
        let fresh = Known(change: change, span: cutoff.span(between: records.flatMap(\.moments)), silent: silent)
        known.withLock { $0[id] = fresh }
        return silent
    }
}

extension Cutoff {
    /// The cutoff times about this one that lie between the same moments.
    fileprivate func span(between moments: [UInt64]) -> ClosedRange<UInt64> {
        var low: UInt64 = 0, high = UInt64.max
        for moment in moments {
            if moment <= time { low = max(low, moment) } else { high = min(high, moment - 1) }
        }
        return low...high
    }
}

extension VouchRecord {
    /// Cutoff times from which the author's vouches may look otherwise than just before.
    fileprivate var moments: [UInt64] {
        statements.flatMap { statement in
            let seen = statement.time - min(statement.time, Cutoff.tolerance)
            return [seen] + (statement.until.map { [$0] } ?? [])
        }
    }
}
