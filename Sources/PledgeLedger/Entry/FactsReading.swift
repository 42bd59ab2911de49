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

/// Why an entry's facts count for nothing.
public enum VoidReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not protobuf, an unknown field, or not the one way to write it.
    case notCanonical
    case noKind
    /// A kind that is carried but not read by this version.
    case notRead(Kind)
    case misplacedCharter
    /// A value outside its range; the text names the field and what is allowed.
    case range(Kind, String)

    public var description: String {
        switch self {
        case .notCanonical: "facts are not in canonical form"
        case .noKind: "facts name no kind"
        case .notRead(let kind): "\(kind) entries are carried, and not yet read by this version"
        case .misplacedCharter: "a charter stands outside every collective, and nothing else does"
        case .range(let kind, let rule): "\(kind): \(rule)"
        }
    }
}
