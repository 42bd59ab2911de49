import Foundation
import PledgeLedger
import SwiftProtobuf

/// Frames to bytes and back. All that a frame says is in its bounds once it is decoded; nothing is
/// allocated for a count before the bytes for it are there.
public enum FrameCodec {
    /// A frame's plaintext. It is within ``Limits/frame`` for every frame within the other limits.
    public static func encode(_ frame: Frame) -> [UInt8] {
        var wire = WireFrame()
        wire.kind = kind(of: frame)
        // Serialising fails only for missing required fields and messages over 2 GiB: neither can be.
        return (try? wire.serializedBytes()) ?? []
    }

    /// Reads a frame's plaintext.
    /// - Throws: ``FrameFault`` naming the first thing that is wrong.
    public static func decode(_ bytes: [UInt8]) throws(FrameFault) -> Frame {
        guard bytes.count <= Limits.frame else { throw .tooLong(bytes.count) }
        var options = BinaryDecodingOptions()
        options.discardUnknownFields = true
        guard let wire = try? WireFrame(serializedBytes: bytes, options: options) else { throw .unreadable }
        guard let kind = wire.kind else { throw .unknownKind }
        return try frame(of: kind)
    }

    /// The same from a buffer, which is copied.
    /// - Throws: ``FrameFault``
    public static func decode(_ bytes: UnsafeRawBufferPointer) throws(FrameFault) -> Frame {
        guard bytes.count <= Limits.frame else { throw .tooLong(bytes.count) }
        return try decode(Array(bytes))
    }

    private static func kind(of frame: Frame) -> WireFrame.OneOf_Kind {
        switch frame {
        case .hello(let frame): .hello(WireHello(frame))
        case .roots(let frame): .roots(WireRoots(frame))
        case .walk(let frame): .walk(WireWalk(frame))
        case .heads(let frame): .heads(WireHeads(frame))
        case .missing(let frame): .missing(WireMissing(frame))
        case .need(let frame): .need(WireNeed(frame))
        case .segment(let frame): .segment(WireSegment(frame))
        case .done(let frame): .done(WireDone(frame))
        case .proof(let frame): .proof(WireProof(frame))
        case .idsRequest(let frame): .idsRequest(WireIdsRequest(frame))
        case .ids(let frame): .ids(WireIds(frame))
        case .fetch(let frame): .fetch(WireFetch(frame))
        case .fetched(let frame): .fetched(WireFetched(frame))
        case .extras(let frame): .extras(WireExtras(frame))
        case .waiting(let frame): .waiting(WireWaiting(frame))
        case .ping(let number): .ping(.with { $0.number = number })
        case .pong(let number): .pong(.with { $0.number = number })
        case .bye(let reason): .bye(.with { $0.reason = reason.rawValue })
        case .views(let message): .views(WireViews(message))
        case .announce(let frame): .announce(WireAnnounce(frame))
        case .graft(let frame): .graft(WireGraft(frame))
        case .prune(let frame): .prune(WirePrune(frame))
        case .since(let frame): .since(WireSince(frame))
        case .changes(let frame): .changes(WireChanges(frame))
        case .cancel(let frame): .cancel(WireCancel(frame))
        }
    }

    private static func frame(of kind: WireFrame.OneOf_Kind) throws(FrameFault) -> Frame {
        switch kind {
        case .hello(let wire): .hello(try .init(wire))
        case .roots(let wire): .roots(try .init(wire))
        case .walk(let wire): .walk(try .init(wire))
        case .heads(let wire): .heads(try .init(wire))
        case .missing(let wire): .missing(try .init(wire))
        case .need(let wire): .need(try .init(wire))
        case .segment(let wire): .segment(try .init(wire))
        case .done(let wire): .done(try .init(wire))
        case .proof(let wire): .proof(try .init(wire))
        case .idsRequest(let wire): .idsRequest(try .init(wire))
        case .ids(let wire): .ids(try .init(wire))
        case .fetch(let wire): .fetch(try .init(wire))
        case .fetched(let wire): .fetched(try .init(wire))
        case .extras(let wire): .extras(try .init(wire))
        case .waiting(let wire): .waiting(try .init(wire))
        case .ping(let wire): .ping(wire.number)
        case .pong(let wire): .pong(wire.number)
        case .bye(let wire): .bye(Farewell(rawValue: wire.reason) ?? .other)
        case .views(let wire): .views(try .init(wire))
        case .announce(let wire): .announce(try .init(wire))
        case .graft(let wire): .graft(try .init(wire))
        case .prune(let wire): .prune(try .init(wire))
        case .since(let wire): .since(try .init(wire))
        case .changes(let wire): .changes(try .init(wire))
        case .cancel(let wire): .cancel(try .init(wire))
        }
    }
}
