import NIOCore
import NIOHTTP1

/// Looks at a request before it is read as one of HTTP's newer kind, which can't tell versions and forms apart:
/// - in HTTP/1.0, and wherever a client says so in whatever letters, a connection ends with its answer;
/// - a whole address in place of a path is for proxies, and here for nobody;
/// - of two hosts neither is believed.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        let wishes = head.headers[canonicalForm: "connection"].map { $0.lowercased() }
        let ends = wishes.contains("close") || (head.version.major, head.version.minor) < (1, 1) && !wishes.contains("keep-alive")
        head.headers.remove(name: "connection")
        if ends { head.headers.add(name: "connection", value: "close") }
        if head.headers["host"].count > 1 { head.headers.remove(name: "host") }
        if !head.uri.hasPrefix("/") { head.uri = "*" }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
