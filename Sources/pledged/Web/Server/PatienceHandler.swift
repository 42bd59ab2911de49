import NIOCore
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Closes a connection whose other end takes too long: to send a request, to ask for the next one, or to
/// take an answer; and at once where its address has as many as one may have. It also puts the ``RequestGuard`` where
/// that belongs, out of Hummingbird's reach.
final class PatienceHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Runs while something is awaited from the other end.
    private var reading: Scheduled<Void>?
    /// Runs while the other end takes nothing.
    private var stall: Scheduled<Void>?
    private let places: AddressPlaces
    /// This connection's among those of its address.
    private var place: AddressPlaces.Place?
    /// Whether what was asked for last is a stream: it ends with whoever listens, and not only when it next says something.
    private var isStream = false
    /// Whether the end of a request has yet to come.
    private var isArriving = false
    /// Whether the request that came last has its whole answer; that may end before the request does.
    private var isAnswered = false

    /// - Parameter places: what each address may have of connections.
    init(places: AddressPlaces) { self.places = places }

    func handlerAdded(context: ChannelHandlerContext) {
        let pipeline = context.pipeline.syncOperations
        if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
            try? pipeline.addHandler(RequestGuard(), position: .before(codec))
        }
        if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        begin(context)
        context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard place == nil else { return }
        place = places.take(ClientAddress.of(context.channel))
        if place == nil { return context.channel.close(promise: nil) }
        expect(within: WebLimits.requestSeconds, context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            (isArriving, isAnswered) = (true, false)
            isStream = head.path?.hasPrefix("/v1/events") ?? false
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

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if isStream, case .inputClosed? = event as? ChannelEvent { context.channel.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
        place = nil
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
