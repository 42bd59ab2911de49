import Foundation
import Testing

/// A network of machines inside this one: every machine is a network namespace with one address.
///
/// ```
///   h1 … h6 ── west ──trunk── east ── h7 … h12
/// ```
///
/// Both switches are bridges in a namespace of their own, so nothing touches this machine's own
/// network, and no packet has a way out. Each machine still has a default route, which leads to a
/// counter: whatever is sent to any other place is counted, and dropped.
final class HostNetwork {
    /// Addresses are 10.77.0.1 and so on: the same in every network, because none can see another.
    static let subnet = "10.77.0"

    let machines: Int
    /// Machines on the west switch; the others are on the east one.
    let west: Int
    /// Where the commands that build it keep their output.
    private let scratch: PledgedHome
    private let name = "\(HostLeftovers.prefix)\(getpid())-\(UUID().uuidString.prefix(4))"

    init(machines: Int) throws {
        self.machines = machines
        west = machines / 2
        scratch = try PledgedHome(nil)
    }

    deinit { remove() }

    func namespace(_ machine: Int) -> String { "\(name)-h\(machine)" }
    static func address(_ machine: Int) -> String { "\(subnet).\(machine)" }
    private var switches: String { "\(name)-switches" }
    private var everything: [String] { (1...machines).map(namespace) + [switches] }

    /// Makes it all.
    /// - Throws: ``HostFault`` where that is not allowed; ``remove()`` then removes what was made.
    func build() throws {
        try shell(switchScript + (1...machines).map(machineScript).joined(separator: "\n"))
        try checkCounter()
    }

    /// Ends whatever still runs on the machines, and removes them with all their links.
    func remove() {
        let left = everything.filter { FileManager.default.fileExists(atPath: "/run/netns/\($0)") }
        for namespace in left { HostLeftovers.remove(namespace, for: scratch) }
    }

    @discardableResult
    func shell(_ script: String) throws -> String { try HostTools.shell(script, for: scratch) }

    /// Runs lines of shell where the switches are.
    @discardableResult
    func atSwitches(_ script: String) throws -> String {
        try shell("ip netns exec \(switches) /bin/sh -euc '\(script)'")
    }

    /// Packets that a counter at the switches saw.
    func packets(_ counter: String) throws -> Int {
        let counters = try atSwitches("nft list counter bridge pledged \(counter)")
        return try #require(Self.numbers(after: "packets", in: counters).first, "\(counters)")
    }

    /// Packets that each machine tried to send to any place outside the network.
    func packetsOutside() throws -> [Int] {
        let counters = try shell(
            (1...machines).map { "ip netns exec \(namespace($0)) nft list counter inet pledged outside" }
                .joined(separator: "\n"))
        let packets = Self.numbers(after: "packets", in: counters)
        try #require(packets.count == machines, "\(counters)")
        return packets
    }

    /// The numbers that follow a word in what a tool printed.
    static func numbers(after word: String, in text: String) -> [Int] {
        let words = text.split { !$0.isLetter && !$0.isNumber }
        return zip(words, words.dropFirst()).filter { $0.0 == word }.compactMap { Int($0.1) }
    }

    /// Sends one datagram from a machine, whether or not that is let through.
    func sendDatagram(from machine: Int, to address: String) throws {
        try shell("ip netns exec \(namespace(machine)) /bin/bash -c 'echo > /dev/udp/\(address)/9' 2>/dev/null || true")
    }

    /// Lets the hello on the local network out, which is an address outside to the counter.
    func allowHello() throws {
        try shell((1...machines).map {
            "ip netns exec \(namespace($0)) nft insert rule inet pledged output ip daddr 239.255.74.11 udp dport 7412 accept"
        }.joined(separator: "\n"))
    }

    // MARK: what it is made of

    private var switchScript: String {
        """
        ip netns add \(switches)
        ip -n \(switches) link add west type bridge
        ip -n \(switches) link add east type bridge
        ip -n \(switches) link add trunk type veth peer name trunk-east
        ip -n \(switches) link set trunk master west
        ip -n \(switches) link set trunk-east master east
        for link in west east trunk trunk-east; do ip -n \(switches) link set $link up; done
        ip netns exec \(switches) nft 'add table bridge pledged
          add counter bridge pledged lost
          add counter bridge pledged blocked
          add chain bridge pledged loss
          add chain bridge pledged datagrams
          add chain bridge pledged forward { type filter hook forward priority 0; }
          add rule bridge pledged forward jump loss
          add rule bridge pledged forward jump datagrams'

        """
    }

    private func machineScript(_ machine: Int) -> String {
        let here = namespace(machine), link = "h\(machine)"
        return """
            ip netns add \(here)
            ip -n \(switches) link add \(link) type veth peer name eth0 netns \(here)
            ip -n \(switches) link set \(link) master \(machine <= west ? "west" : "east")
            ip -n \(switches) link set \(link) up
            ip -n \(here) link set eth0 addrgenmode none
            ip -n \(here) addr add \(Self.address(machine))/24 dev eth0
            ip -n \(here) addr add fd77::\(machine)/64 dev eth0 nodad
            ip -n \(here) link set lo up
            ip -n \(here) link set eth0 up
            ip -n \(here) route add default dev eth0
            ip -n \(here) -6 route add default dev eth0
            ip netns exec \(here) nft 'add table inet pledged
              add counter inet pledged outside
              add chain inet pledged output { type filter hook output priority 0; }
              add rule inet pledged output oifname lo accept
              add rule inet pledged output ip daddr \(Self.subnet).0/24 accept
              add rule inet pledged output meta l4proto { tcp, udp } counter name outside drop'
            """
    }

    /// Shows that the counter of what goes outside counts, by a datagram to an address that is
    /// reserved for documentation; it gets no further than the counter.
    private func checkCounter() throws {
        try sendDatagram(from: 1, to: "192.0.2.1")
        guard try packetsOutside().first == 1 else { throw HostFault(description: "what goes outside is not counted") }
        try shell("ip netns exec \(namespace(1)) nft reset counter inet pledged outside")
    }
}
