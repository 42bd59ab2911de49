import Dispatch
import NIOCore
import NIOPosix
import PledgeLedger
import Synchronization

/// All TCP links of a node: listens, dials, runs handshakes, seals and opens frames. The only
/// part that touches sockets.
///
/// Every method may be called from any thread, and none but ``listen(host:port:)``,
/// ``sendBlocking(_:_:)`` and ``shutdown()`` waits. Events come on an event loop's thread, where a
/// handler must not wait either: while it runs, the links of that loop stand still. Call
/// ``shutdown()`` before letting go of a network, since its threads would stay.
public final class LinkNetwork: Sendable {
    /// What became of a frame that was given to ``send(_:_:urgent:)``.
    public enum Sent: Equatable, Sendable {
        case queued
        /// There is no such link, or it is being closed.
        case gone
        /// Longer than ``SecureLink/maxPlaintext``; the link stays.
        case tooLong
    }

    struct State {
        var stopped = false
        /// The last number given to a connection, and to a link.
        var tickets: Doorkeeper.Ticket = 0
        var linkNumbers: UInt64 = 0
        var door: Doorkeeper
        var servers: [any NIOCore.Channel] = []
        /// Connections whose handshake is not done, dialled ones too.
        var handshakes: [Doorkeeper.Ticket: LinkHandler] = [:]
        var links: [LinkID: LinkHandler] = [:]
    }

    let limits: LinkLimits
    let group: MultiThreadedEventLoopGroup
    let state: Mutex<State>
    let datagrams = Datagrams()
    private let node: SigningKey
    private let staticKey: X25519Key
    private let handler: @Sendable (LinkNetwork, LinkEvent) -> Void
    private let down = DispatchGroup()

    /// - Parameters:
    ///   - node: this node's key, shown in every handshake.
    ///   - threads: event loops; one seals and opens several hundred megabytes a second.
    ///   - handler: takes events; with several threads, events of different links at once.
    /// - Throws: ``SecureFault/missingKey`` when libsodium can't be used.
    public init(
        node: SigningKey, limits: LinkLimits = .standard, threads: Int = 1,
        handler: @escaping @Sendable (LinkNetwork, LinkEvent) -> Void
    ) throws(SecureFault) {
        guard let staticKey = Self.freshKey() else { throw .missingKey }
        self.node = node
        self.staticKey = staticKey
        self.limits = limits
        self.handler = handler
        group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
        state = Mutex(State(door: Doorkeeper(limits: limits)))
    }

    /// Links that stand.
    public var linkCount: Int { state.withLock { $0.links.count } }

    // MARK: Sending

    /// Queues one frame's plaintext. An urgent frame overtakes all that are queued and not urgent.
    ///
    /// When more than ``LinkLimits/queueBytes`` would be queued, the peer is dropped as a slow reader.
    @discardableResult
    public func send(_ id: LinkID, _ frame: [UInt8], urgent: Bool = false) -> Sent {
        guard let link = link(id) else { return .gone }
        return send(on: link, frame, urgent: urgent)
    }

    /// Queues frames one after another, and waits before each while a streaming sender has enough
    /// queued (``LinkLimits/streamHigh``). For the shell's own threads only: never from an event
    /// handler, where nothing waits and the frames are only queued, or from a Swift task.
    /// - Returns: false as soon as the link is gone, or at a frame that is too long.
    public func sendBlocking(_ id: LinkID, _ frames: [[UInt8]]) -> Bool {
        guard let link = link(id) else { return false }
        let mayWait = MultiThreadedEventLoopGroup.currentEventLoop == nil
        for frame in frames {
            guard !mayWait || link.outbox.waitForRoom() else { return false }
            guard send(on: link, frame, urgent: false) == .queued else { return false }
        }
        return true
    }

    /// Calls `body` when everything queued now on the link has been written to its socket (true), or
    /// when the link ends before that (false): at once, or later on the link's event loop.
    public func whenWritten(_ id: LinkID, _ body: @escaping @Sendable (Bool) -> Void) {
        guard let link = link(id) else { return body(false) }
        link.outbox.whenWritten(leaving: 0, body)
    }

    /// Calls `body` when a streaming sender may go on: at most ``LinkLimits/streamLow`` of the bytes
    /// queued now are left (true), or the link has ended (false): at once, or later on the link's
    /// event loop.
    public func whenDrained(_ id: LinkID, _ body: @escaping @Sendable (Bool) -> Void) {
        guard let link = link(id) else { return body(false) }
        link.outbox.whenWritten(leaving: limits.streamLow, body)
    }

