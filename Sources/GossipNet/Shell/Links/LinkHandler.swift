import NIOCore
import PledgeLedger

/// One TCP connection: its handshake, then its link. The last handler of its channel's pipeline.
///
/// All but ``outbox`` and the constants belongs to the channel's event loop: channel events come
/// there, and ``LinkNetwork`` calls only through ``onLoop(_:)``. That is why this class may say
/// that it is Sendable.
final class LinkHandler: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// How far the connection has come.
    enum Stage {
        case handshaking
        case linked(LinkID)
        /// Sending what is queued, then closing for this reason. What comes in is thrown away.
        case closing(LinkID, LinkEnd)
        case ended
    }

    /// Names the connection until it is a link.
    let ticket: Doorkeeper.Ticket
    /// The address as dialled; nil for an accepted connection.
    let dialled: Address?
    let remote: Address
    let channel: any NIOCore.Channel
    let outbox: Outbox
    let limits: LinkLimits
    let network: LinkNetwork

    var stage = Stage.handshaking
    var context: ChannelHandlerContext?
    var link: SecureLink?
    private var handshake: SecureHandshake
    private var splitter = FrameSplitter(phase: .handshake)
    private var clock: FrameClock
    private var deadline: Scheduled<Void>?
    private var clockTimer: Scheduled<Void>?
    private var reading = true
    private var started = false
    // For LinkHandler+Sending.
    var draining = false
    var backlogged = false
    var lastProgress = NIODeadline.now()
    var progressTimer: Scheduled<Void>?
    var closeTimer: Scheduled<Void>?

    init(
        ticket: Doorkeeper.Ticket, dialled: Address?, remote: Address, channel: any NIOCore.Channel,
        handshake: SecureHandshake, network: LinkNetwork
    ) {
        self.ticket = ticket
        self.dialled = dialled
        self.remote = remote
        self.channel = channel
        self.handshake = handshake
        self.network = network
        limits = network.limits
        outbox = Outbox(limits: network.limits)
        clock = FrameClock(limits: network.limits)
    }

    /// Runs `body` on the event loop, after what was asked for before.
    func onLoop(_ body: @escaping @Sendable (LinkHandler) -> Void) {
        channel.eventLoop.execute { body(self) }
    }

    // MARK: The channel's life

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        deadline = context.eventLoop.scheduleTask(in: TimeAmount(limits.handshake)) { [weak self] in
            self?.end(.handshakeTooSlow)
        }
        if context.channel.isActive { start() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end(.closedByPeer)
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        start()
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.closedByPeer)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if case .reset = SocketTrouble(error) {
            end(.closedByPeer)
        } else {
            end(.system(SocketTrouble.text(error)))
        }
    }

    /// Ends the connection at once, whatever is queued, and says so. Only the first call counts.
    func end(_ reason: LinkEnd) {
        let said: LinkEnd
        switch stage {
        case .ended: return
        case .closing(_, let first): said = first
        case .handshaking, .linked: said = reason
        }
        let before = stage
        stage = .ended
        for timer in [deadline, clockTimer, progressTimer, closeTimer] { timer?.cancel() }
        outbox.end()
        network.ended(self, at: before, said)
        channel.close(promise: nil)
    }

    // MARK: The handshake

    private func start() {
        guard !started else { return }
        started = true
        do throws(SecureFault) {
            if let first = try handshake.start() { try write(handshake: first) }
        } catch {
            end(.secure(error))
        }
    }

    private func write(handshake message: [UInt8]) throws(SecureFault) {
        let frame = try FrameHeader.frame(handshake: message)
        context?.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: frame)), promise: nil)
    }

    private func take(handshake message: [UInt8]) throws(SecureFault) {
        switch try handshake.receive(message) {
        case .send(let reply):
            try write(handshake: reply)
        case .done(let link):
            stand(link)
        case .sendThenDone(let reply, let link):
            try write(handshake: reply)
            stand(link)
        }
    }

    private func stand(_ link: consuming SecureLink) {
        deadline?.cancel()
        splitter.phase = .transport
        let (node, hash, role) = (link.remoteNode, link.handshakeHash, link.role)
        self.link = consume link
        let seal = self.link?.takeDatagramSeal()
        switch network.stands(self) {
        case .failure(let refusal):
            end(refusal)
        case .success(let id):
            stage = .linked(id)
            if let seal { network.datagrams.begin(id, seal, remote: dialled == nil ? nil : channel.remoteAddress) }
            network.tell(.linked(LinkedPeer(
                id: id, node: node, handshakeHash: hash, role: role, dialled: dialled, remote: remote
            )))
        }
    }

    // MARK: Reading

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        do throws(SecureFault) {
            try buffer.readableBytesSpan.withUnsafeBytes { bytes throws(SecureFault) in
                var rest = bytes
                try takeHandshake(from: &rest)
                try takeFrames(from: &rest)
            }
        } catch {
            end(.secure(error))
        }
    }

    private func takeHandshake(from input: inout UnsafeRawBufferPointer) throws(SecureFault) {
        while case .handshaking = stage {
            let message = try splitter.next(from: &input) { message throws(SecureFault) in Array(message) }
            guard let message else { return }
            try take(handshake: message)
        }
    }

    /// Opens the frames of one read straight from where they lie, and hands them on together; also
    /// those before one that is at fault.
    private func takeFrames(from input: inout UnsafeRawBufferPointer) throws(SecureFault) {
        guard case .linked(let id) = stage else { return }
        var frames: [[UInt8]] = []
        defer { if !frames.isEmpty { network.tell(.frames(id, frames)) } }
        while !input.isEmpty {
            let before = input.count
            let frame = try splitter.next(from: &input) { ciphertext throws(SecureFault) in
                var plaintext: [UInt8] = []
                try link?.open(ciphertext, appendingTo: &plaintext)
                return plaintext
            }
            guard let frame else {
                clock.took(before, now: .now)
                watchClock()
                return
            }
            clock.frameEnded()
            frames.append(frame)
        }
    }

    /// Sees to it that somebody looks when the begun frame is overdue.
    private func watchClock() {
        guard clockTimer == nil, reading, let context, let due = clock.deadline else { return }
        clockTimer = context.eventLoop.scheduleTask(deadline: due.deadline) { [weak self] in self?.clockRang() }
    }

    private func clockRang() {
        clockTimer = nil
        guard case .linked = stage, reading, let due = clock.deadline else { return }
        if due <= .now { end(.frameTooSlow(held: clock.held)) } else { watchClock() }
    }

    /// Stops reading from the socket, or goes on.
    func read(_ on: Bool) {
        guard on != reading, let context else { return }
        reading = on
        if on {
            clock.resumed(now: .now)
            watchClock()
        }
        context.channel.setOption(.autoRead, value: on).whenFailure { [weak self] error in
            self?.end(.system(SocketTrouble.text(error)))
        }
    }
}
