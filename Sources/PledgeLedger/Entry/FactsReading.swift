import Foundation
import SwiftProtobuf

/// What came of reading an entry's facts: facts, or void with a reason. A void entry stays in its
/// chain, is stored and passed on, and is in no view.
public enum FactsReading: Hashable, Sendable {
    case facts(Facts)
    case void(VoidReason)

    /// Reads an entry's facts strictly: decoding and encoding again must give the same bytes.
    init(_ entry: Entry) {
        do throws(VoidReason) {
            let facts = try FactsCodec.decode(Array(entry.facts))
            guard (facts.kind == .charter) == entry.collective.isZero else { throw .misplacedCharter }
            if let past = facts.pastDeadline(at: entry.time) { throw .range(facts.kind, past) }
            self = .facts(facts)
        } catch {
            self = .void(error)
        }
    }

    public var facts: Facts? {
        if case .facts(let facts) = self { facts } else { nil }
    }

    public var voidReason: VoidReason? {
        if case .void(let reason) = self { reason } else { nil }
    }

    /// The kind, where the bytes name exactly one.
    public var kind: Kind? {
        switch self {
        case .facts(let facts): facts.kind
        case .void(.notRead(let kind)), .void(.range(let kind, _)): kind
        case .void: nil
        }
    }
}

extension Facts {
    /// What a deadline that they name is, where it is past already by the time that the entry claims; nil where none is.
    /// By the author's own word, so that every reader agrees.
    fileprivate func pastDeadline(at time: UInt64) -> String? {
        switch self {
        case .project(let project):
            if let lock = project.lock, lock <= time { return Self.past("lock") }
            if let settleBy = project.settleBy, settleBy <= time { return Self.past("day to settle by") }
        case .round(let round): if let lock = round.lock, lock <= time { return Self.past("lock") }
        case .pledge(let pledge): if let repayBy = pledge.repayBy, repayBy <= time { return Self.past("day to repay by") }
        case .charter, .profile, .vouch, .problem, .cause, .settle, .report, .endorse, .witness, .retract: break
        }
        return nil
    }

    private static func past(_ deadline: String) -> String {
        "names a \(deadline) that was past when it was signed; name a time to come"
    }
}

/// Why an entry's facts count for nothing.
public enum VoidReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not protobuf, an unknown field, or not the one way to write it.
    case notCanonical
    case noKind
    /// A kind that is carried but not read by this version.
    case notRead(Kind)
    case misplacedCharter
    /// A value outside its range; the text goes on after "this pledge", and says what would be right.
    case range(Kind, String)

    public var description: String {
        switch self {
        case .notCanonical: "what it says is not written in the one form that the ledger takes; the program that made it has to write it anew"
        case .noKind: "it says nothing of any kind; an entry says one thing, of a kind that the ledger has"
        case .notRead(let kind): "a \(kind) entry is kept and passed on, and this version can't read it; a later one will"
        case .misplacedCharter: "a charter founds a collective and stands in none; everything else stands in one"
        case .range(let kind, let rule): "this \(kind.noun) \(rule)"
        }
    }
}
