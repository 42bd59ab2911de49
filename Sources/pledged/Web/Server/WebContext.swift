import Hummingbird
import NIOCore

/// What is known of a connection besides its request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end, as ``ClientAddress`` names it; nil for everybody on the home's own socket.
    let address: String?
    /// The same in a word.
    var client: String { address ?? "local" }
    /// Done once the connection has gone.
    let closed: EventLoopFuture<Void>

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        address = ClientAddress.of(source.channel)
        closed = source.channel.closeFuture
    }
}
