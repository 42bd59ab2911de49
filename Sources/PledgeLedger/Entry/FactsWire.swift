import Foundation

extension ThirtyTwoBytes {
    var data: Data { withUnsafeBytes { Data($0) } }
}

extension Charter {
    /// Bounds on what a charter may set.
    enum Bounds {
        static let founders = 1...100
        static let ladderSteps = 16
        static let ladderStep: UInt32 = 1_000
        static let quotaEntries: ClosedRange<UInt64> = 1...10_000_000
        static let quotaBytes: ClosedRange<UInt64> = 8_192...(1 << 40)
    }

    init(_ wire: WireCharter) throws(VoidReason) {
        let read = RangeReader(kind: .charter)
        let founders: [PublicKey] = try read.list(wire.founders, atMost: Bounds.founders.upperBound, "founders")
        try read.require(!founders.isEmpty, "founders must be 1…100")
        let needed = wire.vouchesNeeded == 0 ? Self.defaultVouchesNeeded : wire.vouchesNeeded
        try read.require(needed <= UInt32(founders.count), "vouches_needed must be 1…the number of founders")
        try read.require(wire.ladder.count <= Bounds.ladderSteps, "at most 16 ladder steps")
        try read.require(wire.ladder.allSatisfy { $0 <= Bounds.ladderStep }, "ladder steps must be 0…1,000")
        let witnesses: [PublicKey] = try read.list(wire.witnesses, atMost: Self.mostWitnesses, "witnesses")
        try read.require(
            witnesses.isEmpty || Self.canBeWitnesses(witnesses.count), "witnesses must be none, or 1, 4, 7, … 61")
        try read.require(
            wire.quorum == UInt32(Self.quorum(of: witnesses.count)), "quorum must be 2f + 1 of 3f + 1 witnesses, and absent without any")
        let rules = RoundRules(
            rule: try RoundRules.rule(wire.defaultRules.rule, .charter), cap: wire.defaultRules.cap,
            step: wire.defaultRules.step)
        let entries = wire.maxFeedEntries.orNil ?? Quota().entries
        let bytes = wire.maxFeedBytes.orNil ?? Quota().bytes
        try read.require(Bounds.quotaEntries.contains(entries), "max_feed_entries must be 1…10,000,000")
        try read.require(Bounds.quotaBytes.contains(bytes), "max_feed_bytes must be 8,192…2^40")
        let admission: Admission = switch wire.admission {
        case .vouched: .vouched
        case .open: .open
        case .UNRECOGNIZED: throw .range(.charter, "admission must be vouched or open")
        }
        self.init(
            founders: founders, admission: admission, vouchesNeeded: needed,
            ladder: wire.ladder.isEmpty ? Self.defaultLadder : wire.ladder,
            quota: Quota(entries: entries, bytes: bytes), witnesses: witnesses, defaultRules: rules,
            rulesVersion: wire.rulesVersion == 0 ? Self.rulesVersion : wire.rulesVersion
        )
    }

    /// The ladder and the quota are left out where they are the constants.
    var wire: WireCharter {
        var wire = WireCharter()
        wire.rulesVersion = rulesVersion
        wire.founders = founders.map(\.data)
        wire.admission = admission == .open ? .open : .vouched
        wire.vouchesNeeded = vouchesNeeded
        wire.ladder = ladder == Self.defaultLadder ? [] : ladder
        wire.witnesses = witnesses.map(\.data)
        wire.quorum = UInt32(quorum)
        if defaultRules != RoundRules() {
            wire.defaultRules.rule = defaultRules.wireRule
            wire.defaultRules.cap = defaultRules.cap
            wire.defaultRules.step = defaultRules.step
        }
        wire.maxFeedEntries = quota.entries == Quota().entries ? 0 : quota.entries
        wire.maxFeedBytes = quota.bytes == Quota().bytes ? 0 : quota.bytes
        return wire
    }
}

