import Foundation
import GossipNet
import Logging
import PledgeLedger
import Synchronization

/// The daemon: a node on a home's store, with its control socket and its page, until a signal ends it.
final class Daemon: Sendable {
    private let home: Home
    private let store: Store
    private let node: Node
    private let lock: Mutex<DaemonLock?>
    private let source: ConfigurationSource
    /// As it is in effect, but for what takes a restart.
    private let configuration: Mutex<Configuration>
    /// As the daemon began with it: what takes a restart stays so.
    private let started: Configuration
    private let target: LogTarget
    private let logger: Logger
    private let manager = ServiceManager()
    private let webConfig: WebConfig?

    /// How long stopping may take before the process ends all the same: every commit is whole by itself.
    private static let stopSeconds = 10
    /// Nil where the owner's key stays out of it.
    private let duty: WitnessDuty?
    private let causes: CauseDuty

    /// - Throws: ``CommandFault``, ``HomeFault`` or ``StoreFault``
    init(home: Home, source: ConfigurationSource) throws {
        SameProcess.remember()
        self.home = home
        self.source = source
        let configuration = try source.read()
        self.configuration = Mutex(configuration)
        started = configuration
        webConfig = try configuration.web(home)
        let witnessInterval = try configuration.witnessInterval()
        let target = LogTarget(level: configuration.log)
        self.target = target
        logger = Logger(label: "pledged") { _ in LogSink(target) }
        lock = Mutex(try DaemonLock(home))
        let store = try StoreOpening(path: home.storePath, manager: manager, logger: logger).store()
        self.store = store
        let key = try witnessInterval.map { _ in try home.authorKey() }
        let config = NodeConfig(
            key: try home.nodeKey(), owner: try key?.publicKey ?? store.owner(), listen: try configuration.listen(),
            peers: try Self.peers(configuration, store), stays: true, book: home.bookPath,
            saysHello: configuration.lan, logger: logger, nodeName: KeyText.shortNode)
        let reporter = SyncReporter(logger: logger)
        let node = try Node(store: store, config: config) { event in
            reporter.hear(event)
            if case .roomAgain = event { Signals.askAgain() }
        }
        self.node = node
        try Self.write(node) { [home] in try home.makeMarks() }
        if let key { try Self.write(node) { [store] in try store.setOwner(key.publicKey) } }
        causes = CauseDuty(store: store, logger: logger)
        duty = try key.map { [logger] key in
            try Sodium.start()
            return WitnessDuty(
                store: store, key: key, marks: home.marksPath, interval: witnessInterval ?? 0, logger: logger
            ) { node.wake() }
        }
    }

    /// Writes what has to be in the home: now, or on a full disk once there is room.
    private static func write(_ node: Node, _ body: @escaping @Sendable () throws -> Void) throws {
        do { try body() } catch StoreFault.full(let path) { node.noteFullDisk(.full(path: path), owed: body) }
    }

    /// Those that the keeper named, and those that came in invitations.
    private static func peers(_ configuration: Configuration, _ store: Store) throws -> [Address] {
        try configuration.peers() + store.peers().compactMap { try? PeerAddress($0.address).address }
    }

    /// Runs until SIGTERM or SIGINT, or until it begins anew; SIGHUP has it read its configuration again.
    /// - Parameter onListening: told the bound address, and where the page is.
    func run(onListening: (_ bound: Address, _ page: Address?) -> Void) throws {
        Signals.catchAll()
        FileLimit.raise()
        let bound = try node.start()
        let web: (site: Site, server: WebServer)?
        do { web = try startWeb() } catch {
            node.stop()
            throw error
        }
        if let page = web?.server.bound { logger.notice("the page is http://\(page)/") }
        let control = startControl(PageStanding(webConfig, bound: web?.server.bound))
        defer { control?.close() }
        if let bound {
            if !["0.0.0.0", "::"].contains(bound.host) {
                try Self.write(node) { [store] in try store.setAdvertisedAddress(bound.description) }
            }
            onListening(bound, web?.server.bound)
        }
        duty?.start()
        causes.start()
        manager.say(.ready)
        let watchdog = Watchdog(manager) { [node] in node.status() }
        var wish = Signals.next()
        while wish == .reload {
            reload(web?.site)
            wish = Signals.next()
        }
        manager.say(wish == .again ? .reloading(microseconds: Self.monotonic) : .stopping)
        watchdog.stop()
        endSoon()
        duty?.stop()
        causes.stop()
        web?.server.stop()
        node.stop()
        try store.close()
        if wish == .again { try beginAnew() }
    }

    /// A store that was opened without room for its log is opened anew, and all that stands on it.
    private func beginAnew() throws {
        logger.notice("there is room on the disk again: this node begins anew")
        throw StoreFault.system(path: CommandLine.arguments[0], code: SameProcess.begin())
    }

    /// What local programs ask and tell the daemon by; nil where its path can't be had.
    private func startControl(_ page: PageStanding) -> ControlSocket? {
        try? ControlSocket(path: ControlPath.of(home)) { [self] request in
            ControlRequest.answer(request, node: node, page: page) { keepPeers() }
        }
    }

    /// An invitation that somebody has just taken names a node: it is dialled now, and not at the next start.
    private func keepPeers() {
        let configuration = configuration.withLock { $0 }
        if let peers = try? Self.peers(configuration, store) { node.keep(peers) }
    }

    /// The page and the API; nil where the keeper wants none.
    private func startWeb() throws -> (site: Site, server: WebServer)? {
        guard let webConfig else { return nil }
        let configuration = configuration.withLock { $0 }
        let site = try Site(
            home: home, store: store, node: node, rule: configuration.webRule, rate: configuration.webRate(), logger: logger)
        return (site, try WebServer(site, webConfig, logger: logger))
    }

    /// Ends the process where stopping hangs: a machine that shuts down doesn't wait for ever.
    private func endSoon() {
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Self.stopSeconds)) { [logger] in
            logger.error("stopping took longer than \(Self.stopSeconds) s; ending now")
            _exit(Ending.notNow.rawValue)
        }
    }

    /// Reads the configuration again and does what can be done without a restart. Where it can't be read,
    /// everything stays as it is.
    private func reload(_ site: Site?) {
        manager.say(.reloading(microseconds: Self.monotonic))
        defer { manager.say(.ready) }
        do {
            let fresh = try source.read(), peers = try Self.peers(fresh, store), rate = try fresh.webRate()
            // Nothing fails from here on.
            let changes = configuration.withLock { old in
                defer { old = fresh }
                return old.changes(to: fresh)
            }
            target.level = fresh.log
            node.keep(peers)
            site?.rule = fresh.webRule
            site?.reads.set(rate)
            let names = changes.map(\.rawValue)
            logger.notice("read the configuration again", metadata: ["changed": "\(names.joined(separator: ","))"])
            for option in started.changes(to: fresh) where !option.reloads {
                logger.warning("a change of \(option.rawValue) takes a restart")
            }
        } catch {
            let line = Failure(error)?.line ?? "\(error)"
            logger.error("the configuration stays as it was: \(line)")
        }
    }

    private static var monotonic: UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(max(0, time.tv_sec)) * 1_000_000 + UInt64(max(0, time.tv_nsec)) / 1_000
    }
}

extension PeerAddress {
    var address: Address { Address(host: host, port: port) }
}
