import Logging
import NIOCore
import NIOPosix
import PledgeLedger

/// Finds nodes on the local network: says by multicast where this one listens, and hears others.
///
/// Only whoever is in one of the same collectives understands it (``DatagramHello``). It is a reason
/// to dial, and no more.
final class LanHello: Sendable {
    /// Administratively scoped (RFC 2365): routers do not pass it on.
    private static let group = "239.255.74.11"
    private static let port = 7_412
    /// How often a node says where it is.
    private static let every = TimeAmount.seconds(30)

    private let channel: any NIOCore.Channel
    private let timer: RepeatedTask

    /// - Parameters:
    ///   - hello: what to say now; nil to say nothing.
    ///   - onHello: takes what others said and the host it came from, on an event loop.
    /// - Throws: an `IOError` where there is no network for it.
    init(
        group threads: any EventLoopGroup, hello: @escaping @Sendable () -> DatagramHello?,
        onHello: @escaping @Sendable (DatagramHello, String) -> Void
    ) throws {
        let everybody = try SocketAddress(ipAddress: Self.group, port: Self.port)
        let bootstrap = DatagramBootstrap(group: threads)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 1_500))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(HelloReader(onHello: onHello))
                }
            }
        let channel = try bootstrap.bind(host: "0.0.0.0", port: Self.port).wait()
        self.channel = channel
        Self.join(channel, everybody)
        timer = channel.eventLoop.scheduleRepeatedTask(initialDelay: .milliseconds(200), delay: Self.every) { _ in
            guard let hello = hello() else { return }
            let bytes = ByteBuffer(bytes: hello.encoded)
            channel.writeAndFlush(AddressedEnvelope(remoteAddress: everybody, data: bytes), promise: nil)
        }
    }

    /// Joins the group on every interface that has an IPv4 address and takes multicast.
    private static func join(_ channel: any NIOCore.Channel, _ group: SocketAddress) {
        guard let multicast = channel as? any MulticastChannel else { return }
        for device in (try? System.enumerateDevices()) ?? [] where device.multicastSupported {
            guard case .v4 = device.address else { continue }
            // One interface that refuses keeps nobody from the others.
            try? multicast.joinGroup(group, device: device).wait()
        }
    }

    func close() {
        timer.cancel()
        try? channel.close().wait()
    }
}

/// Reads hellos, so many a second at most: each costs a few hashes.
private final class HelloReader: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let onHello: @Sendable (DatagramHello, String) -> Void
    private var bucket = Bucket(perSecond: 20, most: 40, now: .now)

    init(onHello: @escaping @Sendable (DatagramHello, String) -> Void) { self.onHello = onHello }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        guard bucket.take(now: .now), let host = envelope.remoteAddress.ipAddress,
            let hello = try? DatagramHello.decode(Array(envelope.data.readableBytesView))
        else { return }
        onHello(hello, host)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
