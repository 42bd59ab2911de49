import Foundation
import PledgeLedger

extension WireNeed {
    init(_ frame: Frame.Need) {
        collective = frame.collective
        number = frame.number
        ranges = frame.ranges.map { range in
            .with {
                $0.author = Data(range.author.bytes)
                $0.after = range.after
                $0.limit = range.limit
            }
        }
        paths = frame.paths.map { Data($0.bytes) }
        tails = Frame.Need.Tail.packed(frame.tails)
        distance = frame.rank.map { UInt32($0) + 1 } ?? 0
    }
}

extension Frame.Need {
    init(_ wire: WireNeed) throws(FrameFault) {
        let tails = try Tail.unpacked(wire.tails)
        try FieldChecks.check(wire.ranges.count + tails.count, "ranges and tails", 0...Limits.ranges)
        let count = wire.ranges.count + tails.count + wire.paths.count
        try FieldChecks.check(count, "ranges, tails and paths", 1...Limits.ranges + Limits.paths)
        var ranges: [Range] = []
        ranges.reserveCapacity(wire.ranges.count)
        for range in wire.ranges {
            guard range.after <= Limits.seq else { throw .value(field: "start of a range") }
            ranges.append(Range(
                author: try FieldChecks.value(range.author, "author"), after: range.after, limit: range.limit))
        }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: try FieldChecks.number(wire.number, "need number"), ranges: ranges,
            paths: try FieldChecks.paths(wire.paths, "paths", 0...Limits.paths), tails: tails,
            rank: try FieldChecks.rank(wire.distance, "distance"))
    }
}

extension WireSegment {
    init(_ frame: Frame.Segment) {
        collective = frame.collective
        need = frame.need
        author = Data(frame.author.bytes)
        entries = Data(frame.entries)
        hops = UInt32(frame.hops)
    }
}

extension Frame.Segment {
    init(_ wire: WireSegment) throws(FrameFault) {
        guard !wire.entries.isEmpty else { throw .count(field: "bytes of entries", got: 0, allowed: 1...Limits.frame) }
        self.init(
            collective: try FieldChecks.collective(wire.collective), need: wire.need,
            author: try FieldChecks.value(wire.author, "author"), entries: Array(wire.entries),
            hops: try FieldChecks.hops(wire.hops))
        try SegmentReader.check(entries, author: author)
    }
}

extension WireDone {
    init(_ frame: Frame.Done) {
        collective = frame.collective
        need = frame.need
        next = frame.next.map { UInt32($0) + 1 } ?? 0
    }
}

extension Frame.Done {
    init(_ wire: WireDone) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            need: try FieldChecks.number(wire.need, "need number"), next: try FieldChecks.rank(wire.next, "next distance"))
    }
}

extension WireProof {
    init(_ frame: Frame.Proof) {
        collective = frame.collective
        first = Data(frame.first)
        second = Data(frame.second)
    }
}

extension Frame.Proof {
    init(_ wire: WireProof) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            first: try FieldChecks.entry(wire.first, "bytes of an entry"),
            second: try FieldChecks.entry(wire.second, "bytes of an entry"))
    }
}

extension WireIdsRequest {
    init(_ frame: Frame.IDsRequest) {
        collective = frame.collective
        number = frame.number
        author = Data(frame.author.bytes)
        seqs = frame.seqs
    }
}

extension Frame.IDsRequest {
    init(_ wire: WireIdsRequest) throws(FrameFault) {
        try FieldChecks.check(wire.seqs.count, "seqs", 1...Limits.searchSeqs)
        var before: UInt64 = 0
        for seq in wire.seqs {
            guard seq > before, seq <= Limits.seq else { throw .value(field: "seqs") }
            before = seq
        }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: try FieldChecks.number(wire.number, "request number"),
            author: try FieldChecks.value(wire.author, "author"), seqs: wire.seqs)
    }
}

extension WireIds {
    init(_ frame: Frame.IDs) {
        collective = frame.collective
        number = frame.number
        ids = FieldChecks.joined(frame.ids)
    }
}

extension Frame.IDs {
    init(_ wire: WireIds) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: try FieldChecks.number(wire.number, "request number"),
            ids: try FieldChecks.values(wire.ids, "ids", 1...Limits.searchSeqs))
    }
}

extension WireFetch {
    init(_ frame: Frame.Fetch) {
        collective = frame.collective
        ids = FieldChecks.joined(frame.ids)
        texts = frame.texts
    }
}

extension Frame.Fetch {
    init(_ wire: WireFetch) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            ids: try FieldChecks.values(wire.ids, "ids", 1...Limits.fetchIDs), texts: wire.texts)
    }
}

extension WireFetched {
    init(_ frame: Frame.Fetched) {
        collective = frame.collective
        id = Data(frame.id.bytes)
        texts = frame.texts
        switch frame.content {
        case .entry(let bytes): entry = Data(bytes)
        case .text(let bytes): text = Data(bytes)
        case .nothing: break
        }
    }
}

extension Frame.Fetched {
    init(_ wire: WireFetched) throws(FrameFault) {
        let content: Content
        switch (wire.entry.isEmpty, wire.text.isEmpty) {
        case (true, true): content = .nothing
        case (false, true) where !wire.texts:
            content = .entry(try FieldChecks.entry(wire.entry, "bytes of an entry"))
        case (true, false) where wire.texts:
            try FieldChecks.check(wire.text.count, "bytes of a text", 32...Limits.text)
            content = .text(Array(wire.text))
        default: throw .value(field: "what was fetched")
        }
        self.init(
            collective: try FieldChecks.collective(wire.collective), id: try FieldChecks.value(wire.id, "id"),
            texts: wire.texts, content: content)
    }
}

extension WireExtras {
    init(_ frame: Frame.Extras) {
        collective = frame.collective
        ids = FieldChecks.joined(frame.ids)
    }
}

extension Frame.Extras {
    init(_ wire: WireExtras) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            ids: try FieldChecks.values(wire.ids, "ids", 1...Limits.extrasInFrame))
    }
}

extension WireWaiting {
    init(_ frame: Frame.Waiting) {
        collective = frame.collective
        heads = frame.heads.map(WireHead.init)
    }
}

extension Frame.Waiting {
    init(_ wire: WireWaiting) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective), heads: try Frame.HeadNote.notes(wire.heads))
    }
}
