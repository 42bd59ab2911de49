/// Whether a promise can have come as far as is asked for, by its row and its project's times alone: a list by stage
/// passes over the others unread.
final class StageSieve {
    private let stages: Set<PledgeStage>
    private let reader: PledgeReader
    private var rests: [Int64: Set<PledgeStage>] = [:]

    /// Stages that words on a promise make of it: no row tells.
    private static let spoken: Set<PledgeStage> = [.paid, .refunded, .half, .disputed, .lapsed]

    /// - Parameter stages: those asked for; all where it is empty.
    init(_ stages: Set<PledgeStage>, _ reader: PledgeReader) { (self.stages, self.reader) = (stages, reader) }

    /// - Parameters:
    ///   - project: what the promise is to, by its number; a project or a round.
    ///   - state: how its row stands there. A retraction may have come too late, or after the cutoff.
    func passes(_ project: Int64, _ state: TotalsFold.State?) throws -> Bool {
        guard !stages.isEmpty, state != .retracted, stages.isDisjoint(with: Self.spoken) else { return true }
        return try !stages.isDisjoint(with: rest(of: project))
    }

    /// Where a promise that nobody spoke of can be by now.
    private func rest(of project: Int64) throws -> Set<PledgeStage> {
        if let known = rests[project] { return known }
        let facts = try reader.definition(project), now = reader.cutoff.time
        let rest: Set<PledgeStage>
        if let facts, let lock = facts.lock {
            let isAhead = lock.map { now <= $0 } ?? false, isPast = facts.project?.settleBy.map { now > $0 } ?? false
            rest = isAhead ? [.open, .firm] : isPast ? [.defaulted, .lapsed] : [.open, .due, .lapsed]
        } else {
            rest = []
        }
        rests[project] = rest
        return rest
    }
}
