import Foundation

/// A claim that one problem brings about another.
public struct Cause: Hashable, Sendable {
    public var cause: EntryID
    public var effect: EntryID
    /// 1…3: how much of the effect comes of it.
    public var strength: UInt8
    /// SHA-256 of what shows it.
    public var evidence: [Digest]

    public init(cause: EntryID, effect: EntryID, strength: UInt8 = 1, evidence: [Digest] = []) {
        self.cause = cause
        self.effect = effect
        self.strength = strength
        self.evidence = evidence
    }
}

extension Cause {
    init(_ wire: WireCause) throws(VoidReason) {
        let read = RangeReader(kind: .cause)
        let cause: EntryID = try read.bytes32(wire.cause, "cause")
        let effect: EntryID = try read.bytes32(wire.effect, "effect")
        try read.require(cause != effect, "says that a problem is its own cause; a problem can't be its own cause, so name two")
        try read.require((1...3).contains(wire.strength), "has strength \(wire.strength); name 1, 2 or 3")
        self.init(
            cause: cause, effect: effect, strength: UInt8(wire.strength),
            evidence: try read.list(wire.evidence, atMost: RangeReader.evidence, "pieces of evidence"))
    }

    var wire: WireCause {
        var wire = WireCause()
        wire.cause = cause.data
        wire.effect = effect.data
        wire.strength = UInt32(strength)
        wire.evidence = evidence.map(\.data)
        return wire
    }
}
