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
        try read.require(!founders.isEmpty, "names no founder; name 1 to 100")
        let needed = wire.vouchesNeeded == 0 ? Self.defaultVouchesNeeded : wire.vouchesNeeded
        try read.require(needed <= UInt32(founders.count), "needs \(needed) vouches of \(founders.count) founders; need no more than there are founders")
        try read.require(wire.ladder.count <= Bounds.ladderSteps, "has \(wire.ladder.count) ladder steps; the most are 16")
        try read.require(wire.ladder.allSatisfy { $0 <= Bounds.ladderStep }, "has a ladder step above 1000; a step is 0 to 1000 vouches")
        let witnesses: [PublicKey] = try read.list(wire.witnesses, atMost: Self.mostWitnesses, "witnesses")
        try read.require(
            witnesses.isEmpty || Self.canBeWitnesses(witnesses.count), "names \(witnesses.count) witnesses; name none, or 1, 4, 7, and so on to 61")
        try read.require(
            wire.quorum == UInt32(Self.quorum(of: witnesses.count)), "has a quorum of \(wire.quorum); it is 2f + 1 of 3f + 1 witnesses, here \(Self.quorum(of: witnesses.count))")
        let rules = RoundRules(
            rule: try RoundRules.rule(wire.defaultRules.rule, .charter), cap: wire.defaultRules.cap,
            step: wire.defaultRules.step)
        let entries = wire.maxFeedEntries.orNil ?? Quota().entries
        let bytes = wire.maxFeedBytes.orNil ?? Quota().bytes
        try read.require(Bounds.quotaEntries.contains(entries), "lets a feed hold \(entries) entries; it has to be 1 to 10000000")
        try read.require(Bounds.quotaBytes.contains(bytes), "lets a feed hold \(bytes) bytes; it has to be 8192 to 2^40")
        let admission: Admission = switch wire.admission {
        case .vouched: .vouched
        case .open: .open
        case .UNRECOGNIZED: throw .range(.charter, "admits by no rule that there is; name vouched (0) or open (1)")
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
        guard let role = Role(rawValue: wire.role.rawValue) else { throw .range(.profile, "names role \(wire.role.rawValue); name person (1), circle (2), organisation (3), witness (4) or none (0)") }
        try read.require(wire.skills.count <= 32, "names \(wire.skills.count) skills; the most are 32")
        try read.require(wire.capacity.count <= 16, "names \(wire.capacity.count) capacities; the most are 16")
        var skills: [String] = []
        for skill in wire.skills { skills.append(try read.tag(skill, "skill")) }
        var capacity: [Quantity] = []
        for amount in wire.capacity { capacity.append(try read.quantity(amount)) }
        try read.require(Set(capacity.map(\.unit)).count == capacity.count, "names two capacities in one unit; add them up")
        self.init(
            role: role, skills: skills, capacity: capacity,
            nextKeyHash: try read.optional(wire.nextKeyHash, "hash of the next key"))
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
            try read.require(wire.scope.hasPrefix("skill:"), "is for something that can't be vouched for; leave the scope empty for membership, or name skill: and a tag")
            scope = .skill(try read.tag(String(wire.scope.dropFirst(6)), "skill"))
        }
        try read.require(wire.level <= 3, "has level \(wire.level); name 1 to 3, or 0 to take it back")
        self.init(
            subject: try read.bytes32(wire.subject, "key"), scope: scope, until: wire.until.orNil,
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
            to: try read.bytes32(wire.to, "project or round"), ask: wire.ask,
            quantity: Quantity(try read.amount(wire.amount), try read.unit(wire.unit)))
        joint = try read.list(wire.joint, atMost: 8, "joint projects")
        try read.require(!joint.contains(to), "waits for the very project that it is to; name another one, or none")
        try read.require(wire.minPeople <= 1_000_000, "waits for \(wire.minPeople) people; the most are 1000000")
        minimumPeople = wire.minPeople
        if wire.hasLoan {
            try read.require(wire.loan.repayBy > 0, "is a loan without a day to repay it by; name one")
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
        try read.require((-2...2).contains(wire.stance), "takes stance \(wire.stance); name -2 (firmly against) to 2 (firmly for)")
        guard let standing = Standing(rawValue: wire.as.rawValue) else { throw .range(.endorse, "speaks as \(wire.as.rawValue); name affected (1), beneficiary (2), donor (3), expert (4), steward (5) or none (0)") }
        self.init(
            target: target.raw, stance: Int8(wire.stance), standing: standing, re: try read.optional(wire.re, "endorsement that it answers"))
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
