import Synchronization

/// Who of a collective had no voice when a view last asked: the ladder is climbed anew only when the
/// ledger changed, or a moment lies between at which a vouch is seen, ends or is taken back.
package final class VoiceCache: Sendable {
    private struct Known {
        let change: UInt64
        let form: Form
        /// By how much a claimed time may be later than the cutoff's.
        let tolerance: UInt64
        /// Cutoff times between two moments at which the answer may change.
        let span: ClosedRange<UInt64>
        let silent: Set<PublicKey>
        /// Nil until somebody asks.
        let members: [Member]?
    }

    /// What goes by which times.
    private enum Form { case claimed, covered, uncoveredToo }

    /// Of two views that are asked for in turn, one at a round's lock, neither drives the other out.
    private struct Place: Hashable {
        let collective: CollectiveID
        let isLocked: Bool
    }

    /// Two answers a collective: views are asked for the same moment again and again.
    private let known = Mutex<[Place: Known]>([:])

    package init() {}

    /// Keys without a voice.
    /// - Parameters:
    ///   - change: the number of the collective's newest change.
    ///   - records: its vouches, read only where no answer is at hand.
    package func silent(
        in id: CollectiveID, change: UInt64, at cutoff: Cutoff, charter: Charter, records: () throws -> [VouchRecord]
    ) rethrows -> Set<PublicKey> {
        try known(id, change, at: cutoff, charter, isWhole: false, records).silent
    }

    /// Members, the nearest to the founders first. The parameters are as above.
    package func members(
        in id: CollectiveID, change: UInt64, at cutoff: Cutoff, charter: Charter, records: () throws -> [VouchRecord]
    ) rethrows -> [Member] {
        try known(id, change, at: cutoff, charter, isWhole: true, records).members ?? []
    }

    /// - Parameter isWhole: whether the members are wanted.
    private func known(
        _ id: CollectiveID, _ change: UInt64, at cutoff: Cutoff, _ charter: Charter, isWhole: Bool, _ records: () throws -> [VouchRecord]
    ) rethrows -> Known {
        let tolerance = cutoff.latest - cutoff.time, place = Place(collective: id, isLocked: tolerance < Cutoff.tolerance)
        if let known = known.withLock({ $0[place] }), known.change == change, known.tolerance == tolerance,
            known.form == Self.form(cutoff), known.span.contains(cutoff.time), known.members != nil || !isWhole {
            return known
        }
        let records = try records()
        let silent = Members.silent(charter: charter, records: records, at: cutoff)
        let members = isWhole ? Members.members(charter: charter, records: records, at: cutoff).sorted(by: Member.isListed) : nil
        let fresh = Known(
            change: change, form: Self.form(cutoff), tolerance: tolerance,
            span: cutoff.span(between: records.flatMap { $0.moments(cutoff) }), silent: silent, members: members)
        known.withLock { $0[place] = fresh }
        return fresh
    }
}

extension VoiceCache {
    private static func form(_ cutoff: Cutoff) -> Form {
        cutoff.timing.isProvisional ? .claimed : cutoff.takesUncovered ? .uncoveredToo : .covered
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
    fileprivate func moments(_ cutoff: Cutoff) -> [UInt64] {
        statements.flatMap { statement in
            var moments = statement.until.map { [$0] } ?? []
            if cutoff.takesUncovered || cutoff.timing.isProvisional { moments.append(statement.time - min(statement.time, cutoff.latest - cutoff.time)) }
            if case .witnessed(let covers) = cutoff.timing {
                moments += covers.reached(voucher, statement.seq, by: .max).map { [$0] } ?? []
            }
            return moments
        }
    }
}
