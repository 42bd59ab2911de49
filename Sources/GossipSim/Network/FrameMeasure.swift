import GossipNet

/// What traffic is for.
package enum Traffic: Int, CaseIterable, Sendable {
    /// Entries themselves.
    case entries
    /// Who has what that is new, and who sends it to whom.
    case spreading
    /// Comparing what two nodes hold, and asking for it.
    case comparing
    /// Hellos, goodbyes, views, and things asked for by id.
    case linking
    /// Whether a peer is there.
    case probing

    package var name: String { "\(self)" }
}

extension Frame {
    package var traffic: Traffic {
        switch self {
        case .segment: .entries
        case .roots, .walk, .heads, .missing, .need, .done, .idsRequest, .ids, .extras, .waiting, .since, .changes, .cancel:
            .comparing
        case .hello, .bye, .fetch, .fetched, .views: .linking
        case .ping, .pong: .probing
        case .proof, .announce, .graft, .prune: .spreading
        }
    }

    /// Bytes of the plaintext: worked out for the frames that are most of the traffic, by encoding for
    /// others. What is worked out follows proto/frames.proto; a test holds it to the codec.
    package var size: Int {
        switch self {
        case .segment(let frame):
            let body = Self.number(frame.collective) + Self.number(frame.need) + Self.bytes(32)
                + Self.bytes(frame.entries.count) + Self.number(UInt32(frame.hops))
            return Self.bytes(body)
        case .ping(let number), .pong(let number):
            // Kinds past 15 have a tag of two bytes.
            return 1 + Self.bytes(Self.number(number), orEmpty: true)
        case .views(let message): return 1 + Self.bytes(message.size, orEmpty: true)
        default: return FrameCodec.encode(self).count
        }
    }

    /// A field with a number, absent when it is 0.
    fileprivate static func number(_ value: UInt32) -> Int { value == 0 ? 0 : 1 + varint(UInt64(value)) }

    /// A field with so many bytes.
    fileprivate static func bytes(_ count: Int, orEmpty: Bool = false) -> Int {
        count == 0 && !orEmpty ? 0 : 1 + varint(UInt64(count)) + count
    }

    private static func varint(_ value: UInt64) -> Int { max(1, (64 - value.leadingZeroBitCount + 6) / 7) }
}

extension ViewMessage {
    /// Bytes of the field that it is.
    fileprivate var size: Int {
        switch self {
        case .join, .neighbour, .disconnect: 2
        case .forwardJoin(let sample, let ttl): walk(origin: 0, ttl, [sample])
        case .neighbourReply(let isAccepted, let samples):
            Frame.bytes(Frame.number(isAccepted ? 1 : 0) + size(samples), orEmpty: true)
        case .shuffle(_, let ttl, let samples): walk(origin: 32, ttl, samples)
        case .shuffleReply(_, let samples): walk(origin: 32, 0, samples)
        }
    }

    private func walk(origin: Int, _ ttl: UInt8, _ samples: [PeerSample]) -> Int {
        Frame.bytes(Frame.bytes(origin) + Frame.number(UInt32(ttl)) + size(samples), orEmpty: true)
    }

    private func size(_ samples: [PeerSample]) -> Int {
        samples.reduce(0) { sum, sample in
            let address = sample.address
            return sum + Frame.bytes(
                Frame.bytes(32) + Frame.bytes(address.host.utf8.count) + Frame.number(UInt32(address.port)))
        }
    }
}

extension Datagram {
    /// Bytes on the network: the plaintext of ``DatagramCodec`` with its seal.
    package var sealedSize: Int {
        let plain = switch self {
        case .ping(_, _, _, let roots): 10 + roots.length
        case .ack(_, _, let roots): 9 + roots.length
        case .pingRequest: 39
        case .indirectAck: 9
        case .nack, .refutation: 5
        case .suspicion: 37
        }
        return plain + DatagramSeal.overhead
    }
}