    private func send(on link: LinkHandler, _ frame: [UInt8], urgent: Bool) -> Sent {
        guard frame.count <= SecureLink.maxPlaintext else { return .tooLong }
        switch link.outbox.push(frame, urgent: urgent) {
        case .queued:
            return .queued
        case .wake:
            link.onLoop { $0.drain() }
            return .queued
        case .overflow(let queued):
            link.outbox.end()
            link.onLoop { $0.end(.slowReader(queued: queued)) }
            return .gone
        case .ended:
            return .gone
        }
    }

    /// Sends one datagram to a link's peer, where it has an address for them; it may get lost.
    public func sendDatagram(_ id: LinkID, _ plaintext: [UInt8]) { datagrams.send(plaintext, on: id) }

    /// Whether datagrams can be sent and received.
    public var hasDatagrams: Bool { datagrams.isOpen }

    // MARK: Receiving

    /// Stops reading from the link, so that the peer has to wait. A little that was read already may
    /// still come.
    public func pauseReading(_ id: LinkID) {
        link(id)?.onLoop { $0.read(false) }
    }

    /// Reads again.
    public func resumeReading(_ id: LinkID) {
        link(id)?.onLoop { $0.read(true) }
    }

    // MARK: Closing

    /// Sends what is queued, for at most ``LinkLimits/closeGrace``, then closes. Frames that come
    /// after the call has taken effect are thrown away.
    public func close(_ id: LinkID) {
        link(id)?.onLoop { $0.close(.closedHere) }
    }

    /// Closes every link after sending what is queued on it, stops listening, gives up dials, and
    /// ends the threads. Waits for all that, but not when called from an event handler. Nothing is
    /// told after it returns.
    public func shutdown() {
        beginShutdown()
        if MultiThreadedEventLoopGroup.currentEventLoop == nil { down.wait() }
    }

    private func beginShutdown() {
        typealias Open = (servers: [any NIOCore.Channel], handlers: [LinkHandler])
        let open: Open? = state.withLock { state in
            guard !state.stopped else { return nil }
            state.stopped = true
            down.enter()
            return (state.servers, Array(state.handshakes.values) + Array(state.links.values))
        }
        guard let (servers, handlers) = open else { return }
        let channels = servers + handlers.map(\.channel)
        for server in servers { server.close(promise: nil) }
        for handler in handlers { handler.onLoop { $0.close(.shutDown) } }
        let closed = channels.map(\.closeFuture) + [datagrams.close()].compactMap { $0 }
        EventLoopFuture.andAllComplete(closed, on: group.next()).whenComplete { [group, down] _ in
            // A queue of its own: those shared by the process may be full of threads that wait here.
            group.shutdownGracefully(queue: DispatchQueue(label: "pledged.links.shutdown")) { _ in down.leave() }
        }
    }

    private func link(_ id: LinkID) -> LinkHandler? {
        state.withLock { $0.links[id] }
    }
}

// What handlers and bootstraps use.
extension LinkNetwork {
    func tell(_ event: LinkEvent) {
        handler(self, event)
    }

    /// A handshake with a fresh ephemeral key.
    func handshake(_ role: Role, expecting expected: PublicKey? = nil) throws(SecureFault) -> SecureHandshake {
        guard let ephemeral = Self.freshKey() else { throw .missingKey }
        return try SecureHandshake(
            role: role, node: node, staticKey: staticKey, ephemeral: ephemeral, expecting: expected
        )
    }

    private static func freshKey() -> X25519Key? {
        X25519Key(secret: Sodium.randomBytes(X25519Key.length))
    }

    /// A connection's handshake is done: gives it a number, unless there is no room.
    func stands(_ link: LinkHandler) -> Result<LinkID, LinkEnd> {
        state.withLock { state in
            guard !state.stopped else { return .failure(.shutDown) }
            guard link.dialled != nil || state.door.link(link.ticket) else { return .failure(.tooManyLinks) }
            state.handshakes[link.ticket] = nil
            state.linkNumbers += 1
            let id = LinkID(state.linkNumbers)
            state.links[id] = link
            return .success(id)
        }
    }

    /// A connection has ended at that stage, for that reason.
    func ended(_ link: LinkHandler, at stage: LinkHandler.Stage, _ reason: LinkEnd) {
        switch stage {
        case .ended:
            return
        case .handshaking:
            let stopped = state.withLock { state in
                state.handshakes[link.ticket] = nil
                state.door.leave(link.ticket)
                return state.stopped
            }
            guard !stopped else { return }
            if let dialled = link.dialled {
                tell(.dialFailed(dialled, .handshake(reason)))
            } else {
                tell(.turnedAway(link.remote, reason))
            }
        case .linked(let id), .closing(let id, _):
            datagrams.end(id)
            state.withLock { state in
                state.links[id] = nil
                if link.dialled == nil { state.door.unlink() }
            }
            tell(.unlinked(id, reason))
        }
    }
}
