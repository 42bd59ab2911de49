import Dispatch
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
    private let web: WebConfig?
    private let logger: Logger

    /// - Throws: ``CommandFault``, ``HomeFault`` or ``StoreFault``
    /// - Parameter web: where the page is; nil for none.
    init(home: Home, listen: Address?, peers: [Address], saysHello: Bool, web: WebConfig? = nil, logger: Logger) throws {
        self.home = home
        self.web = web
        self.logger = logger
        lock = Mutex(try DaemonLock(home))
        store = try Store(at: home.storePath)
        try home.makeMarks()
        let config = NodeConfig(
            key: try home.nodeKey(), owner: try store.owner(), listen: listen,
            peers: peers + (try store.peers().compactMap { try? PeerAddress($0.address).address }), stays: true,
            book: home.bookPath, saysHello: saysHello, logger: logger)
        node = try Node(store: store, config: config)
    }

    /// Runs until SIGTERM or SIGINT.
    /// - Parameter onListening: told the bound address, and where the page is.
    func run(onListening: (_ bound: Address, _ page: Address?) -> Void) throws {
        Signals.catchEnd()
        let bound = try node.start()
        let node = node
        let control = try? ControlSocket(path: ControlPath.of(home)) { line in
            ControlRequest.answer(line, node: node)
        }
        defer { control?.close() }
        let page: WebServer?
        do {
            page = try web.map {
                try WebServer(Site(home: home, store: store, node: node, config: $0, logger: logger), $0, logger: logger)
            }
        } catch {
            node.stop()
            throw error
        }
        if let bound {
            if !["0.0.0.0", "::"].contains(bound.host) { try store.setAdvertisedAddress(bound.description) }
            onListening(bound, page?.bound)
        }
        Signals.waitForEnd()
        page?.stop()
        node.stop()
        try store.close()
    }
}

/// The requests of the control socket.
enum ControlRequest {
    /// The answer to one line of JSON.
    static func answer(_ line: String, node: Node) -> String {
        let request = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        let peer = (request?["peer"] as? String).flatMap { try? PeerAddress($0).address }
        switch request?["do"] as? String {
        case "meet":
            guard let peer else { break }
            node.meet(peer)
            return #"{"ok":true}"#
        case "met":
            guard let peer, let meeting = node.meeting(peer) else { break }
            return text(meeting)
        case "part":
            guard let peer else { break }
            node.part(peer)
            return #"{"ok":true}"#
        case "wake":
            node.wake()
            return #"{"ok":true}"#
        case "status":
            return text(node.status())
        default: break
        }
        return #"{"ok":false,"error":"say {\"do\":\"wake\"} or {\"do\":\"status\"}"}"#
    }

    private static func text(_ answer: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let bytes = try? encoder.encode(answer) else { return #"{"ok":false}"# }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Waiting for the signals that end a daemon. A signal that comes at any time after `catchEnd` is
/// noticed: its handler writes to a pipe that `waitForEnd` reads.
enum Signals {
    /// Written once, before any signal is caught.
    nonisolated(unsafe) private static var pipe: [Int32] = [-1, -1]
    private static let numbers = [SIGTERM, SIGINT]

    /// From now on SIGTERM and SIGINT do not end the process by themselves.
    static func catchEnd() {
        guard pipe[0] < 0, Glibc.pipe(&pipe) == 0 else { return }
        var unblocked = sigset_t()
        sigemptyset(&unblocked)
        for number in numbers {
            signal(number) { _ in
                var byte: UInt8 = 1
                _ = write(Signals.pipe[1], &byte, 1)
            }
            sigaddset(&unblocked, number)
        }
        // Whoever started the program may have blocked them.
        pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
    }

    /// From now on the end of standard input is as good as a SIGTERM.
    static func endWithInput() {
        catchEnd()
        Thread.detachNewThread {
            var byte: UInt8 = 0
            while read(STDIN_FILENO, &byte, 1) > 0 {}
            byte = 1
            _ = write(Signals.pipe[1], &byte, 1)
        }
    }

    /// Blocks until one of them has come; a second one then ends the process at once.
    static func waitForEnd() {
        catchEnd()
        var byte: UInt8 = 0
        while read(pipe[0], &byte, 1) < 0, errno == EINTR {}
        for number in numbers { signal(number, SIG_DFL) }
    }
}

extension PeerAddress {
    var address: Address { Address(host: host, port: port) }
}
