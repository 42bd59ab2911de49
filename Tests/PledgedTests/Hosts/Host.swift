import Foundation
import Testing

/// A machine of a ``HostNetwork`` with a person's home, and the daemon that runs there.
final class Host {
    /// Its number in the network, from 1.
    let machine: Int
    let home: PledgedHome
    /// Its address, without the port.
    let address: String
    private let namespace: String
    private let peers: [String]
    private var run: PledgedProcess?

    private static let port = 7411

    /// - Parameter peers: the machines whose addresses it is given.
    init(_ machine: Int, of network: HostNetwork, home: PledgedHome, peers: [Int]) {
        self.machine = machine
        self.home = home
        address = HostNetwork.address(machine)
        namespace = network.namespace(machine)
        self.peers = peers.map { "\(HostNetwork.address($0)):\(Self.port)" }
    }

    deinit { crash() }

    var logs: String { run?.errors ?? "" }

    /// Starts the daemon and waits until it listens.
    func start() throws {
        let serve = ["serve", "--listen", "\(address):\(Self.port)", "--log", "debug"] + HostTools.quietOptions
            + peers.flatMap { ["--peer", $0] }
        let line = "\(HostTools.inside(namespace)) \"$PLEDGED\" \"$@\""
        let run = try home.startOther("/bin/sh", ["-c", line, "sh"] + serve)
        self.run = run
        try eventually("a line that says where it listens", or: { run.errors }) {
            guard run.process.isRunning else { throw TooLate("pledged serve ended at once: \(run.errors)") }
            return run.output == "listening \(address):\(Self.port)\n"
        }
    }

    /// Kills the daemon (`kill -9`).
    func crash() {
        guard let run, run.process.isRunning else { return }
        kill(run.process.processIdentifier, SIGKILL)
        _ = try? run.wait(seconds: 20)
    }

    /// Its links, as `status` shows them.
    func links() throws -> [Link] { try home.json("status").list("peers").map(Link.init) }

    /// Whether it has a link with another machine.
    func isLinked(to other: Host) throws -> Bool { try links().contains { $0.address == other.address } }

    /// What `status` shows of one link.
    struct Link: CustomStringConvertible {
        /// The other machine's, without the port.
        let address: String
        /// Whether only TCP gets through; nil where the program does not probe by datagram.
        let isUDPBlocked: Bool?

        init(_ fields: JSONFields) throws {
            address = String(try fields.text("address").prefix { $0 != ":" })
            isUDPBlocked = fields.all["udp_blocked"] as? Bool
        }

        var description: String { isUDPBlocked == true ? "\(address) by TCP alone" : address }
    }
}
