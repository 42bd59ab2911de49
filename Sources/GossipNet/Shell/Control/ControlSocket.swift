import Foundation
import NIOCore
import NIOPosix

/// A Unix socket on which local programs ask one line and get one line: for the command line to
/// wake the daemon and to ask how it is.
public final class ControlSocket: Sendable {
    /// A line is longer than any request there is.
    static let longestLine = 4_096
    /// Connections that say nothing are closed after this.
    static let patience = TimeAmount.seconds(5)

    private let group: MultiThreadedEventLoopGroup
    private let channel: any NIOCore.Channel
    private let path: String

    /// Listens, readable and writable by this user alone; a socket left over by a killed daemon is replaced.
    ///
    /// - Parameter answer: called on a thread of the socket's own for each line; must not wait long.
    /// - Throws: an `IOError` when the path can't be bound.
    public init(path: String, answer: @escaping @Sendable (String) -> String) throws {
        self.path = path
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let bootstrap = ServerBootstrap(group: group).childChannelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandlers(
                    IdleStateHandler(allTimeout: Self.patience), LineAnswerer(answer: answer))
            }
        }
        let mask = umask(0o077)
        defer { umask(mask) }
        do {
            channel = try bootstrap.bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).wait()
        } catch {
            try? group.syncShutdownGracefully()
            throw error
        }
    }

    /// Stops listening and removes the socket.
    public func close() {
        try? channel.close().wait()
        try? group.syncShutdownGracefully()
        unlink(path)
    }
}

/// Collects a line, answers it, and goes on.
private final class LineAnswerer: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: @Sendable (String) -> String
    private var held = ByteBuffer()

    init(answer: @escaping @Sendable (String) -> String) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        held.writeBuffer(&bytes)
        while let end = held.readableBytesView.firstIndex(of: UInt8(ascii: "\n")) {
            let line = held.readString(length: end - held.readerIndex) ?? ""
            held.moveReaderIndex(forwardBy: 1)
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer(line) + "\n")), promise: nil)
        }
        held.discardReadBytes()
        if held.readableBytes > ControlSocket.longestLine { context.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
