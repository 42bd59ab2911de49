import NIOCore

/// Sealing and sending: only as much is sealed as the socket takes soon, so that what waits is
/// held once and an urgent frame overtakes it.
extension LinkHandler {
    /// Seals and writes what is queued while the socket takes it, with one flush a round.
    func drain() {
        outbox.drainBegins()
        fill()
        noteQueue(outbox.queued)
        closeIfDone()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { fill() }
        context.fireChannelWritabilityChanged()
    }

    private func fill() {
        guard isSending, !draining, let context else { return }
        // Flushing may make the channel writable again from inside: the loop here sees to that.
        draining = true
        defer { draining = false }
        for _ in 0..<LinkLimits.roundsPerTurn {
            var wrote = false
            while isSending, context.channel.isWritable, writeBuffer(context) { wrote = true }
            guard wrote, isSending else { return }
            context.flush()
        }
        if context.channel.isWritable { onLoop { $0.drain() } }
    }

    private var isSending: Bool {
        switch stage {
        case .linked, .closing: true
        case .handshaking, .ended: false
        }
    }

    /// Seals one buffer's worth of frames and writes it, without a flush.
    /// - Returns: false when nothing is queued, or sealing failed and the link is at its end.
    private func writeBuffer(_ context: ChannelHandlerContext) -> Bool {
        let (frames, size) = outbox.take(upTo: LinkLimits.sealedBuffer)
        guard !frames.isEmpty else { return false }
        var buffer = context.channel.allocator.buffer(capacity: size)
        do {
            for frame in frames { try seal(frame, into: &buffer) }
        } catch {
            end((error as? SecureFault).map(LinkEnd.secure) ?? .system(SocketTrouble.text(error)))
            return false
        }
        let promise = context.eventLoop.makePromise(of: Void.self)
        promise.futureResult.whenSuccess { [weak self] in self?.wrote(size) }
        context.write(wrapOutboundOut(buffer), promise: promise)
        return true
    }

    private func seal(_ frame: [UInt8], into buffer: inout ByteBuffer) throws {
        let length = frame.count + SecureLink.overhead
        guard let length16 = UInt16(exactly: length) else {
            throw SecureFault.plaintextTooLong(count: frame.count)
        }
        buffer.writeInteger(length16)
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: length) { out in
            try frame.withUnsafeBytes { plaintext in
                try link?.seal(plaintext, into: out) ?? 0
            }
        }
    }

    /// A buffer has gone to the socket whole.
    private func wrote(_ size: Int) {
        lastProgress = .now()
        noteQueue(outbox.wrote(size))
        closeIfDone()
    }

    /// Tells when the backlog begins and ends, and watches that a queue moves.
    private func noteQueue(_ queued: Int) {
        guard case .linked(let id) = stage else { return }
        if queued > 0, progressTimer == nil {
            lastProgress = .now()
            watchProgress()
        }
        if !backlogged, queued > limits.backlogHigh {
            backlogged = true
            network.tell(.backlog(id, true))
        } else if backlogged, queued < limits.backlogLow {
            backlogged = false
            network.tell(.backlog(id, false))
        }
    }

    private func watchProgress() {
        let due = lastProgress + TimeAmount(limits.drainPatience)
        progressTimer = context?.eventLoop.scheduleTask(deadline: due) { [weak self] in self?.progressDue() }
    }

    private func progressDue() {
        progressTimer = nil
        let queued = outbox.queued
        guard queued > 0 else { return }
        if lastProgress + TimeAmount(limits.drainPatience) <= .now() {
            end(.stalledReader(queued: queued))
        } else {
            watchProgress()
        }
    }

    // MARK: Closing

    /// Takes nothing more, sends what is queued if that does not take too long, then closes.
    func close(_ reason: LinkEnd) {
        switch stage {
        case .handshaking: end(reason)
        case .closing, .ended: return
        case .linked(let id):
            stage = .closing(id, reason)
            outbox.end()
            closeTimer = context?.eventLoop.scheduleTask(in: TimeAmount(limits.closeGrace)) { [weak self] in
                self?.end(reason)
            }
            fill()
            closeIfDone()
        }
    }

    private func closeIfDone() {
        if case .closing(_, let reason) = stage, outbox.queued == 0 { end(reason) }
    }
}
