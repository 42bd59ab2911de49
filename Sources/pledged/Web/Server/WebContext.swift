import Hummingbird
import NIOCore

/// What is known of a connection besides its request.
struct WebContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address at the other end; one word for everybody on the home's own socket.
    let client: String

    init(source: Source) {
        coreContext = CoreRequestContextStorage(source: source)
        client = source.channel.remoteAddress?.ipAddress ?? "local"
    }
}
