/// A number of the states view, by what it counts.
public enum PledgeColumn: Hashable, Sendable {
    case pledged, backed
    case stage(PledgeStage)
}

/// One pledge's part in a number.
public struct PledgeTerm: Hashable, Sendable {
    public var pledge: EntryID
    public var author: PublicKey
    public var amount: UInt64
    /// The settlements that this part rests on; none where it rests on the pledge alone.
    public var words: [EntryID]
    /// What would move the pledge further.
    public var lacks: [PledgeLack]
}

extension ProjectStates {
    /// Where a number comes from: the pledges that make it up, by author and place, none with nothing.
    /// Their amounts add up to it.
    public func explain(_ column: PledgeColumn, ask: UInt32) -> [PledgeTerm] {
        pledges.compactMap { state in
            let amount = state.part(of: column)
            guard state.pledge.ask == ask, amount > 0 else { return nil }
            return PledgeTerm(
                pledge: state.id, author: state.author, amount: amount, words: state.words(for: column),
                lacks: state.lacks)
        }
    }

    /// The number of a column.
    public func sum(_ column: PledgeColumn, ask: UInt32) -> UInt128 {
        guard let ask = asks.first(where: { $0.ask.number == ask }) else { return 0 }
        return switch column {
        case .pledged: ask.pledged
        case .backed: ask.backed
        case .stage(let stage): ask.amounts[stage]
        }
    }

    /// The pledges that meet an ask together: anybody can check that each is on time and backed, that
    /// they reach its minimum, and that every condition of each holds.
    public func proof(ask: UInt32) -> [EntryID] {
        pledges.filter { $0.isMet && $0.pledge.ask == ask }.map(\.id)
    }
}

extension PledgeState {
    fileprivate func part(of column: PledgeColumn) -> UInt64 {
        switch column {
        case .pledged: stands ? pledge.quantity.amount : 0
        case .backed: stands && isBacked ? pledge.quantity.amount : 0
        case .stage(let stage): amounts[stage]
        }
    }

    fileprivate func words(for column: PledgeColumn) -> [EntryID] {
        guard case .stage(let stage) = column else { return [] }
        return said.filter { stage.grounds.contains($0.side) }.map(\.id)
    }
}

extension PledgeStage {
    /// What words a part in this stage rests on; none where nobody says anything of it.
    fileprivate var grounds: [Settle.Side] {
        switch self {
        case .open, .firm, .due, .defaulted, .retracted: []
        case .paid, .half: [.paid, .received]
        case .disputed: [.paid, .received, .refused]
        case .refunded: [.paid, .received, .refunded]
        case .lapsed: [.refused]
        }
    }
}
