import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Closes a connection whose other end takes too long: to send a request, to ask for the next one, or to
/// take an answer. It also puts the ``RequestGuard`` where that belongs, out of Hummingbird's reach.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Runs while something is awaited from the other end.
    private var reading: Scheduled<Void>?
    /// Runs while the other end takes nothing.
    private var stall: Scheduled<Void>?
    /// Whether the end of a request has yet to come.
    private var isArriving = false
    /// Whether the request that came last has its whole answer; that may end before the request does.
    private var isAnswered = false

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
            try? pipeline.addHandler(RequestGuard(), position: .before(codec))
        }
        if context.channel.isActive { expect(within: WebLimits.requestSeconds, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        expect(within: WebLimits.requestSeconds, context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            (isArriving, isAnswered) = (true, false)
            expect(within: WebLimits.requestSeconds, context)
        case .body: break
        case .end:
            isArriving = false
            if isAnswered { expect(within: WebLimits.idleSeconds, context) } else { reading?.cancel() }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) {
            isAnswered = true
            if !isArriving { expect(within: WebLimits.idleSeconds, context) }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        stall?.cancel()
        if !context.channel.isWritable { stall = closing(after: WebLimits.stallSeconds, context) }
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        reading?.cancel()
        stall?.cancel()
    }

    private func expect(within seconds: Int64, _ context: ChannelHandlerContext) {
        reading?.cancel()
        reading = closing(after: seconds, context)
    }

    private func closing(after seconds: Int64, _ context: ChannelHandlerContext) -> Scheduled<Void> {
        let channel = context.channel
        return context.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
}
