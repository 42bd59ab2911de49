import Foundation
import PledgeLedger

extension WireAnnounce {
    init(_ frame: Frame.Announce) {
        collective = frame.collective
        heads = frame.heads.map { note in
            var id: [UInt8] = []
            id.append(bigEndian: note.id)
            return .with {
                $0.author = Data(note.author.bytes)
                $0.stop = note.stop
                $0.id = Data(id)
                $0.hops = UInt32(note.hops)
            }
        }
    }
}

extension Frame.Announce {
    init(_ wire: WireAnnounce) throws(FrameFault) {
        try FieldChecks.check(wire.heads.count, "announced heads", 1...Limits.announcements)
        var heads: [Note] = []
        heads.reserveCapacity(wire.heads.count)
        for head in wire.heads { heads.append(try Note(head)) }
        self.init(collective: try FieldChecks.collective(wire.collective), heads: heads)
    }
}

extension Frame.Announce.Note {
    init(_ wire: WireAnnouncement) throws(FrameFault) {
        guard 1...Limits.seq ~= wire.stop else { throw .value(field: "stop of an announced head") }
        guard wire.id.count == 8 else { throw .length(field: "id of an announced head", got: wire.id.count, due: 8) }
        self.init(
            author: try FieldChecks.value(wire.author, "author"), stop: wire.stop,
            id: wire.id.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) },
            hops: try FieldChecks.hops(wire.hops))
    }
}

extension WireGraft {
    init(_ frame: Frame.Graft) {
        collective = frame.collective
        author = Data(frame.author.bytes)
        after = frame.after
    }
}

extension Frame.Graft {
    init(_ wire: WireGraft) throws(FrameFault) {
        guard wire.after <= Limits.seq else { throw .value(field: "start of a graft") }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            author: try FieldChecks.value(wire.author, "author"), after: wire.after)
    }
}

extension WirePrune {
    init(_ frame: Frame.Prune) { collective = frame.collective }
}

extension Frame.Prune {
    init(_ wire: WirePrune) throws(FrameFault) {
        self.init(collective: try FieldChecks.collective(wire.collective))
    }
}

extension FieldChecks {
    /// A number of links, at most 255.
    static func hops(_ number: UInt32) throws(FrameFault) -> UInt8 {
        guard let hops = UInt8(exactly: number) else { throw .value(field: "hops") }
        return hops
    }
}
