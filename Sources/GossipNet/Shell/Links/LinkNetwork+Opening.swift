import NIOCore
import NIOPosix
import PledgeLedger

extension LinkNetwork {
    // MARK: Listening

    /// Listens for links from now on. May be called for several addresses.
    /// - Parameters:
    ///   - host: an IP address of this machine, `0.0.0.0` or `::` for all, or a name for one.
    ///   - port: 0 for any free one.
    /// - Returns: the address that is listened on, with its port.
    public func listen(host: String, port: UInt16) throws(BindFault) -> Address {
        let address = Address(host: host, port: port)
        guard MultiThreadedEventLoopGroup.currentEventLoop == nil else { throw .calledFromHandler }
        guard !state.withLock({ $0.stopped }) else { throw .shutDown }
        let socket = address.numeric ?? (try? SocketAddress.makeAddressResolvingHost(host, port: Int(port)))
        guard !host.isEmpty, let socket else { throw .badAddress(address) }
        let server: any NIOCore.Channel
        do {
            server = try serverBootstrap().bind(to: socket).wait()
        } catch {
            throw BindFault(error, at: address)
        }
        let kept = state.withLock { state in
            guard !state.stopped else { return false }
            state.servers.append(server)
            return true
        }
        guard kept else {
            server.close(promise: nil)
            throw .shutDown
        }
        let bound = Address(server.localAddress) ?? address
        listenForDatagrams(at: server.localAddress ?? socket, named: bound)
        return bound
    }

    /// Datagrams come to the port of the links, once. Without them links still work.
    private func listenForDatagrams(at socket: SocketAddress, named address: Address) {
        guard !datagrams.isOpen else { return }
        do throws(BindFault) {
            datagrams.use(try DatagramPort(group: group, at: socket, named: address) { [weak self] bytes, from in
                guard let self, let (link, plaintext) = self.datagrams.open(bytes, from: from) else { return }
                self.tell(.datagram(link, plaintext))
            })
        } catch {
            tell(.noDatagrams(error))
        }
    }

    private func serverBootstrap() -> ServerBootstrap {
        ServerBootstrap(group: group)
            // A node that restarts must get its port back while old connections fade.
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: LinkLimits.listenBacklog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: Self.recvAllocator)
            .childChannelOption(.writeBufferWaterMark, value: Self.writeMark)
            .childChannelInitializer { channel in self.arrived(channel) }
    }

    /// Admits or refuses an accepted connection, before a byte of it is read.
    private func arrived(_ channel: any NIOCore.Channel) -> EventLoopFuture<Void> {
        guard let remote = Address(channel.remoteAddress), let host = HostGroup(remote.host) else {
            return channel.eventLoop.makeFailedFuture(LinkEnd.closedByPeer)
        }
        let handler: LinkHandler
        do {
            handler = makeHandler(channel, dialled: nil, remote: remote, try handshake(.responder))
        } catch {
            return channel.eventLoop.makeFailedFuture(error)
        }
        switch admit(handler, from: host) {
        case .refuse(let reason):
            tell(.turnedAway(remote, reason))
            return channel.eventLoop.makeFailedFuture(reason)
        case .replace(let older):
            state.withLock { $0.handshakes[older] }?.onLoop { $0.end(.tooManyHalfOpen) }
        case .enter:
            break
        }
        return channel.eventLoop.makeCompletedFuture { try add(handler) }
    }

    private func admit(_ handler: LinkHandler, from host: HostGroup) -> Doorkeeper.Verdict {
        state.withLock { state in
            guard !state.stopped else { return .refuse(.shutDown) }
            let verdict = state.door.arrive(handler.ticket, from: host, now: .now)
            if case .refuse = verdict { return verdict }
            state.handshakes[handler.ticket] = handler
            return verdict
        }
    }

    // MARK: Dialling

    /// Dials an address; ``LinkEvent/linked(_:)`` or ``LinkEvent/dialFailed(_:_:)`` will follow.
    /// - Parameters:
    ///   - deadline: for the connection; ``LinkLimits/dial`` when not given. The handshake has its own.
    ///   - expected: the only node key to accept there; nil for any but our own.
    public func dial(_ address: Address, deadline: Duration? = nil, expecting expected: PublicKey? = nil) {
        guard !state.withLock({ $0.stopped }) else { return }
        let bootstrap = ClientBootstrap(group: group)
            .connectTimeout(TimeAmount(deadline ?? limits.dial))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: Self.recvAllocator)
            .channelOption(.writeBufferWaterMark, value: Self.writeMark)
        let connecting = address.numeric.map { bootstrap.connect(to: $0) }
            ?? bootstrap.connect(host: address.host, port: Int(address.port))
        connecting.whenComplete { result in
            switch result {
            case .success(let channel): self.connected(channel, to: address, expecting: expected)
            case .failure(let error): self.failed(address, DialFault(error))
            }
        }
    }

    /// The handler comes in only now: of several addresses tried at once, one connection is used.
    private func connected(_ channel: any NIOCore.Channel, to address: Address, expecting expected: PublicKey?) {
        let handler: LinkHandler
        do {
            let remote = Address(channel.remoteAddress) ?? address
            let handshake = try handshake(.initiator, expecting: expected)
            handler = makeHandler(channel, dialled: address, remote: remote, handshake)
        } catch {
            channel.close(promise: nil)
            return failed(address, .handshake(.secure(error)))
        }
        let kept = state.withLock { state in
            guard !state.stopped else { return false }
            state.handshakes[handler.ticket] = handler
            return true
        }
        guard kept else { return channel.close(promise: nil) }
        // A failure ends the handler, which tells of it.
        try? add(handler)
        if !channel.isActive { handler.end(.closedByPeer) }
    }

    /// - Throws: when the channel is closed already; the handler has been ended then.
    private func add(_ handler: LinkHandler) throws {
        do {
            try handler.channel.pipeline.syncOperations.addHandler(handler)
        } catch {
            handler.end(.closedByPeer)
            throw error
        }
    }

    private func failed(_ address: Address, _ fault: DialFault) {
        if !state.withLock({ $0.stopped }) { tell(.dialFailed(address, fault)) }
    }

    private func makeHandler(
        _ channel: any NIOCore.Channel, dialled: Address?, remote: Address, _ handshake: SecureHandshake
    ) -> LinkHandler {
        let ticket = state.withLock { state in
            state.tickets += 1
            return state.tickets
        }
        return LinkHandler(
            ticket: ticket, dialled: dialled, remote: remote, channel: channel, handshake: handshake, network: self
        )
    }

    /// Begins small, since most links are idle, and grows with what comes.
    private static var recvAllocator: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 1_024, initial: 2_048, maximum: LinkLimits.readBytes)
    }

    private static var writeMark: ChannelOptions.Types.WriteBufferWaterMark {
        .init(low: LinkLimits.writeAhead.low, high: LinkLimits.writeAhead.high)
    }
}
