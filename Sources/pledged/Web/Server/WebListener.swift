import Dispatch
import GossipNet
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// One listening socket, which listens again should accepting ever fail: where a machine is out of files,
/// the page is away for a moment and not for good. Whoever is connected then is cut off, and comes back.
final class WebListener: Sendable {
    /// Where to listen.
    enum Place: Sendable {
        case address(Address)
        case socket(path: String)

        var bindAddress: BindAddress {
            switch self {
            case .address(let address): .hostname(address.host, port: Int(address.port))
            case .socket(let path): .unixDomainSocket(path: path)
            }
        }
    }

    private struct State {
        var group: ServiceGroup?
        /// What runs the group; a server that accepts no more still waits for all who are connected.
        var running: Task<Void, any Error>?
        var task: Task<Void, Never>?
        var isStopped = false
        /// What became of binding for the first time.
        var outcome: Result<Int?, any Error>?
    }

    private let make: @Sendable (Place, @escaping @Sendable (any NIOCore.Channel) -> Void) -> ServiceGroup
    private let place: Place
    private let logger: Logger
    private let state = Mutex(State())
    private let began = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// What a start may take.
    private static let patience = DispatchTimeInterval.seconds(10)
    /// What an end may take: whoever is slower is cut off.
    private static let farewell = DispatchTimeInterval.seconds(1)
    /// Between two attempts to listen.
    private static let rest = Duration.seconds(1)

    init(_ site: Site, at place: Place, _ loops: MultiThreadedEventLoopGroup, _ logger: Logger) {
        self.place = place
        self.logger = logger
        // What Hummingbird says is about single requests, whose text comes from anybody, and about readers that are
        // cut off at the end. (A level of its own is no way: all loggers of the daemon share theirs.)
        let quiet = Logger(label: "pledged.web") { _ in SwiftLogNoOpLogHandler() }
        let http = HTTP1Channel.Configuration(
            additionalChannelHandlers: [PatienceHandler(places: site.connections)],
            httpDecoderConfiguration: .init(
                maxHeaderFieldSize: WebLimits.head, maxHeaderListSize: WebLimits.head, maxHeaderFieldCount: 100))
        make = { place, onRunning in
            let application = Application(
                responder: WebResponder(site: site), server: .http1(configuration: http),
                configuration: ApplicationConfiguration(
                    address: place.bindAddress,
                    availableConnectionsDelegate: MaximumAvailableConnections(WebLimits.connections, logger: quiet)),
                onServerRunning: { onRunning($0) }, eventLoopGroupProvider: .shared(loops), logger: quiet)
            return ServiceGroup(configuration: .init(services: [application], logger: quiet))
        }
    }

    /// Binds. - Returns: the port, where there is one.
    func start() -> Result<Int?, any Error> {
        state.withLock { $0.task = Task.detached { await self.run() } }
        guard began.wait(timeout: .now() + Self.patience) == .success, let result = state.withLock({ $0.outcome }) else {
            return .failure(CommandFault(.notNow, "it did not begin in time"))
        }
        return result
    }

    private func run() async {
        defer { ended.signal() }
        var place = place
        while let group = next(at: place) {
            var fault: any Error = CommandFault(.notNow, "it ended by itself")
            do { try await run(group) } catch is CancellationError {} catch { fault = error }
            let isOver = state.withLock { state in
                if state.outcome == nil { state.outcome = .failure(fault) }
                if case .failure = state.outcome { return true }
                return state.isStopped
            }
            began.signal()
            if isOver { return }
            logger.warning("the page's socket is opened again: \(SafeText.shown("\(fault)"))")
            // The port that was taken first is kept.
            if case .success(let port?) = state.withLock({ $0.outcome }), case .address(let address) = place {
                place = .address(Address(host: address.host, port: UInt16(clamping: port)))
            }
            try? await Task.sleep(for: Self.rest)
        }
    }

    /// Runs a group until it ends, its socket is closed, or all of it is.
    private func run(_ group: ServiceGroup) async throws {
        let running = Task { try await group.run() }
        state.withLock { $0.running = running }
        try await withTaskCancellationHandler { try await running.value } onCancel: { running.cancel() }
    }

    /// What runs next; nil once it is over.
    private func next(at place: Place) -> ServiceGroup? {
        let group = make(place) { [self] channel in
            state.withLock { if $0.outcome == nil { $0.outcome = .success(channel.localAddress?.port) } }
            began.signal()
            channel.closeFuture.whenComplete { [weak self] _ in self?.closed() }
        }
        return state.withLock { state in
            guard !state.isStopped else { return nil }
            state.group = group
            return group
        }
    }

    /// The socket accepts no more. Where nobody asked for that, who is connected is not waited for.
    private func closed() {
        let running = state.withLock { $0.isStopped ? nil : $0.running }
        running?.cancel()
    }

    /// Answers what was asked, takes no more, and cuts off whoever is slow to take their answer.
    func stop() {
        let (group, task) = state.withLock { state in
            state.isStopped = true
            return (state.group, state.task)
        }
        guard let group, let task else { return }
        Task.detached { await group.triggerGracefulShutdown() }
        if ended.wait(timeout: .now() + Self.farewell) == .timedOut {
            task.cancel()
            _ = ended.wait(timeout: .now() + Self.farewell)
        }
    }
}
