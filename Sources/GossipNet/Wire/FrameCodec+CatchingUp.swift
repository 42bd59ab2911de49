import Foundation
import PledgeLedger

extension WireSince {
    init(_ frame: Frame.Since) {
        collective = frame.collective
        number = frame.number
        change = frame.change
        salt = frame.salt
    }
}

extension Frame.Since {
    init(_ wire: WireSince) throws(FrameFault) {
        guard wire.salt != 0 else { throw .value(field: "salt") }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: try FieldChecks.number(wire.number, "request number"), change: wire.change, salt: wire.salt)
    }
}

extension WireChanges {
    init(_ frame: Frame.Changes) {
        collective = frame.collective
        number = frame.number
        var packed: [UInt8] = []
        packed.reserveCapacity(frame.feeds.count * 16)
        for feed in frame.feeds {
            packed.append(bigEndian: feed.place)
            packed.append(bigEndian: feed.hash)
        }
        feeds = Data(packed)
        more = frame.more
        unknown = frame.isUnknown
    }
}

extension Frame.Changes {
    init(_ wire: WireChanges) throws(FrameFault) {
        let count = wire.feeds.count / 16
        guard wire.feeds.count == count * 16 else {
            throw .length(field: "changed feeds", got: wire.feeds.count, due: (count + 1) * 16)
        }
        guard !wire.unknown || count == 0 && !wire.more else { throw .value(field: "what is unknown") }
        // Every frame but the last says something, so that an answer comes to an end.
        try FieldChecks.check(count, "changed feeds", (wire.more ? 1 : 0)...Limits.changes)
        let feeds = wire.feeds.withUnsafeBytes { bytes in
            stride(from: 0, to: count * 16, by: 16).map { start in
                Frame.ChangedFeed(
                    place: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)),
                    hash: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt64.self)))
            }
        }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: try FieldChecks.number(wire.number, "request number"), feeds: feeds, more: wire.more,
            isUnknown: wire.unknown)
    }
}

extension WireCancel {
    init(_ frame: Frame.Cancel) {
        collective = frame.collective
        need = frame.need
    }
}

extension Frame.Cancel {
    init(_ wire: WireCancel) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            need: try FieldChecks.number(wire.need, "need number"))
    }
}

extension Frame.Need.Tail {
    static func packed(_ tails: [Frame.Need.Tail]) -> Data {
        var packed: [UInt8] = []
        packed.reserveCapacity(tails.count * 12)
        for tail in tails {
            packed.append(bigEndian: tail.place)
            packed.append(bigEndian: UInt32(truncatingIfNeeded: tail.after))
        }
        return Data(packed)
    }

    static func unpacked(_ wire: Data) throws(FrameFault) -> [Frame.Need.Tail] {
        let count = wire.count / 12
        guard wire.count == count * 12 else { throw .length(field: "tails", got: wire.count, due: (count + 1) * 12) }
        try FieldChecks.check(count, "tails", 0...Limits.ranges)
        return wire.withUnsafeBytes { bytes in
            stride(from: 0, to: count * 12, by: 12).map { start in
                Frame.Need.Tail(
                    place: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)),
                    after: UInt64(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: start + 8, as: UInt32.self))))
            }
        }
    }
}

extension FieldChecks {
    /// A rank + 1; 0 for none.
    static func rank(_ wire: UInt32, _ field: String) throws(FrameFault) -> UInt8? {
        guard wire <= 256 else { throw .value(field: field) }
        return wire == 0 ? nil : UInt8(truncatingIfNeeded: wire - 1)
    }
}
