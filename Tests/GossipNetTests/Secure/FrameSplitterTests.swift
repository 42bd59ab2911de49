import GossipNet
import PledgeLedger
import Testing

@Suite struct FrameSplitterTests {
    private func header(_ length: Int) -> [UInt8] { [UInt8(length >> 8), UInt8(length & 255)] }

    /// Every frame that comes out when `wire` is fed in chunks of the lengths that `chunk` gives.
    private func split(
        _ wire: [UInt8], phase: FramePhase, chunk: () -> Int
    ) throws(SecureFault) -> (frames: [[UInt8]], held: Int, mostHeld: Int) {
        var splitter = FrameSplitter(phase: phase)
        var frames: [[UInt8]] = [], rest = wire[...], mostHeld = 0
        while !rest.isEmpty {
            var input = rest.prefix(chunk())
            rest = rest.dropFirst(input.count)
            while let frame = try splitter.next(from: &input) { frames.append(frame) }
            mostHeld = max(mostHeld, splitter.bytesHeld)
        }
        return (frames, splitter.bytesHeld, mostHeld)
    }

    @Test func byteByByte() throws {
        let handshake: [[UInt8]] = [[1], [UInt8](repeating: 2, count: 192), [UInt8](repeating: 3, count: 512)]
        let sealed = [16, 17, 300, 65_535].map { [UInt8](repeating: 4, count: $0) }
        for (phase, frames) in [(FramePhase.handshake, handshake), (.transport, sealed)] {
            let wire = frames.flatMap { header($0.count) + $0 }
            let result = try split(wire, phase: phase) { 1 }
            #expect(result.frames == frames)
            #expect(result.held == 0)
        }
    }

    @Test(arguments: 0..<200) func anyChunksGiveTheSameFrames(_ seed: UInt64) throws {
        var generator = SecureTestGenerator(seed: seed)
        let longest = [40, 2_000, 65_535].randomElement(using: &generator) ?? 40
        let frames = (0..<12).map { _ in
            generator.bytes(min(Int.random(in: 16...longest, using: &generator), 4_000))
        }
        let wire = frames.flatMap { header($0.count) + $0 }
        let most = [3, 100, 70_000].randomElement(using: &generator) ?? 3
        let result = try split(wire, phase: .transport) { Int.random(in: 1...most, using: &generator) }
        #expect(result.frames == frames, "seed \(seed)")
        #expect(result.held == 0, "seed \(seed)")
        #expect(result.mostHeld < 4_002, "seed \(seed): more than one frame was held")
    }

    @Test func aFrameWholeInItsChunkIsNotCopied() throws {
        var splitter = FrameSplitter(phase: .transport)
        let frame = header(20) + [UInt8](repeating: 7, count: 20)
        let wire = frame + frame + frame + [0]
        try wire.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
            var input = bytes
            for index in 0..<3 {
                let at = try splitter.next(from: &input) { frame throws(SecureFault) in frame.baseAddress }
                #expect(at == bytes.baseAddress.map { $0 + index * 22 + 2 })
            }
            let none = try splitter.next(from: &input) { _ throws(SecureFault) in true }
            #expect(none == nil && input.isEmpty)
        }
        #expect(splitter.bytesHeld == 1)
    }

    @Test(arguments: [
        (FramePhase.handshake, 0), (.handshake, 513), (.handshake, 65_535),
        (.transport, 0), (.transport, 1), (.transport, 15),
    ]) func refusesALengthBeforeKeepingAnything(_ phase: FramePhase, _ length: Int) throws {
        let fault = SecureFault.frameLength(allowed: phase.lengths, got: length)
        for wire in [header(length), header(length) + [UInt8](repeating: 0, count: length)] {
            #expect(secureFault { () throws(SecureFault) in _ = try split(wire, phase: phase) { 1 } } == fault)
            var splitter = FrameSplitter(phase: phase), input = wire[...]
            #expect(secureFault { () throws(SecureFault) in _ = try splitter.next(from: &input) } == fault)
            #expect(splitter.bytesHeld == 0)
            var good = (header(20) + [UInt8](repeating: 0, count: 20))[...]
            #expect(secureFault { () throws(SecureFault) in _ = try splitter.next(from: &good) } == .failedBefore)
        }
    }

    @Test func aFaultWhileTakingAFrameIsFinal() {
        for chunk in [1, 100] {
            var splitter = FrameSplitter(phase: .transport)
            let wire = header(16) + [UInt8](repeating: 0, count: 16)
            var faults: [SecureFault] = []
            for start in stride(from: 0, to: wire.count, by: chunk) {
                let piece = Array(wire[start..<min(start + chunk, wire.count)])
                piece.withUnsafeBytes { bytes in
                    var input = bytes
                    let fault = secureFault { () throws(SecureFault) in
                        _ = try splitter.next(from: &input) { _ throws(SecureFault) -> Int in throw .notAuthentic }
                    }
                    if let fault { faults.append(fault) }
                }
            }
            #expect(faults == [.notAuthentic], "chunks of \(chunk)")
            var more = wire[...]
            #expect(secureFault { () throws(SecureFault) in _ = try splitter.next(from: &more) } == .failedBefore)
        }
    }

    /// The third handshake message and the first sealed frame, in one chunk of any cut.
    @Test func oneChunkCanHoldTheEndOfAHandshakeAndAFrame() throws {
        let (initiator, responder) = (try SecureEnd(.initiator, id: 1), try SecureEnd(.responder, id: 2))
        let first = try initiator.handshake.start().orFail()
        let second = try responder.receive(first).orFail()
        let third = try initiator.receive(second).orFail()
        let sealed = try initiator.seal([UInt8](repeating: 5, count: 1_000))
        let wire = try FrameHeader.frame(handshake: third) + header(sealed.count) + sealed
        let waiting = responder.handshake
        for cut in 0...wire.count {
            let end = SecureEnd(waiting)
            var splitter = FrameSplitter(), opened: [[UInt8]] = []
            for piece in [wire[..<cut], wire[cut...]] {
                var input = piece
                while let frame = try splitter.next(from: &input) {
                    if !end.isLinked {
                        _ = try end.receive(frame)
                        if end.isLinked { splitter.phase = .transport }
                    } else {
                        opened.append(try end.open(frame))
                    }
                }
            }
            try #require(opened == [[UInt8](repeating: 5, count: 1_000)], "cut at \(cut)")
        }
    }

    @Test func headersAreRefusedOutsideTheirPhase() throws {
        #expect(try FrameHeader.frame(handshake: [7, 8]) == [0, 2, 7, 8])
        #expect(FrameHeader.bytes(length: 65_535, phase: .transport).map { [$0.0, $0.1] } == [0xff, 0xff])
        #expect(FrameHeader.bytes(length: 65_536, phase: .transport) == nil)
        #expect(FrameHeader.bytes(length: 15, phase: .transport) == nil)
        for count in [0, 513] {
            let message = [UInt8](repeating: 0, count: count)
            let fault = secureFault { () throws(SecureFault) in _ = try FrameHeader.frame(handshake: message) }
            #expect(fault == .frameLength(allowed: 1...512, got: count))
        }
    }
}
