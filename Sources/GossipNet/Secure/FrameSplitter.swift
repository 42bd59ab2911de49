/// Cuts a byte stream into frames, from chunks of any size.
///
/// A frame that lies whole in a chunk is handed on where it lies. Only a frame that is cut by a
/// chunk's end is copied, so at most one frame is ever held, and its announced length was
/// checked before its first byte was kept. The phase is set between frames, because one chunk may
/// hold the last handshake message and the first sealed frame.
public struct FrameSplitter: Sendable {
    /// How long the next frame may be. A frame whose length was read already is not judged again.
    public var phase: FramePhase
    /// The first byte of a length whose second has not come.
    private var highByte: UInt8?
    /// The length of the frame that is being collected in ``partial``; nil between frames.
    private var due: Int?
    private var partial: [UInt8] = []
    private var failed = false

    public init(phase: FramePhase = .handshake) {
        self.phase = phase
    }

    /// Bytes held until the rest of their frame comes.
    public var bytesHeld: Int { partial.count + (highByte == nil ? 0 : 1) }

    /// Takes bytes off the front of `input` up to the end of the next frame, and calls `body` with
    /// that frame, without its length.
    /// - Parameter body: must not keep the pointer.
    /// - Returns: what `body` returned; nil when `input` is used up and the frame is not whole yet.
    /// - Throws: ``SecureFault/frameLength(allowed:got:)`` for a length that the phase does not
    ///   allow, with nothing of the frame kept; what `body` throws. Either is final.
    public mutating func next<R: ~Copyable>(
        from input: inout UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws(SecureFault) -> R
    ) throws(SecureFault) -> R? {
        guard !failed else { throw .failedBefore }
        failed = true
        guard let length = try frameLength(from: &input) else {
            failed = false
            return nil
        }
        if partial.isEmpty, input.count >= length {
            due = nil
            let frame = take(length, from: &input)
            let result = try body(frame)
            failed = false
            return result
        }
        return try collect(length, from: &input, body)
    }

    /// The next frame of `input` as an array; nil when `input` is used up.
    public mutating func next(from input: inout ArraySlice<UInt8>) throws(SecureFault) -> [UInt8]? {
        var used = 0
        let frame = try input.span.bytes.withUnsafeBytes { bytes throws(SecureFault) in
            var rest = bytes
            let frame = try next(from: &rest) { frame throws(SecureFault) in Array(frame) }
            used = bytes.count - rest.count
            return frame
        }
        input = input.dropFirst(used)
        return frame
    }

    /// The length of the frame being read; nil when `input` ends before it is known.
    private mutating func frameLength(from input: inout UnsafeRawBufferPointer) throws(SecureFault) -> Int? {
        if let due { return due }
        guard let high = highByte ?? takeByte(from: &input) else { return nil }
        guard let low = takeByte(from: &input) else {
            highByte = high
            return nil
        }
        highByte = nil
        let length = Int(high) << 8 | Int(low)
        guard phase.lengths.contains(length) else {
            throw .frameLength(allowed: phase.lengths, got: length)
        }
        due = length
        return length
    }

    private mutating func collect<R: ~Copyable>(
        _ length: Int, from input: inout UnsafeRawBufferPointer,
        _ body: (UnsafeRawBufferPointer) throws(SecureFault) -> R
    ) throws(SecureFault) -> R? {
        partial.append(contentsOf: take(min(length - partial.count, input.count), from: &input))
        guard partial.count == length else {
            failed = false
            return nil
        }
        let frame = partial
        partial = []
        due = nil
        let result = try frame.span.bytes.withUnsafeBytes(body)
        failed = false
        return result
    }

    private func take(_ count: Int, from input: inout UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        defer { input = UnsafeRawBufferPointer(rebasing: input.dropFirst(count)) }
        return UnsafeRawBufferPointer(rebasing: input.prefix(count))
    }

    private func takeByte(from input: inout UnsafeRawBufferPointer) -> UInt8? {
        take(min(1, input.count), from: &input).first
    }
}
