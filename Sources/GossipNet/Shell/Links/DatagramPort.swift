import NIOCore
import NIOPosix

/// A UDP socket: sends and receives datagrams whole. What can't be sent is dropped, as any datagram
/// may be; what can't be read costs itself alone.
final class DatagramPort: Sendable {
    private let channel: any NIOCore.Channel

    /// Longest datagram that is read; longer ones are cut, and then refused by whoever opens them.
    private static let longest = 1_500

    /// - Parameters:
    ///   - address: where to listen; the same as for links, so that a peer needs one address alone.
    ///   - onRead: takes what came, on the event loop.
    /// - Throws: ``BindFault``
    init(
        group: MultiThreadedEventLoopGroup, at address: SocketAddress, named name: Address,
        onRead: @escaping @Sendable ([UInt8], SocketAddress) -> Void
    ) throws(BindFault) {
        let bootstrap = DatagramBootstrap(group: group)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Self.longest))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramReader(onRead: onRead))
                }
            }
        do {
            channel = try bootstrap.bind(to: address).wait()
        } catch {
            throw BindFault(error, at: name)
        }
    }

    func send(_ bytes: [UInt8], to address: SocketAddress) {
        channel.writeAndFlush(AddressedEnvelope(remoteAddress: address, data: ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Ends when everything handed over before is sent.
    func close() -> EventLoopFuture<Void> {
        channel.close(promise: nil)
        return channel.closeFuture
    }
}

private final class DatagramReader: ChannelInboundHandler, Sendable {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>

    private let onRead: @Sendable ([UInt8], SocketAddress) -> Void

    init(onRead: @escaping @Sendable ([UInt8], SocketAddress) -> Void) { self.onRead = onRead }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        onRead(Array(envelope.data.readableBytesView), envelope.remoteAddress)
    }

    /// Such as word from the host at the other end that nobody listens there: the prober finds out.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
