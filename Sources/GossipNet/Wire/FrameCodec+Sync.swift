import Foundation
import PledgeLedger

// What compares and repairs: hello, roots, walk, heads, missing, need, segment, done.

extension WireHello {
    init(_ frame: Frame.Hello) {
        version = 1
        incarnation = frame.incarnation
        time = frame.time
        proofs = FieldChecks.joined(frame.proofs)
        stays = frame.stays
        port = UInt32(frame.port)
        datagrams = frame.hasDatagrams
        catchesUp = frame.catchesUp
    }
}

extension Frame.Hello {
    init(_ wire: WireHello) throws(FrameFault) {
        guard wire.version == 1 else { throw .version(wire.version) }
        guard let port = UInt16(exactly: wire.port) else { throw .value(field: "port") }
        self.init(
            incarnation: wire.incarnation, time: wire.time,
            proofs: try FieldChecks.values(wire.proofs, "proofs", 0...Limits.collectives), stays: wire.stays,
            port: port, hasDatagrams: wire.datagrams, catchesUp: wire.catchesUp)
    }
}

extension WireRoots {
    init(_ frame: Frame.Roots) {
        collective = frame.collective
        switch frame.root {
        case .whole(let digest): root = Data(digest.bytes)
        case .same(let prefix):
            var bytes: [UInt8] = []
            bytes.append(bigEndian: prefix)
            root = Data(bytes)
        }
        entries = frame.entries
        if let extras = frame.extras { self.extras = Data(extras.bytes) }
        ask = frame.ask
        change = frame.change
    }
}

extension Frame.Roots {
    init(_ wire: WireRoots) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective), root: try Root(wire.root),
            entries: wire.entries, ask: wire.ask, change: wire.change)
        if !wire.extras.isEmpty { extras = try FieldChecks.value(wire.extras, "extras") as Digest }
    }
}

extension Frame.Roots.Root {
    init(_ wire: Data) throws(FrameFault) {
        if wire.count == 8 {
            self = .same(wire.withUnsafeBytes { UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)) })
        } else {
            self = .whole(try FieldChecks.value(wire, "root"))
        }
    }
}

extension WireWalk {
    init(_ frame: Frame.Walk) {
        collective = frame.collective
        number = frame.number
        salt = frame.salt ?? 0
        acks = frame.acks
        more = frame.more
        busy = frame.busy
        nodes = frame.nodes.map(WireNode.init)
    }
}

extension Frame.Walk {
    init(_ wire: WireWalk) throws(FrameFault) {
        try FieldChecks.check(wire.nodes.count, "nodes", 0...Limits.nodes)
        var nodes: [Node] = []
        nodes.reserveCapacity(wire.nodes.count)
        for node in wire.nodes { nodes.append(try Node(node)) }
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            number: wire.number, salt: wire.salt == 0 ? nil : wire.salt,
            acks: wire.acks, more: wire.more, busy: wire.busy, nodes: nodes)
    }
}

extension WireNode {
    init(_ node: Frame.Walk.Node) {
        path = Data(node.path.bytes)
        absent = UInt32(~node.branches)
        leaves = UInt32(node.leaves)
        var packed: [UInt8] = []
        packed.reserveCapacity(node.hashes.count * 8)
        for hash in node.hashes { packed.append(bigEndian: hash) }
        hashes = Data(packed)
    }
}

extension Frame.Walk.Node {
    init(_ wire: WireNode) throws(FrameFault) {
        guard let absent = UInt16(exactly: wire.absent), let leaves = UInt16(exactly: wire.leaves),
            leaves & absent == 0
        else { throw .value(field: "children of a node") }
        let due = (~absent).nonzeroBitCount * 8
        guard wire.hashes.count == due else {
            throw .length(field: "hashes of a node", got: wire.hashes.count, due: due)
        }
        let hashes = wire.hashes.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: 8).map {
                UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
        let path = try FieldChecks.path(wire.path, "path of a node")
        guard path.count < TreePath.maxCount || absent == .max else { throw .value(field: "children of a node") }
        self.init(path: path, branches: ~absent, leaves: leaves, hashes: hashes)
    }
}

extension WireHead {
    init(_ note: Frame.HeadNote) {
        author = Data(note.author.bytes)
        stop = note.stop
        if !note.id.isZero { id = Data(note.id.bytes) }
        fork = note.fork
        depth = UInt32(note.depth)
    }
}

extension Frame.HeadNote {
    init(_ wire: WireHead) throws(FrameFault) {
        guard wire.stop <= Limits.seq, wire.fork <= Limits.seq else {
            throw .value(field: "places of a head")
        }
        guard wire.stop > 0 || wire.id.isEmpty else { throw .value(field: "id of a head") }
        guard let depth = UInt8(exactly: wire.depth), depth <= TreePath.maxCount else {
            throw .value(field: "depth of a head")
        }
        self.init(
            author: try FieldChecks.value(wire.author, "author"), stop: wire.stop,
            id: wire.id.isEmpty ? .zero : try FieldChecks.value(wire.id, "id of a head"), fork: wire.fork,
            depth: depth)
    }

    static func notes(_ wire: [WireHead]) throws(FrameFault) -> [Frame.HeadNote] {
        try FieldChecks.check(wire.count, "heads", 1...Limits.heads)
        var notes: [Frame.HeadNote] = []
        notes.reserveCapacity(wire.count)
        for head in wire { notes.append(try Frame.HeadNote(head)) }
        return notes
    }
}

extension WireHeads {
    init(_ frame: Frame.Heads) {
        collective = frame.collective
        walk = frame.walk
        heads = frame.heads.map(WireHead.init)
    }
}

extension Frame.Heads {
    init(_ wire: WireHeads) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective), walk: wire.walk,
            heads: try Frame.HeadNote.notes(wire.heads))
    }
}

extension WireMissing {
    init(_ frame: Frame.Missing) {
        collective = frame.collective
        walk = frame.walk
        paths = frame.paths.map { Data($0.bytes) }
    }
}

extension Frame.Missing {
    init(_ wire: WireMissing) throws(FrameFault) {
        self.init(
            collective: try FieldChecks.collective(wire.collective),
            walk: try FieldChecks.number(wire.walk, "walk number"),
            paths: try FieldChecks.paths(wire.paths, "paths", 1...Limits.paths))
    }
}
