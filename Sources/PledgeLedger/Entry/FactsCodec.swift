import Foundation
import SwiftProtobuf

/// Facts to their one canonical encoding, and strictly back.
public enum FactsCodec {
    /// Reads facts.
    /// - Throws: ``VoidReason``
    public static func decode(_ bytes: [UInt8]) throws(VoidReason) -> Facts {
        guard let wire = canonical(bytes) else { throw .notCanonical }
        guard let kind = wire.kind else { throw .noKind }
        switch kind {
        case .charter(let charter): return .charter(try Charter(charter))
        case .profile(let profile): return .profile(try Profile(profile))
        case .vouch(let vouch): return .vouch(try Vouch(vouch))
        case .problem(let problem): return .problem(try Problem(problem))
        case .cause(let cause): return .cause(try Cause(cause))
        case .project(let project): return .project(try Project(project))
        case .round(let round): return .round(try Round(round))
        case .pledge(let pledge): return .pledge(try Pledge(pledge))
        case .settle(let settle): return .settle(try Settle(settle))
        case .report(let report): return .report(try Report(report))
        case .endorse(let endorse): return .endorse(try Endorse(endorse))
        case .witness(let witness): return .witness(try Witness(witness))
        case .retract(let retract): return .retract(try Retract(retract))
        case .key: throw .notRead(.key)
        }
    }

    /// Writes facts in canonical form.
    /// - Throws: ``VoidReason`` when a value is out of range, so that nothing void is ever signed.
    public static func encode(_ facts: Facts) throws(VoidReason) -> [UInt8] {
        var wire = WireFacts()
        switch facts {
        case .charter(let charter): wire.charter = charter.wire
        case .profile(let profile): wire.profile = profile.wire
        case .vouch(let vouch): wire.vouch = vouch.wire
        case .problem(let problem): wire.problem = problem.wire
        case .cause(let cause): wire.cause = cause.wire
        case .project(let project): wire.project = project.wire
        case .round(let round): wire.round = round.wire
        case .pledge(let pledge): wire.pledge = pledge.wire
        case .settle(let settle): wire.settle = settle.wire
        case .report(let report): wire.report = report.wire
        case .endorse(let endorse): wire.endorse = endorse.wire
        case .witness(let witness): wire.witness = witness.wire
        case .retract(let retract): wire.retract = retract.wire
        }
        guard let bytes: [UInt8] = try? wire.serializedBytes() else { throw .notCanonical }
        guard try decode(bytes) == facts else { throw .notCanonical }
        return bytes
    }

    /// The message, when encoding it again gives the same bytes: so there are no unknown fields, no
    /// explicit defaults, no long varints and no other order.
    private static func canonical(_ bytes: [UInt8]) -> WireFacts? {
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        guard let wire = try? WireFacts(serializedBytes: bytes, options: options),
            let again: [UInt8] = try? wire.serializedBytes(), again == bytes
        else { return nil }
        return wire
    }
}
