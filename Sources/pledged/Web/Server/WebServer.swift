import Dispatch
import Foundation
import GossipNet
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// The page and the API on their sockets: an address for browsers, and a Unix socket in the home.
final class WebServer: Sendable {
    /// Where browsers reach it; nil where they can't.
    let bound: Address?
    private let site: Site
    private let config: WebConfig
    private let group: MultiThreadedEventLoopGroup
    private let listeners: [Listener]

    /// Listens. - Throws: ``CommandFault`` where the address that was asked for can't be had.
    init(_ site: Site, _ config: WebConfig, logger: Logger) throws {
        self.site = site
        self.config = config
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var listeners = [Listener(site, at: .unixDomainSocket(path: config.socketPath), group, logger)]
        var bound: Address?
        if let address = config.address {
            let listener = Listener(site, at: .hostname(address.host, port: Int(address.port)), group, logger)
            listeners.append(listener)
            switch listener.start() {
            case .success(let port): bound = Address(host: address.host, port: UInt16(clamping: port ?? 0))
            case .failure(let error) where config.isAsked:
                throw CommandFault(.notNow, "the page can't listen on \(address): \(error); choose another --web HOST:PORT")
            case .failure(let error):
                logger.warning("no page on \(address): \(error); `--web HOST:PORT` chooses another address")
            }
        }
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

/// One listening socket.
private final class Listener: Sendable {
    private let application: Application<WebResponder>
    private let task = Mutex<Task<Void, Never>?>(nil)
    private let began = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)
    private let outcome: Outcome

    /// What became of binding.
    private final class Outcome: Sendable {
        let value = Mutex<Result<Int?, any Error>?>(nil)
    }

    /// What a start may take.
    private static let patience = DispatchTimeInterval.seconds(10)
    /// What an end may take: whoever is slower is cut off with the process.
    private static let farewell = DispatchTimeInterval.seconds(1)

    init(_ site: Site, at address: BindAddress, _ group: MultiThreadedEventLoopGroup, _ logger: Logger) {
        let outcome = Outcome(), began = began
        self.outcome = outcome
        var quiet = logger
        // What it says below this is about single requests, whose text comes from anybody.
        quiet.logLevel = max(logger.logLevel, .error)
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [PatienceHandler()],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: WebLimits.head, maxHeaderListSize: WebLimits.head, maxHeaderFieldCount: 100))
        application = Application(
            responder: WebResponder(site: site), server: .http1(configuration: http),
            configuration: ApplicationConfiguration(
                address: address, availableConnectionsDelegate: MaximumAvailableConnections(WebLimits.connections, logger: quiet)),
            onServerRunning: { channel in
                outcome.value.withLock { $0 = .success(channel.localAddress?.port) }
                began.signal()
            },
            eventLoopGroupProvider: .shared(group), logger: quiet)
    }

    /// Binds. - Returns: the port, where there is one.
    func start() -> Result<Int?, any Error> {
        let application = application, outcome = outcome, began = began, ended = ended
        task.withLock {
            $0 = Task.detached {
                do { try await application.run() } catch {
                    outcome.value.withLock { if $0 == nil { $0 = .failure(error) } }
                }
                began.signal()
                ended.signal()
            }
        }
        guard began.wait(timeout: .now() + Self.patience) == .success, let result = outcome.value.withLock({ $0 }) else {
            return .failure(CommandFault(.notNow, "it did not begin in time"))
        }
        return result
    }

    func stop() {
        guard let task = task.withLock({ $0 }) else { return }
        task.cancel()
        _ = ended.wait(timeout: .now() + Self.farewell)
    }
}
