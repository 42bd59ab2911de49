import Foundation
import GossipNet
import Logging
import NIOPosix

/// The page and the API on their sockets: an address for browsers, and a Unix socket in the home.
final class WebServer: Sendable {
    /// Where browsers reach it; nil where they can't.
    let bound: Address?
    private let site: Site
    private let config: WebConfig
    private let group: MultiThreadedEventLoopGroup
    private let listeners: [WebListener]

    /// Listens. - Throws: ``CommandFault`` where the address that was asked for can't be had.
    init(_ site: Site, _ config: WebConfig, logger: Logger) throws {
        self.site = site
        self.config = config
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var listeners = [WebListener(site, at: .socket(path: config.socketPath), group, logger)]
        var bound: Address?
        if let address = config.address {
            let listener = WebListener(site, at: .address(address), group, logger)
            listeners.append(listener)
            switch listener.start() {
            case .success(let port): bound = Address(host: address.host, port: UInt16(clamping: port ?? 0))
            case .failure(let error) where config.isAsked:
                throw CommandFault(.notNow, "the page \(BindFault(error, at: address)), with --web HOST:PORT")
            case .failure(let error):
                logger.warning("no page: it \(BindFault(error, at: address)); `--web HOST:PORT` chooses another address")
            }
        }
        // The socket is the user's own from its first moment.
        let mask = umask(0o077)
        defer { umask(mask) }
        if case .failure(let error) = listeners[0].start() {
            logger.warning("no page on \(config.socketPath): \(error)")
        }
        if let bound { site.address = "http://\(bound)" }
        self.bound = bound
        self.listeners = listeners
    }

    /// Ends every stream and connection.
    func stop() {
        site.events.end()
        for listener in listeners { listener.stop() }
        unlink(config.socketPath)
    }
}