extension Profile {
    init(_ wire: WireProfile) throws(VoidReason) {
        let read = RangeReader(kind: .profile)
        guard let role = Role(rawValue: wire.role.rawValue) else { throw .range(.profile, "role must be 0…4") }
        try read.require(wire.skills.count <= 32, "at most 32 skills")
        try read.require(wire.capacity.count <= 16, "at most 16 capacities")
        var skills: [String] = []
        for skill in wire.skills { skills.append(try read.tag(skill, "skill")) }
        var capacity: [Quantity] = []
        for amount in wire.capacity { capacity.append(try read.quantity(amount)) }
        try read.require(Set(capacity.map(\.unit)).count == capacity.count, "one capacity a unit")
        self.init(
            role: role, skills: skills, capacity: capacity,
            nextKeyHash: try read.optional(wire.nextKeyHash, "next_key_hash"))
    }

    var wire: WireProfile {
        var wire = WireProfile()
        wire.role = WireRole(rawValue: role.rawValue) ?? .unspecified
        wire.skills = skills
        wire.capacity = capacity.map(\.wire)
        wire.nextKeyHash = nextKeyHash?.data ?? Data()
        return wire
    }
}

extension Quantity {
    var wire: WireAmount {
        var wire = WireAmount()
        wire.unit = unit.name
        wire.amount = amount
        return wire
    }
}

extension Vouch {
    init(_ wire: WireVouch) throws(VoidReason) {
        let read = RangeReader(kind: .vouch)
        let scope: Scope
        if wire.scope.isEmpty {
            scope = .member
        } else {
            try read.require(wire.scope.hasPrefix("skill:"), "scope must be empty or skill:tag")
            scope = .skill(try read.tag(String(wire.scope.dropFirst(6)), "skill"))
        }
        try read.require(wire.level <= 3, "level must be 0…3")
        self.init(
            subject: try read.bytes32(wire.subject, "subject"), scope: scope, until: wire.until.orNil,
            level: UInt8(wire.level))
    }

    var wire: WireVouch {
        var wire = WireVouch()
        wire.subject = subject.data
        if case .skill(let tag) = scope { wire.scope = "skill:\(tag)" }
        wire.until = until ?? 0
        wire.level = UInt32(level)
        return wire
    }
}

extension Pledge {
    init(_ wire: WirePledge) throws(VoidReason) {
        let read = RangeReader(kind: .pledge)
        self.init(
            to: try read.bytes32(wire.to, "to"), ask: wire.ask,
            quantity: Quantity(try read.amount(wire.amount), try read.unit(wire.unit)))
        joint = try read.list(wire.joint, atMost: 8, "joint")
        try read.require(wire.minPeople <= 1_000_000, "min_people must be 0…1,000,000")
        minimumPeople = wire.minPeople
        if wire.hasLoan {
            try read.require(wire.loan.repayBy > 0, "repay_by must be a time")
            repayBy = wire.loan.repayBy
        }
    }

    var wire: WirePledge {
        var wire = WirePledge()
        wire.to = to.data
        wire.ask = ask
        wire.unit = quantity.unit.name
        wire.amount = quantity.amount
        wire.joint = joint.map(\.data)
        wire.minPeople = minimumPeople
        if let repayBy { wire.loan.repayBy = repayBy }
        return wire
    }
}

extension Endorse {
    init(_ wire: WireEndorse) throws(VoidReason) {
        let read = RangeReader(kind: .endorse)
        let target: EntryID = try read.bytes32(wire.target, "target")
        try read.require((-2...2).contains(wire.stance), "stance must be -2…2")
        guard let standing = Standing(rawValue: wire.as.rawValue) else { throw .range(.endorse, "as must be 0…5") }
        self.init(
            target: target.raw, stance: Int8(wire.stance), standing: standing, re: try read.optional(wire.re, "re"))
    }

    var wire: WireEndorse {
        var wire = WireEndorse()
        wire.target = EntryID(target).data
        wire.stance = Int32(stance)
        wire.as = WireStanding(rawValue: standing.rawValue) ?? .unspecified
        wire.re = re?.data ?? Data()
        return wire
    }
}

extension Retract {
    init(_ wire: WireRetract) throws(VoidReason) {
        self.init(target: try RangeReader(kind: .retract).bytes32(wire.target, "target"), erase: wire.erase)
    }

    var wire: WireRetract {
        var wire = WireRetract()
        wire.target = target.data
        wire.erase = erase
        return wire
    }
}
