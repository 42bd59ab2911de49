import Foundation

/// One side's word on what became of a pledge.
public struct Settle: Hashable, Sendable {
    /// Raw values are the schema's numbers.
    public enum Side: Int, CaseIterable, Sendable { case paid = 1, received, refused, refunded, repaid }

    public var pledge: EntryID
    public var side: Side
    /// In the pledge's unit; 0 only where all of it is refused.
    public var amount: UInt64
    /// The other side's word that this one answers.
    public var counter: EntryID?

    public init(pledge: EntryID, side: Side, amount: UInt64, counter: EntryID? = nil) {
        self.pledge = pledge
        self.side = side
        self.amount = amount
        self.counter = counter
    }
}

extension Settle {
    init(_ wire: WireSettle) throws(VoidReason) {
        let read = RangeReader(kind: .settle)
        guard let side = Side(rawValue: wire.side.rawValue) else { throw .range(.settle, "says \(wire.side.rawValue) of the pledge; say paid (1), received (2), refused (3), refunded (4) or repaid (5)") }
        let isWhole = side == .refused && wire.amount == 0
        self.init(
            pledge: try read.bytes32(wire.pledge, "pledge"), side: side,
            amount: isWhole ? 0 : try read.amount(wire.amount), counter: try read.optional(wire.counter, "word that it answers"))
    }

    var wire: WireSettle {
        var wire = WireSettle()
        wire.pledge = pledge.data
        wire.side = WireSide(rawValue: side.rawValue) ?? .unspecified
        wire.amount = amount
        wire.counter = counter?.data ?? Data()
        return wire
    }
}
