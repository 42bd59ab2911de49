import Foundation

/// How a shared pool is split.
public enum SplitRule: Int, CaseIterable, Sendable {
    /// Raw values are the schema's numbers.
    case matching = 1, equalShares
}

/// The rule that a round goes by, with its figures; in a charter, what rounds go by that name none.
public struct RoundRules: Hashable, Sendable {
    public var rule: SplitRule?
    /// Matching: how much a pair of people may draw, in the pool unit's smallest part; 0 for no bound.
    public var cap: UInt64
    /// Equal shares: how much more each voter is given at a time when the budget is used up; 0 for a
    /// hundredth of their share.
    public var step: UInt64

    public init(rule: SplitRule? = nil, cap: UInt64 = 0, step: UInt64 = 0) {
        self.rule = rule
        self.cap = cap
        self.step = step
    }

    static func rule(_ wire: WireSplitRule, _ kind: Kind) throws(VoidReason) -> SplitRule? {
        guard wire.rawValue != 0 else { return nil }
        guard let rule = SplitRule(rawValue: wire.rawValue) else { throw .range(kind, "names rule \(wire.rawValue); name matching (1) or equal shares (2), or none (0)") }
        return rule
    }

    /// The rule as the schema has it.
    var wireRule: WireSplitRule { WireSplitRule(rawValue: rule?.rawValue ?? 0) ?? .unspecified }
}

/// A shared pool, filled by pledges to it and split between projects by a rule.
public struct Round: Hashable, Sendable {
    public var poolUnit: Unit
    public var rules: RoundRules
    /// The projects among which it is split; empty for every project that asks in the pool's unit.
    public var eligible: [EntryID]
    /// Until when pledges count for it, in milliseconds since the epoch.
    public var lock: UInt64?

    public init(poolUnit: Unit, rules: RoundRules = RoundRules(), eligible: [EntryID] = [], lock: UInt64? = nil) {
        self.poolUnit = poolUnit
        self.rules = rules
        self.eligible = eligible
        self.lock = lock
    }
}

extension Round {
    static let eligibleProjects = 100

    init(_ wire: WireRound) throws(VoidReason) {
        let read = RangeReader(kind: .round)
        try read.require(max(wire.cap, wire.step) <= AmountBounds.allowed.upperBound, "has a cap or a step above 10^15; name at most 10^15 of the unit's smallest part")
        self.init(
            poolUnit: try read.unit(wire.poolUnit),
            rules: RoundRules(rule: try RoundRules.rule(wire.rule, .round), cap: wire.cap, step: wire.step),
            eligible: try read.list(wire.eligible, atMost: Self.eligibleProjects, "projects"), lock: wire.lock.orNil)
    }

    var wire: WireRound {
        var wire = WireRound()
        wire.poolUnit = poolUnit.name
        wire.rule = rules.wireRule
        wire.eligible = eligible.map(\.data)
        wire.lock = lock ?? 0
        wire.step = rules.step
        wire.cap = rules.cap
        return wire
    }
}
