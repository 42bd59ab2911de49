/// What an entry says, in the kinds that this version reads. Values are within their ranges;
/// whether they make sense beside other entries is for the views to say.
public enum Facts: Hashable, Sendable {
    case charter(Charter)
    case profile(Profile)
    case vouch(Vouch)
    case problem(Problem)
    case cause(Cause)
    case project(Project)
    case round(Round)
    case pledge(Pledge)
    case settle(Settle)
    case report(Report)
    case endorse(Endorse)
    case witness(Witness)
    case retract(Retract)

    public var kind: Kind {
        switch self {
        case .charter: .charter
        case .profile: .profile
        case .vouch: .vouch
        case .problem: .problem
        case .cause: .cause
        case .project: .project
        case .round: .round
        case .pledge: .pledge
        case .settle: .settle
        case .report: .report
        case .endorse: .endorse
        case .witness: .witness
        case .retract: .retract
        }
    }
}

extension Facts {
    /// The definitions (projects, rounds, problems) that they name: these stay valid whatever becomes of
    /// their authors. Each once, in the order of the fields.
    public var named: [EntryID] {
        switch self {
        case .problem(let problem): problem.sameAs.map { [$0] } ?? []
        case .cause(let cause): [cause.cause, cause.effect]
        case .project(let project): project.revises + project.addresses.filter { !project.revises.contains($0) }
        case .round(let round): round.eligible
        case .pledge(let pledge): [pledge.to] + pledge.joint.filter { $0 != pledge.to }
        case .report(let report): [report.project]
        case .charter, .profile, .vouch, .settle, .endorse, .witness, .retract: []
        }
    }

    /// Entries that they are about, for readers who come from there: see ``MentionFold``.
    var mentioned: [EntryID] {
        switch self {
        case .settle(let settle): [settle.pledge]
        case .pledge(let pledge): pledge.joint
        case .endorse(let endorse): endorse.re.map { [$0] } ?? []
        case .problem, .cause, .project, .round, .report: named
        case .charter, .profile, .vouch, .witness, .retract: []
        }
    }

    /// What they say, where they are of that kind.
    package var project: Project? { if case .project(let project) = self { project } else { nil } }
    package var round: Round? { if case .round(let round) = self { round } else { nil } }
    package var cause: Cause? { if case .cause(let cause) = self { cause } else { nil } }
    package var settle: Settle? { if case .settle(let settle) = self { settle } else { nil } }
}

/// An amount of one unit, in its smallest part.
public struct Quantity: Hashable, Sendable {
    public var unit: Unit
    public var amount: UInt64

    public init(_ amount: UInt64, _ unit: Unit) {
        self.unit = unit
        self.amount = amount
    }
}

/// Who an author says they are.
public struct Profile: Hashable, Sendable {
    /// Raw values are the schema's numbers.
    public enum Role: Int, Sendable { case unspecified, person, circle, organisation, witness }

    public var role: Role
    public var skills: [String]
    public var capacity: [Quantity]
    /// SHA-256 of the key that may replace this one.
    public var nextKeyHash: Digest?

    public init(role: Role = .person, skills: [String] = [], capacity: [Quantity] = [], nextKeyHash: Digest? = nil) {
        self.role = role
        self.skills = skills
        self.capacity = capacity
        self.nextKeyHash = nextKeyHash
    }
}

/// Stands behind a key.
public struct Vouch: Hashable, Sendable {
    public enum Scope: Hashable, Sendable {
        case member
        case skill(String)
    }

    public var subject: PublicKey
    public var scope: Scope
    /// Milliseconds since the epoch after which the vouch no longer speaks; nil for good.
    public var until: UInt64?
    /// 0 takes the vouch back; 1…3 give it.
    public var level: UInt8

    public init(subject: PublicKey, scope: Scope = .member, until: UInt64? = nil, level: UInt8 = 1) {
        self.subject = subject
        self.scope = scope
        self.until = until
        self.level = level
    }
}

/// Something that people are asked to carry together.
public struct Project: Hashable, Sendable {
    public struct Ask: Hashable, Sendable {
        /// Number within the project, from 1, ascending.
        public var number: UInt32
        public var unit: Unit
        /// Below this the ask is not met; 0 where any amount helps.
        public var minimum: UInt64
        public var target: UInt64
        /// A skill or a thing, for people to search by; empty for none.
        public var tag: String

        public init(number: UInt32, unit: Unit, minimum: UInt64 = 0, target: UInt64, tag: String = "") {
            self.number = number
            self.unit = unit
            self.minimum = minimum
            self.target = target
            self.tag = tag
        }
    }

    public struct Share: Hashable, Sendable {
        public var key: PublicKey
        public var parts: UInt32

        public init(key: PublicKey, parts: UInt32) {
            self.key = key
            self.parts = parts
        }
    }

    public var revises: [EntryID] = []
    public var stewards: [PublicKey] = []
    public var recipient: PublicKey?
    public var host: PublicKey?
    /// The problems it works on.
    public var addresses: [EntryID] = []
    public var asks: [Ask]
    public var lock: UInt64?
    public var settleBy: UInt64?
    public var split: [Share] = []
    public var bonus: Quantity?

    public init(asks: [Ask]) { self.asks = asks }

    public func ask(_ number: UInt32) -> Ask? { asks.first { $0.number == number } }

    /// Who looks after it: its stewards, else its author.
    public func keepers(author: PublicKey) -> [PublicKey] { stewards.isEmpty ? [author] : stewards }
}

/// A promise to one ask of a project.
public struct Pledge: Hashable, Sendable {
    public var to: EntryID
    public var ask: UInt32
    public var quantity: Quantity
    /// Other projects without which this promise does not hold.
    public var joint: [EntryID] = []
    public var minimumPeople: UInt32 = 0
    /// For a loan, when it is to be repaid.
    public var repayBy: UInt64?

    public init(to: EntryID, ask: UInt32, quantity: Quantity) {
        self.to = to
        self.ask = ask
        self.quantity = quantity
    }
}

/// A stance on an entry or a key.
public struct Endorse: Hashable, Sendable {
    /// Raw values are the schema's numbers.
    public enum Standing: Int, CaseIterable, Sendable {
        case unspecified, affected, beneficiary, donor, expert, steward
    }

    /// An entry's id or a key.
    public var target: Bytes32
    /// −2…2: firmly against to firmly for; 0 takes no side.
    public var stance: Int8
    public var standing: Standing
    /// The endorsement that this one answers.
    public var re: EntryID?

    public init(target: Bytes32, stance: Int8, standing: Standing = .unspecified, re: EntryID? = nil) {
        self.target = target
        self.stance = stance
        self.standing = standing
        self.re = re
    }
}

/// Takes back one of the author's own entries.
public struct Retract: Hashable, Sendable {
    public var target: EntryID
    /// Whether every node is asked to drop the target's text.
    public var erase: Bool

    public init(target: EntryID, erase: Bool = false) {
        self.target = target
        self.erase = erase
    }
}
