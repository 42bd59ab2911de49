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
    private let saysHello: Bool
    private var run: PledgedProcess?

    private static let port = 7411

    /// - Parameters:
    ///   - peers: the machines whose addresses it is given.
    ///   - saysHello: whether it looks for others on its network.
    init(_ machine: Int, of network: HostNetwork, home: PledgedHome, peers: [Int], saysHello: Bool = false) {
        self.machine = machine
        self.home = home
        address = HostNetwork.address(machine)
        namespace = network.namespace(machine)
        self.saysHello = saysHello
        self.peers = peers.map { "\(HostNetwork.address($0)):\(Self.port)" }
    }

    deinit { crash() }

    var logs: String { run?.errors ?? "" }

    /// Starts the daemon and waits until it listens.
    func start() throws {
        let serve = ["serve", "--listen", "\(address):\(Self.port)", "--log", "debug"]
            + (saysHello ? [] : HostTools.quietOptions) + peers.flatMap { ["--peer", $0] }
        let line = "\(HostTools.inside(namespace)) \"$PLEDGED\" \"$@\""
        let run = try home.startOther(
            "/bin/sh", ["-c", (saysHello ? "unset PLEDGED_NO_LAN; " : "") + line, "sh"] + serve)
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

    /// How new entries came to it since it started.
    func pushes() throws -> Pushes { Pushes(try #require(try home.json("status").all["pushes"] as? [String: Int])) }

    /// What `status` counts of the entries that came along the trees.
    struct Pushes: CustomStringConvertible {
        /// New ones, ones that were there already, and the links that the new ones had come over.
        var entries, again, hops: Int

        init(_ counts: [String: Int]) {
            (entries, again, hops) = (counts["entries"] ?? 0, counts["again"] ?? 0, counts["hops"] ?? 0)
        }

        /// All hosts' together, less those before.
        static func sum(_ all: [Pushes], less before: [Pushes] = []) -> Pushes {
            var sum = Pushes([:])
            for (one, sign) in all.map({ ($0, 1) }) + before.map({ ($0, -1) }) {
                sum.entries += sign * one.entries
                sum.again += sign * one.again
                sum.hops += sign * one.hops
            }
            return sum
        }

        /// Links that a new entry came over, on average.
        var meanHops: Double { Double(hops) / Double(max(1, entries)) }
        /// Copies that came for each that was needed.
        var copies: Double { Double(entries + again) / Double(max(1, entries)) }

        var description: String { "\(entries) entries over \(meanHops) links, \(copies) copies of each" }
    }

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
