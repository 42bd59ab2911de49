import Foundation
import PledgeLedger

// Messages that keep the overlay.

extension WireViews {
    init(_ message: ViewMessage) {
        switch message {
        case .join: step = .join(true)
        case .forwardJoin(let sample, let ttl):
            step = .forwardJoin(.with { ($0.samples, $0.ttl) = ([WireSample(sample)], UInt32(ttl)) })
        case .neighbour(let priority): step = .neighbour(priority == .high ? .high : .low)
        case .neighbourReply(let isAccepted, let samples):
            step = .neighbourReply(.with { ($0.accepted, $0.samples) = (isAccepted, samples.map(WireSample.init)) })
        case .disconnect: step = .disconnect(true)
        case .shuffle(let origin, let ttl, let samples):
            step = .shuffle(.with {
                ($0.origin, $0.ttl, $0.samples) = (Data(origin.bytes), UInt32(ttl), samples.map(WireSample.init))
            })
        case .shuffleReply(let origin, let samples):
            step = .shuffleReply(.with { ($0.origin, $0.samples) = (Data(origin.bytes), samples.map(WireSample.init)) })
        }
    }
}

extension ViewMessage {
    init(_ wire: WireViews) throws(FrameFault) {
        switch wire.step {
        case .join: self = .join
        case .forwardJoin(let walk):
            let samples = try PeerSample.list(walk.samples)
            guard samples.count == 1 else { throw .count(field: "samples", got: samples.count, allowed: 1...1) }
            self = .forwardJoin(samples[0], ttl: try Self.ttl(walk.ttl))
        case .neighbour(let priority): self = .neighbour(priority == .high ? .high : .low)
        case .neighbourReply(let reply):
            self = .neighbourReply(isAccepted: reply.accepted, try PeerSample.list(reply.samples))
        case .disconnect: self = .disconnect
        case .shuffle(let walk):
            self = .shuffle(
                origin: try FieldChecks.value(walk.origin, "origin"), ttl: try Self.ttl(walk.ttl),
                try PeerSample.list(walk.samples))
        case .shuffleReply(let walk):
            self = .shuffleReply(
                origin: try FieldChecks.value(walk.origin, "origin"), try PeerSample.list(walk.samples))
        case nil: throw .unknownKind
        }
    }

    private static func ttl(_ wire: UInt32) throws(FrameFault) -> UInt8 {
        guard wire <= Limits.activeWalk else { throw .value(field: "ttl") }
        return UInt8(wire)
    }
}

extension WireSample {
    init(_ sample: PeerSample) {
        node = Data(sample.node.bytes)
        host = sample.address.host
        port = UInt32(sample.address.port)
    }
}

extension PeerSample {
    /// Bytes of a host: a domain name's longest.
    static let longestHost = 253

    init(_ wire: WireSample) throws(FrameFault) {
        guard (1...Self.longestHost).contains(wire.host.utf8.count), wire.host.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { throw .value(field: "host") }
        guard let port = UInt16(exactly: wire.port), port > 0 else { throw .value(field: "port") }
        self.init(node: try FieldChecks.value(wire.node, "node"), address: Address(host: wire.host, port: port))
    }

    static func list(_ wire: [WireSample]) throws(FrameFault) -> [PeerSample] {
        try FieldChecks.check(wire.count, "samples", 0...Limits.sample)
        var samples: [PeerSample] = []
        for sample in wire { samples.append(try PeerSample(sample)) }
        return samples
    }
}
